// The generator and its unbiased bounded draws.
#include "sim/kernel/random.h"

#include <bit>

#include "protocols/core/check.h"

namespace conclave::sim {
namespace {
__extension__ using Wide = unsigned __int128;
}

std::uint64_t mix(std::uint64_t x) {
  std::uint64_t z = x + 0x9e3779b97f4a7c15;
  z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
  z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
  return z ^ (z >> 31);
}

Random::Random(std::uint64_t seed) : seed_(seed) {
  for (auto& word : state_) {
    word = mix(seed);
    seed += 0x9e3779b97f4a7c15;
  }
}

Random Random::fork(std::string_view name) const {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return Random(mix(seed_ ^ mix(hash)));
}

std::uint64_t Random::next() {
  const std::uint64_t result = std::rotl(state_[1] * 5, 7) * 9;
  const std::uint64_t t = state_[1] << 17;
  state_[2] ^= state_[0];
  state_[3] ^= state_[1];
  state_[1] ^= state_[2];
  state_[0] ^= state_[3];
  state_[2] ^= t;
  state_[3] = std::rotl(state_[3], 45);
  return result;
}

// Lemire, "Fast random integer generation in an interval" (2019): one multiplication, and a
// division only where bias is possible.
std::uint64_t Random::below(std::uint64_t bound) {
  ALWAYS(bound > 0);
  Wide product = Wide(next()) * bound;
  auto low = static_cast<std::uint64_t>(product);
  if (low < bound) {
    const std::uint64_t reject = (0 - bound) % bound;
    while (low < reject) {
      product = Wide(next()) * bound;
      low = static_cast<std::uint64_t>(product);
    }
  }
  return static_cast<std::uint64_t>(product >> 64);
}

Duration Random::between(Duration min, Duration max) {
  ALWAYS(min <= max);
  if (min == max) return min;
  const auto span = static_cast<std::uint64_t>((max - min).count()) + 1;
  return min + Duration(static_cast<Duration::rep>(below(span)));
}

bool Random::chance(Ratio ratio) {
  if (ratio.ppb == 0) return false;
  if (ratio.ppb >= Ratio::one) return true;
  return (next() >> 32) * Ratio::one >> 32 < ratio.ppb;
}

}  // namespace conclave::sim

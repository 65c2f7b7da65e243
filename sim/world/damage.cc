// What each shape does.
#include "sim/world/damage.h"

#include <algorithm>
#include <cstring>
#include <utility>

namespace conclave::sim {
namespace {

using Area = std::span<std::byte>;

void flip(Area bytes, std::uint64_t bit) {
  bytes[bit / 8] ^= std::byte{1} << (bit % 8);
}

void flip_bits(Area bytes, Random& random) {
  const std::uint64_t total = bytes.size() * 8;
  const std::uint64_t count = std::min<std::uint64_t>(2 + random.below(7), total);
  std::vector<std::uint64_t> flipped;
  while (flipped.size() < count) {
    const std::uint64_t bit = random.below(total);
    if (std::find(flipped.begin(), flipped.end(), bit) != flipped.end()) continue;
    flipped.push_back(bit);
    flip(bytes, bit);
  }
}

void burst(Area bytes, Random& random) {
  const std::uint64_t total = bytes.size() * 8;
  const std::uint64_t length = std::min<std::uint64_t>(2 + random.below(31), total);
  const std::uint64_t first = random.below(total - length + 1);
  for (std::uint64_t bit = 0; bit < length; ++bit) {
    const bool end = bit == 0 || bit + 1 == length;
    if (end || random.below(2) == 0) flip(bytes, first + bit);
  }
}

void swap_words(Area bytes, Random& random) {
  constexpr int tries = 8;  // to find two words that differ
  const std::uint64_t words = bytes.size() / 2;
  if (words < 2) return;
  for (int n = 0; n < tries; ++n) {
    std::byte* a = bytes.data() + 2 * random.below(words);
    std::byte* b = bytes.data() + 2 * random.below(words);
    if (std::memcmp(a, b, 2) == 0) continue;
    std::swap_ranges(a, a + 2, b);
    return;
  }
}

void zero(Area bytes, Random& random) {
  const std::uint64_t length = std::min<std::uint64_t>(1 + random.below(64), bytes.size());
  std::memset(bytes.data() + random.below(bytes.size() - length + 1), 0, length);
}

}  // namespace

std::size_t inflict(const Damage& damage, std::span<std::byte> bytes) {
  if (bytes.empty()) return 0;
  Random random(damage.seed);
  switch (damage.shape) {
    case DamageShape::none:
      break;
    case DamageShape::bit:
      flip(bytes, random.below(bytes.size() * 8));
      break;
    case DamageShape::bits:
      flip_bits(bytes, random);
      break;
    case DamageShape::burst:
      burst(bytes, random);
      break;
    case DamageShape::swap:
      swap_words(bytes, random);
      break;
    case DamageShape::zero:
      zero(bytes, random);
      break;
    case DamageShape::truncate:
      return random.below(bytes.size());
  }
  return bytes.size();
}

Damage draw_damage(DamageShape shape, Random& random) {
  constexpr auto shapes = static_cast<std::uint64_t>(last_of(DamageShape{}));
  if (shape == DamageShape::none) shape = static_cast<DamageShape>(1 + random.below(shapes));
  return {shape, random.next()};
}

}  // namespace conclave::sim

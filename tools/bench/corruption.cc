// Each kind of damage, once over the bytes.
#include "tools/bench/corruption.h"

#include <algorithm>
#include <vector>

namespace conclave::tools {
namespace {

using sim::Random;
using Frame = std::span<std::byte>;

void flip(Frame frame, std::size_t bit) {
  frame[bit / 8] ^= std::byte{1} << (bit % 8);
}

void flip_some(Frame frame, Random& random, std::size_t count) {
  std::vector<std::size_t> bits;
  while (bits.size() < count) {
    const std::size_t bit = random.below(frame.size() * 8);
    if (std::find(bits.begin(), bits.end(), bit) == bits.end()) bits.push_back(bit);
  }
  for (const std::size_t bit : bits) flip(frame, bit);
}

void burst(Frame frame, Random& random, std::size_t shortest, std::size_t longest) {
  longest = std::min(longest, frame.size() * 8);
  const std::size_t length = shortest + random.below(longest - shortest + 1);
  const std::size_t first = random.below(frame.size() * 8 - length + 1);
  flip(frame, first);
  flip(frame, first + length - 1);
  for (std::size_t bit = first + 1; bit + 1 < first + length; ++bit) {
    if (random.below(2) == 0) flip(frame, bit);
  }
}

void bit_1(Frame frame, Random& random) {
  flip_some(frame, random, 1);
}
void bit_2(Frame frame, Random& random) {
  flip_some(frame, random, 2);
}
void bits(Frame frame, Random& random) {
  flip_some(frame, random, 3 + random.below(14));
}
void burst_32(Frame frame, Random& random) {
  burst(frame, random, 2, 32);
}
void burst_long(Frame frame, Random& random) {
  burst(frame, random, 33, 512);
}

void swap(Frame frame, Random& random) {
  const std::size_t words = frame.size() / 2;
  const auto word = [&](std::size_t n) { return frame.subspan(2 * n, 2); };
  for (;;) {
    const Frame a = word(random.below(words)), b = word(random.below(words));
    if (std::equal(a.begin(), a.end(), b.begin())) continue;
    std::swap_ranges(a.begin(), a.end(), b.begin());
    return;
  }
}

void zeroed(Frame frame, Random& random) {
  for (;;) {
    const std::size_t size = 1 + random.below(std::min<std::size_t>(64, frame.size()));
    const Frame range = frame.subspan(random.below(frame.size() - size + 1), size);
    const bool all_zero =
        std::all_of(range.begin(), range.end(), [](std::byte b) { return b == std::byte{}; });
    if (all_zero) continue;
    std::fill(range.begin(), range.end(), std::byte{});
    return;
  }
}

void tail(Frame frame, Random& random) {
  const std::size_t from = random.below(frame.size());
  bool differs = false;
  while (!differs) {
    for (std::byte& each : frame.subspan(from)) {
      const auto garbage = static_cast<std::byte>(random.below(256));
      differs = differs || each != garbage;
      each = garbage;
    }
  }
}

}  // namespace

std::span<const Corruption> corruptions() {
  static constexpr std::array all{
      Corruption{"bit_1", bit_1},       Corruption{"bit_2", bit_2},      Corruption{"bits", bits},
      Corruption{"burst_32", burst_32}, Corruption{"burst", burst_long}, Corruption{"swap", swap},
      Corruption{"zeroed", zeroed},     Corruption{"tail", tail},
  };
  return all;
}

}  // namespace conclave::tools

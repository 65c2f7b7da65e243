// Random: the only source of chance, integers only, the same on every compiler and machine.
//
// xoshiro256** (Blackman and Vigna, 2018), seeded by splitmix64. Every draw is written out here and
// not left to <random>, whose distributions differ between standard libraries.
//
// Streams have names: every link, disk, timer set, client and fault draws from a stream of its own,
// so that taking one fault out of a scenario reshuffles nothing else. A feature that is off draws
// nothing.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <utility>

#include "sim/kernel/time.h"

namespace conclave::sim {

// A probability without floating point: parts in a billion.
struct Ratio {
  static constexpr std::uint32_t one = 1'000'000'000;
  std::uint32_t ppb = 0;
  friend auto operator<=>(const Ratio&, const Ratio&) = default;
};

class Random {
 public:
  explicit Random(std::uint64_t seed);

  // An independent stream for the part of the world that bears this name.
  Random fork(std::string_view name) const;

  std::uint64_t next();
  std::uint64_t below(std::uint64_t bound);      // [0, bound), without bias; bound > 0
  Duration between(Duration min, Duration max);  // [min, max]; draws nothing if they are equal
  bool chance(Ratio ratio);                      // draws nothing at 0 and at 1

  template <typename T>
  T& pick(std::span<T> items) {
    return items[below(items.size())];
  }
  template <typename T>
  void shuffle(std::span<T> items) {
    for (std::size_t n = items.size(); n > 1; --n) std::swap(items[n - 1], items[below(n)]);
  }

 private:
  std::uint64_t seed_;  // fork() mixes the name into it
  std::array<std::uint64_t, 4> state_;
};

// One step of splitmix64: a good 64-bit mix, for seeds and names.
std::uint64_t mix(std::uint64_t x);

}  // namespace conclave::sim

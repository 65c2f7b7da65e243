// Damage: what chance does to a run of bytes on its way.
//
// The shapes are those that were found in the field: Stone and Partridge, "When the CRC and TCP
// Checksum Disagree" (SIGCOMM 2000), captured bad packets and traced them to hosts, routers and
// links that flip bits, swap words, write zeroes over ranges, and cut the end off.
//
//     bit       one bit flips
//     bits      two to eight bits flip, anywhere
//     burst     within 2 to 32 bits the first flips, the last, and each between by chance
//     swap      two aligned 16-bit words that differ change places
//     zero      a range of 1 to 64 bytes reads as zeroes
//     truncate  the end is missing, one byte or more
//
// A Damage is a plain value: what it does to given bytes follows from it alone. It may do nothing:
// where all is zero, zeroes change nothing.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/kernel/random.h"

namespace conclave::sim {

enum class DamageShape : std::uint8_t { none, bit, bits, burst, swap, zero, truncate };
constexpr DamageShape last_of(DamageShape) {
  return DamageShape::truncate;
}
constexpr std::string_view name_of(DamageShape shape) {
  constexpr std::array<std::string_view, 7> names{"none", "bit",  "bits",    "burst",
                                                  "swap", "zero", "truncate"};
  return names[static_cast<std::size_t>(shape)];
}

struct Damage {
  DamageShape shape = DamageShape::none;
  std::uint64_t seed = 0;  // where exactly, and how much
  friend bool operator==(const Damage&, const Damage&) = default;
};

// Does it to the bytes; returns how many of them are left.
std::size_t inflict(const Damage& damage, std::span<std::byte> bytes);

// Damage of this shape, or for `none` of any, each as likely as the others.
Damage draw_damage(DamageShape shape, Random& random);

}  // namespace conclave::sim

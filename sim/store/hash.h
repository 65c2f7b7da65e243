// A small hash of bytes for tables and digests: the same on every machine, not against enemies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "protocols/core/byte_words.h"

namespace conclave::sim {

// The finaliser of splitmix64: every bit of the input reaches every bit of the output.
constexpr std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

constexpr std::uint64_t hash_of(std::string_view bytes) {
  constexpr std::uint64_t factor = 0x9e3779b97f4a7c15;
  std::uint64_t hash = bytes.size() * factor;
  const auto add = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * factor;
    hash ^= hash >> 29;
  };
  for (std::size_t at = 0; at < bytes.size(); at += 8) add(word_at(bytes, at));
  return mixed(hash);
}

}  // namespace conclave::sim

// A small hash of bytes for tables and digests: the same on every machine, not against enemies.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace conclave::sim {

// The finaliser of splitmix64: every bit of the input reaches every bit of the output.
constexpr std::uint64_t mixed(std::uint64_t x) {
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
  x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
  return x ^ (x >> 31);
}

// Eight bytes, least significant first whatever the machine. Written out, compilers see one load.
constexpr std::uint64_t word_of(const char* bytes) {
  const auto byte = [bytes](int i) {
    return std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  };
  return byte(0) | byte(1) | byte(2) | byte(3) | byte(4) | byte(5) | byte(6) | byte(7);
}

constexpr std::uint64_t hash_of(std::string_view bytes) {
  constexpr std::uint64_t factor = 0x9e3779b97f4a7c15;
  std::uint64_t hash = bytes.size() * factor;
  const auto add = [&hash](std::uint64_t word) {
    hash = (hash ^ word) * factor;
    hash ^= hash >> 29;
  };
  for (; bytes.size() >= 8; bytes.remove_prefix(8)) add(word_of(bytes.data()));
  if (!bytes.empty()) {
    std::uint64_t word = 0;
    for (std::size_t i = bytes.size(); i > 0; --i) {
      word = word << 8 | static_cast<unsigned char>(bytes[i - 1]);
    }
    add(word);
  }
  return mixed(hash);
}

}  // namespace conclave::sim

// Bytes of a text, eight at a time: what a loop over single bytes guesses wrong, and often.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace conclave {

// Eight bytes, least significant first whatever the machine. Written out, compilers see one load.
constexpr std::uint64_t word_of(const char* bytes) {
  const auto byte = [bytes](int i) {
    return std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  };
  return byte(0) | byte(1) | byte(2) | byte(3) | byte(4) | byte(5) | byte(6) | byte(7);
}

// The bytes from `at` on, up to eight of them, then zeroes. REQUIRES: at < text.size().
constexpr std::uint64_t word_at(std::string_view text, std::size_t at) {
  const std::size_t left = text.size() - at;
  if (left >= 8) return word_of(text.data() + at);
  // The last eight of the text, without those before `at`.
  if (text.size() >= 8) return word_of(text.data() + text.size() - 8) >> (64 - 8 * left);
  std::uint64_t word = 0;
  for (std::size_t n = left; n > 0; --n) {
    word = word << 8 | static_cast<unsigned char>(text[at + n - 1]);
  }
  return word;
}

// The highest bit of each byte that is `byte`, and no other.
constexpr std::uint64_t bytes_equal(std::uint64_t word, char byte) {
  constexpr std::uint64_t ones = 0x0101010101010101, rests = 0x7f7f7f7f7f7f7f7f;
  const std::uint64_t x = word ^ (ones * static_cast<unsigned char>(byte));
  return ~(((x & rests) + rests) | x | rests);
}

// True if every byte is from `first` to '~', and none is `one` or `other`.
constexpr bool all_plain(std::string_view text, char first, char one, char other) {
  constexpr std::uint64_t ones = 0x0101010101010101, highs = 0x8080808080808080;
  for (std::size_t at = 0; at < text.size(); at += 8) {
    // What lies behind the end is as plain as can be.
    const std::size_t left = text.size() - at;
    const std::uint64_t beyond = left < 8 ? ~std::uint64_t{0} << (8 * left) : 0;
    const std::uint64_t word = word_at(text, at) | (beyond & (ones * 'a'));
    // The highest bit of a byte below `first`, or beyond ASCII ("Bit Twiddling Hacks", hasless). A
    // subtraction borrows from the byte above only where the answer is false anyway.
    const std::uint64_t foreign = (word - ones * static_cast<unsigned char>(first)) | word;
    const std::uint64_t barred =
        bytes_equal(word, one) | bytes_equal(word, other) | bytes_equal(word, 0x7f);
    if (((foreign | barred) & highs) != 0) return false;
  }
  return true;
}

}  // namespace conclave

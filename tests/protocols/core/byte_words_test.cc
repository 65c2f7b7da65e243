// Bytes eight at a time are the bytes one at a time.
#include "protocols/core/byte_words.h"

#include <doctest/doctest.h>

#include <string>

using namespace conclave;

namespace {

std::uint64_t one_by_one(std::string_view text, std::size_t at) {
  std::uint64_t word = 0;
  for (std::size_t n = 0; n < 8 && at + n < text.size(); ++n) {
    word |= std::uint64_t{static_cast<unsigned char>(text[at + n])} << (8 * n);
  }
  return word;
}

}  // namespace

TEST_SUITE("protocols/byte_words") {
  TEST_CASE("a word has the bytes from its place on, and zeroes behind the end") {
    std::string text;
    for (int size = 1; size <= 40; ++size) {
      text += static_cast<char>(size * 37);
      for (std::size_t at = 0; at < text.size(); ++at) {
        CAPTURE(size);
        CAPTURE(at);
        CHECK(word_at(text, at) == one_by_one(text, at));
      }
    }
  }

  TEST_CASE("of every byte it is known whether it is the one that is looked for") {
    for (int wanted = 0; wanted < 256; ++wanted) {
      for (int other = 0; other < 256; ++other) {
        // Neighbours must not borrow from each other.
        const std::uint64_t word = 0x0001'ff80'7f00'0000 | static_cast<std::uint64_t>(other);
        std::uint64_t expected = 0;
        for (int n = 0; n < 8; ++n) {
          if ((word >> (8 * n) & 0xff) == static_cast<std::uint64_t>(wanted)) {
            expected |= std::uint64_t{0x80} << (8 * n);
          }
        }
        REQUIRE(bytes_equal(word, static_cast<char>(wanted)) == expected);
      }
    }
  }
}

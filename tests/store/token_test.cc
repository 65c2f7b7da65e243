// Any bytes become one printable word and come back.

#include "sim/store/token.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "sim/store/hash.h"

namespace conclave::sim {
namespace {

std::string token_of(std::string_view bytes) {
  std::string out;
  append_token(out, bytes);
  return out;
}

TEST_SUITE("store/token") {
  TEST_CASE("plain words and UTF-8 stay as they are") {
    CHECK(token_of("k1") == "k1");
    CHECK(token_of("c3.17") == "c3.17");
    CHECK(token_of("grüße") == "grüße");
    CHECK(token_of("日本語🙂") == "日本語🙂");
  }

  TEST_CASE("what would break a line of words is escaped") {
    CHECK(token_of("") == "\\e");
    CHECK(token_of("a b") == "a\\sb");
    CHECK(token_of("a\\b") == "a\\\\b");
    CHECK(token_of("\n\t\r") == "\\n\\t\\r");
    CHECK(token_of(std::string_view("\0\x7f", 2)) == "\\x00\\x7f");
  }

  TEST_CASE("bytes that are not well-formed UTF-8 are escaped") {
    CHECK(token_of("\xff") == "\\xff");
    CHECK(token_of("\xc3") == "\\xc3");                    // cut short
    CHECK(token_of("\xc0\x80") == "\\xc0\\x80");           // overlong
    CHECK(token_of("\xed\xa0\x80") == "\\xed\\xa0\\x80");  // a surrogate
    CHECK(token_of("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  }

  TEST_CASE("a suspicious byte is noticed wherever it stands in a long word") {
    for (const char odd : {' ', '\\', '\n', '\x7f', '\x01', '\xff'}) {
      for (std::size_t at = 0; at < 20; ++at) {
        std::string word(20, 'a');
        CHECK(is_plain(word));
        word[at] = odd;
        CHECK_FALSE(is_plain(word));
        CHECK(token_of(word).find(' ') == std::string::npos);
        CHECK(read_token(token_of(word)) == word);
      }
    }
  }

  TEST_CASE("any bytes round-trip") {
    for (std::uint64_t seed = 0; seed < 2000; ++seed) {
      std::string bytes;
      for (std::uint64_t i = 0; i < seed % 19; ++i) {
        bytes += static_cast<char>(mixed(seed * 64 + i));
      }
      CHECK(read_token(token_of(bytes)) == bytes);
    }
  }

  TEST_CASE("a broken token is no token") {
    for (const char* broken :
         {"", "\\", "a\\", "\\q", "\\e\\e", "a\\e", "\\x", "\\x0", "\\xg0", "\\x4", "a b"}) {
      CAPTURE(broken);
      CHECK_FALSE(read_token(broken).has_value());
    }
  }
}

}  // namespace
}  // namespace conclave::sim

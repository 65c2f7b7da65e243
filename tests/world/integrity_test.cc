// Integrity codes: published values, and what each one misses.
#include "sim/world/integrity.h"

#include <doctest/doctest.h>

#include <cstring>
#include <string>

#include "sim/kernel/random.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

ByteView bytes(const std::string& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::uint64_t code(const std::string& name, const std::string& text) {
  std::byte out[64] = {};
  find_integrity(name)->compute(bytes(text), out);
  std::uint64_t value = 0;
  std::memcpy(&value, out, 8);
  return value;
}

std::string hex(const std::string& name, const std::string& text) {
  const IntegrityCode& kind = *find_integrity(name);
  std::byte out[64] = {};
  kind.compute(bytes(text), out);
  std::string digits;
  for (std::size_t n = 0; n < kind.size; ++n) {
    digits += "0123456789abcdef"[static_cast<unsigned>(out[n]) >> 4];
    digits += "0123456789abcdef"[static_cast<unsigned>(out[n]) & 15];
  }
  return digits;
}

}  // namespace

TEST_SUITE("world/integrity") {
  TEST_CASE("each code gives its published check value") {
    CHECK(code("crc32c", "123456789") == 0xe3069283);
    CHECK(code("sum8", "123456789") == 0xdd);
    CHECK(code("crc32", "123456789") == 0xcbf43926);
    CHECK(code("crc32", "") == 0);
    CHECK(code("adler32", "Wikipedia") == 0x11e60398);
    CHECK(code("adler32", "") == 1);
    CHECK(code("parity", "123456789") == 1);
    CHECK(code("xxh3", "") == 0x2d06800538d394c2);
    CHECK(code("internet16", std::string("\x00\x01\xf2\x03\xf4\xf5\xf6\xf7", 8)) == 0x220d);
  }

  TEST_CASE("hashes are those of their standards, byte for byte") {
    CHECK(hex("md5", "abc") == "900150983cd24fb0d6963f7d28e17f72");
    CHECK(hex("md5", "") == "d41d8cd98f00b204e9800998ecf8427e");
    CHECK(hex("sha256", "abc") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  }

  TEST_CASE("crc32c is what its polynomial says, at every length") {
    Random random(1);
    std::string text;
    for (int n = 0; n < 200; ++n) {
      // Bit by bit, as the polynomial says.
      std::uint32_t crc = ~0U;
      for (const char c : text) {
        crc ^= static_cast<unsigned char>(c);
        for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ (0x82f63b78 & (0 - (crc & 1)));
      }
      REQUIRE(code("crc32c", text) == static_cast<std::uint32_t>(~crc));
      text += static_cast<char>(random.below(256));
    }
  }

  TEST_CASE("parity misses an even number of flipped bits, and no odd one") {
    std::string one = "abcdef", two = "abcdef";
    one[2] = static_cast<char>(one[2] ^ 1);
    two[2] = static_cast<char>(two[2] ^ 3);
    CHECK(code("parity", one) != code("parity", "abcdef"));
    CHECK(code("parity", two) == code("parity", "abcdef"));
  }

  TEST_CASE("sums miss swaps, and crc32c does not") {
    CHECK(code("sum8", "ab") == code("sum8", "ba"));
    CHECK(code("internet16", "abcd") == code("internet16", "cdab"));
    CHECK(code("crc32c", "abcd") != code("crc32c", "cdab"));
  }

  TEST_CASE("every code accepts what was not damaged") {
    for (const IntegrityCode& each : integrity_codes()) {
      std::byte out[64] = {};
      each.compute(bytes("some bytes"), out);
      CHECK(verify(each, bytes("some bytes"), ByteView(out, each.size)));
    }
    CHECK(find_integrity("crc33") == nullptr);
  }
}

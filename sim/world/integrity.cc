// The table of codes.
#include "sim/world/integrity.h"

#include <array>
#include <cstring>

#include "protocols/core/check.h"
#include "sim/world/integrity_codes.h"

namespace conclave::sim {
namespace {

void none(ByteView, std::byte*) {}

constexpr std::array<IntegrityCode, 10> codes{{
    {"none", 0, none, "nothing: all damage passes"},
    {"parity", 1, code_parity, "one bit: misses every even number of flipped bits"},
    {"sum8", 1, code_sum8, "sum of bytes: misses swaps, and one in 256 of the rest"},
    {"internet16", 2, code_internet16, "ones' complement sum (RFC 1071): misses swapped words"},
    {"adler32", 4, code_adler32, "two sums (RFC 1950): misses more of short messages"},
    {"crc32", 4, code_crc32, "the CRC of Ethernet: finds all bursts up to 32 bits"},
    {"crc32c", 4, code_crc32c, "Castagnoli's CRC: the same, in hardware on most processors"},
    {"xxh3", 8, code_xxh3, "64-bit XXH3: fast, misses next to nothing by chance"},
    {"md5", 16, code_md5, "MD5 (RFC 1321): slow, misses nothing by chance"},
    {"sha256", 32, code_sha256, "SHA-256 (FIPS 180-4): slowest, misses nothing"},
}};

constexpr std::size_t size_max = 64;

}  // namespace

std::span<const IntegrityCode> integrity_codes() {
  return codes;
}

const IntegrityCode* find_integrity(std::string_view name) {
  for (const IntegrityCode& code : codes) {
    if (code.name == name) return &code;
  }
  return nullptr;
}

bool verify(const IntegrityCode& code, ByteView data, ByteView expected) {
  ALWAYS(expected.size() == code.size && code.size <= size_max);
  if (code.size == 0) return true;  // such bytes may lie nowhere
  std::array<std::byte, size_max> actual;
  code.compute(data, actual.data());
  return std::memcmp(actual.data(), expected.data(), code.size) == 0;
}

}  // namespace conclave::sim

// The codes.
#include "sim/world/integrity.h"

#include <array>
#include <cstring>

#include "protocols/core/check.h"

#define XXH_INLINE_ALL
#include <xxhash.h>
#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace conclave::sim {
namespace {

template <typename T>
void store(T value, std::byte* out) {
  std::memcpy(out, &value, sizeof value);
}

void none(ByteView, std::byte*) {}

// One bit: whether the number of ones is odd.
void parity(ByteView data, std::byte* out) {
  std::byte folded{};
  for (const std::byte b : data) folded ^= b;
  folded ^= folded >> 4;
  folded ^= folded >> 2;
  folded ^= folded >> 1;
  *out = folded & std::byte{1};
}

// The sum of all bytes, modulo 256.
void sum8(ByteView data, std::byte* out) {
  unsigned sum = 0;
  for (const std::byte b : data) sum += static_cast<unsigned>(b);
  *out = static_cast<std::byte>(sum);
}

// The Internet checksum (RFC 1071): the ones' complement sum of 16-bit words.
void internet16(ByteView data, std::byte* out) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < data.size(); i += 2) {
    const auto high = static_cast<std::uint64_t>(data[i]) << 8;
    sum += high | (i + 1 < data.size() ? static_cast<std::uint64_t>(data[i + 1]) : 0);
  }
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  store(static_cast<std::uint16_t>(~sum), out);
}

// CRC-32C (Castagnoli; RFC 3720, appendix B.4), reflected polynomial 0x82f63b78.
constexpr auto crc32c_table = [] {
  std::array<std::array<std::uint32_t, 256>, 8> table{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    std::uint32_t crc = i;
    for (int k = 0; k < 8; ++k) crc = (crc >> 1) ^ (0x82f63b78 & (0 - (crc & 1)));
    table[0][i] = crc;
  }
  for (std::uint32_t i = 0; i < 256; ++i) {
    for (std::size_t n = 1; n < 8; ++n) {
      table[n][i] = (table[n - 1][i] >> 8) ^ table[0][table[n - 1][i] & 0xff];
    }
  }
  return table;
}();

// Eight bytes a turn ("slicing by 8"), for processors without the instruction.
std::uint32_t crc32c_in_software(ByteView data) {
  std::uint32_t crc = ~0U;
  std::size_t at = 0;
  for (; at + 8 <= data.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, &data[at], 8);
    word ^= crc;
    crc = 0;
    for (std::size_t n = 0; n < 8; ++n) crc ^= crc32c_table[7 - n][(word >> (8 * n)) & 0xff];
  }
  for (; at < data.size(); ++at) {
    crc = (crc >> 8) ^ crc32c_table[0][(crc ^ static_cast<std::uint32_t>(data[at])) & 0xff];
  }
  return ~crc;
}

#if defined(__x86_64__)
__attribute__((target("sse4.2"))) std::uint32_t crc32c_in_hardware(ByteView data) {
  std::uint64_t crc = ~0U;
  std::size_t at = 0;
  for (; at + 8 <= data.size(); at += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, &data[at], 8);
    crc = _mm_crc32_u64(crc, word);
  }
  for (; at < data.size(); ++at) {
    crc = _mm_crc32_u8(static_cast<std::uint32_t>(crc), static_cast<std::uint8_t>(data[at]));
  }
  return ~static_cast<std::uint32_t>(crc);
}
#endif

void crc32c(ByteView data, std::byte* out) {
#if defined(__x86_64__)
  static const bool hardware = __builtin_cpu_supports("sse4.2") != 0;
  if (hardware) return store(crc32c_in_hardware(data), out);
#endif
  store(crc32c_in_software(data), out);
}

void xxh3(ByteView data, std::byte* out) {
  store(XXH3_64bits(data.data(), data.size()), out);
}

constexpr std::array<IntegrityCode, 6> codes{{
    {"none", 0, none, "nothing: all damage passes"},
    {"parity", 1, parity, "one bit: misses every even number of flipped bits"},
    {"sum8", 1, sum8, "sum of bytes: misses swaps, and one in 256 of the rest"},
    {"internet16", 2, internet16, "ones' complement sum (RFC 1071): misses swapped words"},
    {"crc32c", 4, crc32c, "Castagnoli's CRC: finds all bursts up to 32 bits"},
    {"xxh3", 8, xxh3, "64-bit XXH3: fast, misses next to nothing by chance"},
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
  std::array<std::byte, size_max> actual;
  code.compute(data, actual.data());
  return std::memcmp(actual.data(), expected.data(), code.size) == 0;
}

}  // namespace conclave::sim

// Cyclic redundancy codes: remainders of polynomials, which no short burst leaves as they were.
#include <zlib.h>

#include <array>
#include <cstring>

#include "sim/world/integrity_codes.h"

#if defined(__x86_64__)
#include <nmmintrin.h>
#endif

namespace conclave::sim {
namespace {

void store(std::uint32_t code, std::byte* out) {
  std::memcpy(out, &code, sizeof code);
}

// The reflected polynomial 0x82f63b78.
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
template <typename Word>
Word take(const std::byte*& from) {
  Word word{};
  std::memcpy(&word, from, sizeof word);
  from += sizeof word;
  return word;
}

// The rest in steps of four, two and one: a loop over bytes would guess wrong where it ends.
__attribute__((target("sse4.2"))) std::uint32_t crc32c_in_hardware(ByteView data) {
  std::uint64_t crc = ~0U;
  const std::byte* at = data.data();
  const std::size_t size = data.size();
  for (std::size_t n = size / 8; n > 0; --n) crc = _mm_crc32_u64(crc, take<std::uint64_t>(at));
  auto rest = static_cast<std::uint32_t>(crc);
  if (size & 4) rest = _mm_crc32_u32(rest, take<std::uint32_t>(at));
  if (size & 2) rest = _mm_crc32_u16(rest, take<std::uint16_t>(at));
  if (size & 1) rest = _mm_crc32_u8(rest, take<std::uint8_t>(at));
  return ~rest;
}
#endif

}  // namespace

// zlib takes no data at all for the wish to know where to begin.
void code_crc32(ByteView data, std::byte* out) {
  const auto* bytes = reinterpret_cast<const Bytef*>(data.data());
  store(data.empty() ? 0 : static_cast<std::uint32_t>(crc32_z(0, bytes, data.size())), out);
}

void code_crc32c(ByteView data, std::byte* out) {
#if defined(__x86_64__)
  static const bool hardware = __builtin_cpu_supports("sse4.2") != 0;
  if (hardware) return store(crc32c_in_hardware(data), out);
#endif
  store(crc32c_in_software(data), out);
}

}  // namespace conclave::sim

// Sums: fast, old, and blind to whatever leaves the sum as it was.
#include <zlib.h>

#include <cstring>

#include "sim/world/integrity_codes.h"

namespace conclave::sim {

void code_parity(ByteView data, std::byte* out) {
  std::byte folded{};
  for (const std::byte b : data) folded ^= b;
  folded ^= folded >> 4;
  folded ^= folded >> 2;
  folded ^= folded >> 1;
  *out = folded & std::byte{1};
}

void code_sum8(ByteView data, std::byte* out) {
  unsigned sum = 0;
  for (const std::byte b : data) sum += static_cast<unsigned>(b);
  *out = static_cast<std::byte>(sum);
}

// The ones' complement sum of 16-bit words.
void code_internet16(ByteView data, std::byte* out) {
  std::uint64_t sum = 0;
  for (std::size_t i = 0; i < data.size(); i += 2) {
    const auto high = static_cast<std::uint64_t>(data[i]) << 8;
    sum += high | (i + 1 < data.size() ? static_cast<std::uint64_t>(data[i + 1]) : 0);
  }
  while (sum >> 16 != 0) sum = (sum & 0xffff) + (sum >> 16);
  const auto code = static_cast<std::uint16_t>(~sum);
  std::memcpy(out, &code, sizeof code);
}

// Two sums, of the bytes and of the first sum's values, modulo 65521.
void code_adler32(ByteView data, std::byte* out) {
  const auto* bytes = reinterpret_cast<const Bytef*>(data.data());
  const auto code = static_cast<std::uint32_t>(adler32_z(1, bytes, data.size()));
  std::memcpy(out, &code, sizeof code);
}

}  // namespace conclave::sim

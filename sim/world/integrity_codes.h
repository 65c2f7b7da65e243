// The codes behind the names: each writes as many bytes as its row in integrity.cc says.
//
// What a well-kept library has is taken from there (zlib, xxHash, nettle); the rest is here, as the
// names of the functions say.
#pragma once

#include "protocols/core/codec.h"

namespace conclave::sim {

// Sums, in integrity_sums.cc.
void code_parity(ByteView data, std::byte* out);      // one bit: whether the number of ones is odd
void code_sum8(ByteView data, std::byte* out);        // the sum of all bytes, modulo 256
void code_internet16(ByteView data, std::byte* out);  // RFC 1071
void code_adler32(ByteView data, std::byte* out);     // RFC 1950

// Cyclic codes, in integrity_cyclic.cc.
void code_crc32(ByteView data, std::byte* out);   // IEEE 802.3, as in Ethernet and zip
void code_crc32c(ByteView data, std::byte* out);  // Castagnoli; RFC 3720, appendix B.4

// Hashes, in integrity_hashes.cc.
void code_xxh3(ByteView data, std::byte* out);
void code_md5(ByteView data, std::byte* out);     // RFC 1321
void code_sha256(ByteView data, std::byte* out);  // FIPS 180-4

}  // namespace conclave::sim

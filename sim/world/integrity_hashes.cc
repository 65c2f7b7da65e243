// Hashes: whatever the damage, it is missed as rarely as chance allows.
#include <nettle/md5.h>
#include <nettle/sha2.h>

#include <cstring>

#include "sim/world/integrity_codes.h"

#define XXH_INLINE_ALL
#include <xxhash.h>

namespace conclave::sim {
namespace {

const std::uint8_t* octets(ByteView data) {
  return reinterpret_cast<const std::uint8_t*>(data.data());
}
std::uint8_t* octets(std::byte* out) {
  return reinterpret_cast<std::uint8_t*>(out);
}

}  // namespace

void code_xxh3(ByteView data, std::byte* out) {
  const std::uint64_t code = XXH3_64bits(data.data(), data.size());
  std::memcpy(out, &code, sizeof code);
}

void code_md5(ByteView data, std::byte* out) {
  md5_ctx context;
  md5_init(&context);
  md5_update(&context, data.size(), octets(data));
  md5_digest(&context, MD5_DIGEST_SIZE, octets(out));
}

void code_sha256(ByteView data, std::byte* out) {
  sha256_ctx context;
  sha256_init(&context);
  sha256_update(&context, data.size(), octets(data));
  sha256_digest(&context, SHA256_DIGEST_SIZE, octets(out));
}

}  // namespace conclave::sim

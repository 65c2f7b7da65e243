// What all fuzzers share: the entry that libFuzzer calls, and how its bytes are taken apart.
//
// Each fuzzer is a file of its own: it gives any bytes to one reader of bytes, and aborts when the
// reader accepts what it should not, or contradicts itself. Crashes are found by the sanitizers.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "protocols/core/codec.h"

// The name is libFuzzer's. Returns 0.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);  // NOLINT

namespace conclave::fuzz {

inline void must(bool holds) {
  if (!holds) std::abort();
}

// Bytes, piece by piece; at the end there are zeroes and empty pieces.
class Feed {
 public:
  Feed(const std::uint8_t* data, std::size_t size) : left_(std::as_bytes(std::span(data, size))) {}

  bool empty() const { return left_.empty(); }
  std::uint8_t byte() {
    const ByteView one = bytes(1);
    return one.empty() ? std::uint8_t{} : static_cast<std::uint8_t>(one[0]);
  }
  // As many as the next byte says, or as are left.
  ByteView piece() { return bytes(byte()); }
  ByteView bytes(std::size_t count) {
    const ByteView taken = left_.first(std::min(count, left_.size()));
    left_ = left_.subspan(taken.size());
    return taken;
  }
  ByteView rest() { return bytes(left_.size()); }

 private:
  ByteView left_;
};

inline std::string text_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

}  // namespace conclave::fuzz

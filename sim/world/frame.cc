// Frames, to bytes and back.
#include "sim/world/frame.h"

#include <algorithm>
#include <cstring>

#include "sim/kernel/random.h"

namespace conclave::sim {
namespace {

constexpr std::size_t header = 12;

template <typename T>
void put(std::byte*& out, T value) {
  std::memcpy(out, &value, sizeof value);
  out += sizeof value;
}

template <typename T>
T get(const std::byte* in) {
  T value{};
  std::memcpy(&value, in, sizeof value);
  return value;
}

// A bound code is masked with this many bytes of a hash of the place: as good as covering the
// place, and nothing has to be copied beside the frame to compute it.
void bind(std::byte* code, std::size_t size, const FramePlace& place) {
  const std::uint64_t file = std::uint64_t{place.node.value()} << 32 | place.segment;
  const std::uint64_t mask = mix(mix(file) + place.offset);
  for (std::size_t n = 0; n < std::min(size, sizeof mask); ++n) {
    code[n] ^= static_cast<std::byte>(mask >> (8 * n));
  }
}

}  // namespace

ByteView Framer::write(const FramePlace& place, const Frame& frame) {
  const std::size_t code = options_.code->size, payload = frame.payload.size();
  scratch_.clear();
  std::byte* const start = scratch_.extend(code + header + payload);
  std::byte* out = start + code;
  put(out, static_cast<std::uint32_t>(payload));
  put(out, frame.unsynced);
  put(out, frame.epoch);
  if (payload > 0) std::memcpy(out, frame.payload.data(), payload);
  const std::size_t covered = header + (options_.covers_payload ? payload : 0);
  options_.code->compute(ByteView(start + code, covered), start);
  if (options_.bound) bind(start, code, place);
  return scratch_.view();
}

bool Framer::read(ByteView file, const FramePlace& place, Frame& frame) {
  const std::size_t code = options_.code->size;
  if (file.size() < place.offset || file.size() - place.offset < code + header) return false;
  const std::byte* const start = file.data() + place.offset;
  const std::byte* const fields = start + code;
  const auto payload = get<std::uint32_t>(fields);
  if (file.size() - place.offset - code - header < payload) return false;
  const std::size_t covered = header + (options_.covers_payload ? payload : 0);
  scratch_.clear();
  std::byte* const stored = scratch_.extend(code);
  if (code > 0) std::memcpy(stored, start, code);
  if (options_.bound) bind(stored, code, place);
  if (!verify(*options_.code, ByteView(fields, covered), ByteView(stored, code))) return false;
  frame.unsynced = get<std::uint32_t>(fields + 4);
  frame.epoch = get<std::uint32_t>(fields + 8);
  frame.payload = ByteView(fields + header, payload);
  frame.size = code + header + payload;
  return true;
}

}  // namespace conclave::sim

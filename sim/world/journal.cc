// Frames, and what recovery makes of them.
#include "sim/world/journal.h"

#include <cstring>

namespace conclave::sim {
namespace {
constexpr std::size_t size_field = 4;
}

ByteView Journal::frame(ByteView record) {
  const auto size = static_cast<std::uint32_t>(record.size());
  scratch_.clear();
  std::byte* out = scratch_.extend(code_->size + size_field + record.size());
  std::memcpy(out + code_->size, &size, size_field);
  if (!record.empty()) {
    std::memcpy(out + code_->size + size_field, record.data(), record.size());
  }
  code_->compute(ByteView(out + code_->size, size_field + record.size()), out);
  return scratch_.view();
}

bool Journal::frame_at(ByteView image, std::size_t offset, ByteView& payload) const {
  const std::size_t header = code_->size + size_field;
  if (image.size() - offset < header) return false;
  std::uint32_t size = 0;
  std::memcpy(&size, &image[offset + code_->size], size_field);
  if (image.size() - offset - header < size) return false;
  const ByteView covered = image.subspan(offset + code_->size, size_field + size);
  if (!verify(*code_, covered, image.subspan(offset, code_->size))) return false;
  payload = covered.subspan(size_field);
  return true;
}

Recovered Journal::recover(ByteView image) const {
  Recovered found;
  ByteView payload;
  while (found.end < image.size() && frame_at(image, found.end, payload)) {
    found.records.push_back(payload);
    found.end += code_->size + size_field + payload.size();
  }
  if (found.end == image.size()) return found;
  found.integrity = Integrity::torn_tail;
  // An empty record is written by nobody, and a code of few bytes matches many places by chance: a
  // readable frame is one with a payload that reaches to the end or to another such frame.
  for (std::size_t at = found.end + 1; at < image.size(); ++at) {
    std::size_t next = at;
    while (next < image.size() && frame_at(image, next, payload) && !payload.empty()) {
      next += code_->size + size_field + payload.size();
    }
    if (next == image.size()) {
      found.integrity = Integrity::corrupt;
      break;
    }
  }
  return found;
}

}  // namespace conclave::sim

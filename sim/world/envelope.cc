// Sealing and opening.
#include "sim/world/envelope.h"

#include <cstring>

namespace conclave::sim {
namespace {

constexpr std::size_t header_size = 9;

}  // namespace

// Of an envelope without its code, what the code is over.
ByteView Envelopes::covered(ByteView envelope) const {
  return bound_ ? envelope : envelope.subspan(header_size);
}

void Envelopes::write(const Header& header, ByteView payload, Buffer& out) const {
  out.clear();
  std::byte* const at = out.extend(header_size + payload.size() + code_.size);
  std::memcpy(at, &header.from, 4);
  std::memcpy(at + 4, &header.to, 4);
  std::memcpy(at + 8, &header.channel, 1);
  if (!payload.empty()) std::memcpy(at + header_size, payload.data(), payload.size());
}

void Envelopes::sign(Buffer& envelope) const {
  const std::size_t size = envelope.size() - code_.size;
  code_.compute(covered(envelope.view().first(size)), envelope.data() + size);
}

Letter Envelopes::read(ByteView envelope) const {
  Letter letter;
  std::memcpy(&letter.header.from, envelope.data(), 4);
  std::memcpy(&letter.header.to, envelope.data() + 4, 4);
  std::memcpy(&letter.header.channel, envelope.data() + 8, 1);
  letter.payload = envelope.subspan(header_size, envelope.size() - header_size - code_.size);
  return letter;
}

std::optional<Letter> Envelopes::open(ByteView envelope) const {
  if (envelope.size() < header_size + code_.size) return std::nullopt;
  const std::size_t size = envelope.size() - code_.size;
  if (!verify(code_, covered(envelope.first(size)), envelope.subspan(size))) return std::nullopt;
  return read(envelope);
}

}  // namespace conclave::sim

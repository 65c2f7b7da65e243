// Envelope: what a packet looks like on a link.
//
//     envelope := from: uint32, to: uint32, channel: uint8, payload: byte[...], code
//
// The integrity code covers addresses and payload: it is bound to its place. One that is not bound
// covers the payload alone, and then nobody sees that the addresses are wrong.
#pragma once

#include <optional>

#include "sim/trace/occurrence.h"
#include "sim/world/integrity.h"

namespace conclave::sim {

struct Header {
  std::uint32_t from = 0, to = 0;
  std::uint8_t channel = 0;
};

// What was found in an envelope. After damage that the code missed, any of it may be wrong.
struct Letter {
  Header header;
  ByteView payload;
};

class Envelopes {
 public:
  Envelopes(const IntegrityCode& code, bool bound) : code_(code), bound_(bound) {}

  void seal(const Header& header, ByteView payload, Buffer& out) const;
  // Nothing if the code does not match.
  std::optional<Letter> open(ByteView envelope) const;

 private:
  ByteView covered(ByteView envelope) const;

  const IntegrityCode& code_;
  const bool bound_;
};

}  // namespace conclave::sim

// Envelope: what a packet looks like on a link.
//
//     envelope := from: uint32, to: uint32, channel: uint8, payload: byte[...], code
//
// The integrity code covers addresses and payload: it is bound to its place. One that is not bound
// covers the payload alone, and then nobody sees that the addresses are wrong.
//
// What a code is worth shows only on bytes that were damaged: on all others it matches. So an
// envelope is written with room for its code and signed when something befalls it, and of one that
// nothing befell nobody computes the code twice to see that it is the same. (A twentieth of the
// instructions of a run.)
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

  // An envelope that wants its code.
  void write(const Header& header, ByteView payload, Buffer& out) const;
  // Puts the code into it. REQUIRES: it was written here, and is what it was.
  void sign(Buffer& envelope) const;
  void seal(const Header& header, ByteView payload, Buffer& out) const {
    write(header, payload, out);
    sign(out);
  }

  // What is in an envelope that is what it was, signed or not.
  Letter read(ByteView envelope) const;
  // What is in any bytes; nothing if the code does not match.
  std::optional<Letter> open(ByteView envelope) const;

 private:
  ByteView covered(ByteView envelope) const;

  const IntegrityCode& code_;
  const bool bound_;
};

}  // namespace conclave::sim

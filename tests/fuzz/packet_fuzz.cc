// Any bytes as a packet: envelopes under every integrity code, and what clients and nodes say in
// them. What opens is what was sealed, and what decodes is what it encodes to.
//
//     input := code: byte, bound: byte, envelope
#include <algorithm>

#include "protocols/core/codec.h"
#include "sim/world/client_message.h"
#include "sim/world/envelope.h"
#include "tests/fuzz/feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  using namespace conclave;
  fuzz::Feed feed(data, size);
  const auto codes = sim::integrity_codes();
  const sim::IntegrityCode& code = codes[feed.byte() % codes.size()];
  const sim::Envelopes envelopes(code, feed.byte() % 2 == 0);
  const ByteView envelope = feed.rest();

  Buffer sealed;
  if (const auto letter = envelopes.open(envelope)) {
    envelopes.seal(letter->header, letter->payload, sealed);
    fuzz::must(
        std::equal(envelope.begin(), envelope.end(), sealed.view().begin(), sealed.view().end()));
  }
  sim::ClientMessage message;
  if (decode(envelope, message)) {
    Buffer encoded;
    const ByteView again = encode(message, encoded);
    fuzz::must(std::equal(envelope.begin(), envelope.end(), again.begin(), again.end()));
  }
  // A payload of any bytes arrives as it left.
  envelopes.seal({1, 2, 0}, envelope, sealed);
  const auto letter = envelopes.open(sealed.view());
  fuzz::must(letter && std::equal(envelope.begin(), envelope.end(), letter->payload.begin(),
                                  letter->payload.end()));
  return 0;
}

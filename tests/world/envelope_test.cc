// Envelopes: what was put in comes out, and what the code covers is what it sees.
#include "sim/world/envelope.h"

#include <doctest/doctest.h>

#include <string>

using namespace conclave;
using namespace conclave::sim;

namespace {

ByteView view_of(const std::string& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}

std::string sealed(const Envelopes& envelopes, const std::string& text) {
  Buffer out;
  envelopes.seal({3, 1, 0}, view_of(text), out);
  return {reinterpret_cast<const char*>(out.view().data()), out.size()};
}

}  // namespace

TEST_SUITE("world/envelope") {
  TEST_CASE("what was sealed is found again, for every code, bound or not") {
    for (const IntegrityCode& code : integrity_codes()) {
      for (const bool bound : {true, false}) {
        for (const std::string text : {"", "x", "a longer letter"}) {
          CAPTURE(code.name);
          const Envelopes envelopes(code, bound);
          const std::string envelope = sealed(envelopes, text);
          CHECK(envelope.size() == 9 + text.size() + code.size);
          const auto letter = envelopes.open(view_of(envelope));
          REQUIRE(letter);
          CHECK(letter->header.from == 3);
          CHECK(letter->header.to == 1);
          CHECK(letter->payload.size() == text.size());
        }
      }
    }
  }

  TEST_CASE("a code that is bound sees a wrong address, one that is not does not") {
    for (const bool bound : {true, false}) {
      const Envelopes envelopes(*find_integrity("crc32c"), bound);
      std::string envelope = sealed(envelopes, "hello");
      envelope[0] ^= 1;
      CHECK(envelopes.open(view_of(envelope)).has_value() == !bound);
      envelope[0] ^= 1;
      envelope[9] ^= 1;
      CHECK_FALSE(envelopes.open(view_of(envelope)));
    }
  }

  TEST_CASE("what is too short is no envelope") {
    const Envelopes envelopes(*find_integrity("none"), true);
    const std::string envelope = sealed(envelopes, "");
    CHECK(envelopes.open(view_of(envelope)));
    CHECK_FALSE(envelopes.open(view_of(envelope.substr(1))));
    CHECK_FALSE(envelopes.open({}));
  }
}

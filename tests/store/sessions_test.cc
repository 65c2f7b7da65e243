// What makes a retried request take effect once.

#include "sim/store/sessions.h"

#include <doctest/doctest.h>

#include <cstdint>

namespace conclave::sim {
namespace {

TEST_SUITE("store/sessions") {
  TEST_CASE("a number is fresh, then a repeat, then stale") {
    Session session;
    CHECK(standing(session, 1) == Standing::fresh);
    session.highest = 3;
    CHECK(standing(session, 4) == Standing::fresh);
    CHECK(standing(session, 3) == Standing::repeat);
    CHECK(standing(session, 2) == Standing::stale);
  }

  TEST_CASE("numbers start at one") {
    CHECK(standing(Session(), 0) == Standing::stale);
    CHECK(standing(Session{.highest = 5}, 0) == Standing::stale);
  }

  TEST_CASE("sessions of near and far ids are kept apart, and huge ids cost one entry") {
    Sessions sessions;
    for (const std::uint32_t id :
         {1u, Sessions::flat_limit - 1, Sessions::flat_limit, 0xffffffffu}) {
      sessions.of(ClientId(id)).highest = id;
    }
    for (const std::uint32_t id :
         {1u, Sessions::flat_limit - 1, Sessions::flat_limit, 0xffffffffu}) {
      CHECK(sessions.of(ClientId(id)).highest == id);
    }
  }

  TEST_CASE("tables that differ only in room are equal") {
    Sessions a;
    Sessions b;
    a.of(ClientId(1)).highest = 2;
    b.of(ClientId(1)).highest = 2;
    b.of(ClientId(77));
    CHECK(a == b);
    CHECK(b == a);
    CHECK(a.digest() == b.digest());
    b.of(ClientId(77)).highest = 1;
    CHECK_FALSE(a == b);
    CHECK(a.digest() != b.digest());
  }
}

}  // namespace
}  // namespace conclave::sim

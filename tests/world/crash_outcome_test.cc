// Outcomes of crashes: what is printed reads back the same, and what is none is refused.
#include "sim/world/crash_outcome.h"

#include <doctest/doctest.h>

#include "sim/kernel/random.h"

using namespace conclave::sim;

TEST_SUITE("world/crash_outcome") {
  TEST_CASE("equal neighbours are told as one, torn sectors by how much is left") {
    CrashOutcome outcome;
    outcome.sectors = {CrashOutcome::whole, CrashOutcome::whole, 0, 137, CrashOutcome::whole};
    CHECK(to_text(outcome) == "+2 - ~137 +");
    outcome.names = {true, false, false};
    CHECK(to_text(outcome) == "+2 - ~137 + | + -2");
    CHECK(to_text({{}, {true}}) == "| +");
    CHECK(to_text({}).empty());
  }

  TEST_CASE("what is printed reads back as the same outcome") {
    Random random(5);
    for (int n = 0; n < 500; ++n) {
      CrashOutcome outcome;
      for (auto k = random.below(12); k > 0; --k) {
        const auto fate = random.below(4);
        outcome.sectors.push_back(fate == 0   ? 0
                                  : fate == 1 ? static_cast<std::uint16_t>(1 + random.below(511))
                                              : CrashOutcome::whole);
      }
      for (auto k = random.below(4); k > 0; --k) outcome.names.push_back(random.below(2) == 0);
      const auto again = crash_outcome_from(to_text(outcome));
      REQUIRE(again.has_value());
      REQUIRE(*again == outcome);
    }
  }

  TEST_CASE("other texts are no outcomes") {
    for (const char* text : {"x", "+x", "~", "~0", "-0", "+1 | ~3", "| + | -", "~65535", "+9999999",
                             "+-1", "++", "+ 3"}) {
      CAPTURE(text);
      CHECK_FALSE(crash_outcome_from(text).has_value());
    }
  }

  TEST_CASE("what an outcome does not mention is lost") {
    const CrashOutcome outcome{{CrashOutcome::whole}, {}};
    CHECK(outcome.sector(0) == CrashOutcome::whole);
    CHECK(outcome.sector(1) == 0);
    CHECK_FALSE(outcome.name(0));
  }
}

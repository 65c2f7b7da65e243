// wipe: within the budget it hits nobody; beyond it a node forgets all that it ever knew.
#include <doctest/doctest.h>

#include "tests/support/drama.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

// A node that has something to forget.
struct Full : Drama {
  Full() {
    strings_of(1).on_message = [](const std::string& text, Outbox& out) {
      out.write(as_view(text));
    };
    send(2, 1, "vote");
    run();
  }
  std::string boots() {
    if (host(1).up()) host(1).crash(no_cause);
    host(1).boot(no_cause);
    return heard(1).back();
  }
};

}  // namespace

TEST_SUITE("faults/wipe") {
  TEST_CASE("within the budget nobody forgets, and who was spared is counted") {
    Full drama;
    const auto wipe = fault("wipe", R"({"nodes": ["n1", "n2"]})");
    drama.begin(*wipe);
    CHECK(drama.text == "wipe nobody");
    CHECK(drama.tally == Tally{.refused = 2});
    CHECK(drama.host(1).up());
    drama.end(*wipe);
    CHECK(drama.boots() == "boot intact vote");
  }

  TEST_CASE("beyond it the node comes back and knows nothing, and writes to an empty disk") {
    Full drama;
    Budget unlimited(drama.cluster, BudgetRule::unlimited);
    Random random(1);
    const auto wipe = fault("wipe", R"({"nodes": "n1"})");
    CHECK(wipe->aim({drama.cluster, random, unlimited, drama.tally}) == "wipe n1");
    wipe->begin(drama.cluster, no_cause, drama.tally);
    CHECK_FALSE(drama.host(1).up());
    CHECK(drama.tally == Tally{.effective = 1});
    drama.end(*wipe);
    CHECK(drama.heard(1).back() == "boot intact");
    drama.send(2, 1, "another vote");
    drama.run();
    CHECK(drama.boots() == "boot intact another vote");
  }
}

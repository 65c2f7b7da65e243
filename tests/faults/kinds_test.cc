// Every kind of fault takes effect while it is active, and leaves nothing behind.
#include <doctest/doctest.h>

#include "tests/support/drama.h"

using namespace conclave;
using namespace conclave::sim;

TEST_SUITE("faults/kinds") {
  TEST_CASE("a crash hits those that are up, and brings back only those that it hit") {
    Drama drama(3);
    drama.host(2).crash(no_cause);
    const auto crash = fault("crash", R"({"nodes": ["n1", "n2"]})");
    drama.begin(*crash);
    CHECK_FALSE(drama.host(1).up());
    crash->end(drama.cluster, no_cause);
    CHECK(drama.host(1).up());
    CHECK_FALSE(drama.host(2).up());
  }

  TEST_CASE("what crashes, stands still or has another clock is counted, and nothing else is") {
    Drama drama(3);
    drama.host(2).crash(no_cause);
    const auto crash = fault("crash", R"({"nodes": ["n1", "n2"]})");
    drama.begin(*crash);
    CHECK(drama.tally.effective == 1);
    const auto pause = fault("pause", R"({"nodes": "all"})");
    drama.begin(*pause);
    CHECK(drama.tally.effective == 2);  // n3 alone is up
    const auto still = fault("clock", R"({"nodes": "n3"})");
    drama.begin(*still);
    CHECK(drama.tally.effective == 2);
    const auto fast = fault("clock", R"({"nodes": "n3", "drift_ppm": 5})");
    drama.begin(*fast);
    CHECK(drama.tally.effective == 3);
    CHECK(drama.tally.detected + drama.tally.refused == 0);
  }

  TEST_CASE("there is where the event happened, and nowhere for what strikes by time") {
    Drama drama(3);
    const auto crash = fault("crash", R"({"nodes": "there"})");
    drama.begin(*crash);
    CHECK(drama.text == "crash nobody");
    drama.cluster.set_off_by(NodeId(2));
    const auto again = fault("crash", R"({"nodes": "there"})");
    drama.begin(*again);
    CHECK(drama.text == "crash n2");
    CHECK_FALSE(drama.host(2).up());
  }

  TEST_CASE("a fault that took aim is concrete: written and read back it does the same, unaided") {
    struct Example {
      std::string kind, parameters;
    };
    std::vector<Example> examples{
        {"crash", R"({"nodes": "minority+leader"})"},
        {"crash", R"({"nodes": ["longest_log", "follower"]})"},
        {"pause", R"({"nodes": "majority"})"},
        {"clock", R"({"nodes": ["one", "clients"], "jump": "-3ms", "drift_ppm": 40})"},
        {"slow", R"({"nodes": ["one", "there"]})"},
        {"partition", R"({"groups": ["rest", "one", "one"]})"},
        {"partition", R"({"groups": ["all", "rest", "clients"]})"},
        {"partition", R"({"isolate": "leader"})"},
        {"partition", R"({"one_way": {"from": "rest", "to": "minority"}})"},
        {"loss", R"({"rate": 0.5, "nodes": "one"})"},
        {"latency", R"({"add": "5ms", "nodes": ["zone:odd", "one"]})"},
        {"duplicate", R"({"rate": 0.5, "nodes": "clients"})"},
    };
    for (const FaultKind& kind : fault_kinds()) examples.push_back({std::string(kind.name), "{}"});
    for (const Example& example : examples) {
      CAPTURE(example.kind);
      CAPTURE(example.parameters);
      if (example.kind == "partition" && example.parameters == "{}") continue;  // needs a shape
      for (std::uint64_t seed = 1; seed < 5; ++seed) {
        Drama first(5, 2), second(5, 2);
        const auto once = fault(example.kind, example.parameters);
        first.begin(*once, Random(seed));
        const auto again = fault(example.kind, written(*once).dump());
        // Whatever chance would say now.
        Random other(seed + 100), untouched = other;
        second.text = again->aim({second.cluster, other, second.budget, second.tally});
        CHECK(other.next() == untouched.next());
        again->begin(second.cluster, no_cause, second.tally);
        CHECK(first.text == second.text);
        CHECK(written(*once) == written(*again));
        CHECK(first.recorder.texts() == second.recorder.texts());
        CHECK(first.links() == second.links());
        CHECK(first.tally.effective == second.tally.effective);
        once->end(first.cluster, no_cause);
        again->end(second.cluster, no_cause);
        CHECK(first.links() == second.links());
      }
    }
  }

  TEST_CASE("every kind has a name, a summary and defaults that can be written and read back") {
    for (const FaultKind& kind : fault_kinds()) {
      CAPTURE(kind.name);
      CHECK_FALSE(kind.summary.empty());
      auto made = kind.make();
      const auto again = fault(std::string(kind.name), written(*made).dump());
      CHECK(written(*made) == written(*again));
    }
  }
}

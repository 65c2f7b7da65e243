// Faults of processes and clocks: each takes effect while it is active, is counted, and leaves
// nothing behind.
#include <doctest/doctest.h>

#include "sim/faults/plan.h"
#include "tests/support/drama.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

FaultSpec spec(const std::string& what, const std::string& parameters, FaultTrigger trigger,
               std::optional<Duration> lasts = std::nullopt) {
  return {"f", what, trigger, lasts, AnyFault(fault(what, parameters))};
}

struct Planned : Stage {
  explicit Planned(const std::vector<FaultSpec>& specs, std::size_t nodes = 3)
      : Stage(nodes), strikes(cluster), plan(cluster, strikes, Random(1), specs) {
    trace.attach(plan);
    plan.start();
    cluster.start();
  }
  std::string up() {
    std::string all;
    for (std::uint32_t n = 1; n <= cluster.size(); ++n) all += host(n).up() ? 'u' : '-';
    return all;
  }
  Strikes strikes;
  Plan plan;
};

}  // namespace

TEST_SUITE("faults/processes") {
  TEST_CASE("a crash at a point: between a write and its sync") {
    Planned drama({spec("crash", R"({"nodes": "there"})", {.event = "write", .nth = 2}, 1ms)});
    for (std::uint32_t n : {1U, 2U}) {
      drama.strings_of(n).on_message = [](const std::string&, Outbox& out) {
        out.write(as_view("record"));
        out.send_after_sync(NodeId(3), as_view("it is durable"), nullptr);
      };
    }
    drama.send(3, 1, "write");
    drama.run_for(3ms);
    drama.send(3, 2, "write");
    drama.run();
    CHECK(drama.recorder.count("n1 sync") == 1);
    CHECK(drama.recorder.count("n2 crash") == 1);
    CHECK(drama.recorder.count("n2 sync") == 0);
    CHECK(drama.recorder.count("n3 recv") == 1);
    CHECK(drama.strikes.tallies().at("crash") == Tally{.began = 1, .effective = 1});
  }

  TEST_CASE("a crash at a point: while booting, before what the boot wrote is durable") {
    Planned drama({spec("crash", R"({"nodes": "there"})", {.event = "boot", .nth = 2}, 1ms)});
    drama.strings_of(2).on_boot = [](Outbox& out) { out.write(as_view("new life")); };
    drama.run_for(500us);
    CHECK(drama.up() == "u-u");
    drama.run_for(1ms);
    CHECK(drama.heard(2) == std::vector<std::string>{"boot intact", "boot intact"});
  }

  TEST_CASE("a fault that strikes by time finds nobody there") {
    Planned drama({spec("crash", R"({"nodes": "there"})", {.at = 1ms}, 1ms)});
    drama.run();
    CHECK(drama.recorder.count("begin f crash nobody") == 1);
    CHECK(drama.strikes.tallies().at("crash").effective == 0);
  }

  TEST_CASE("a rolling restart takes one node after the other, and each comes back") {
    Planned drama({spec("restart", R"({"nodes": ["n2", "n1"], "down": "2ms", "pause": "5ms"})",
                        {.at = 1ms}, 100ms)});
    const auto after = [&](Duration span) {
      drama.run_for(span);
      return drama.up();
    };
    CHECK(after(2ms) == "u-u");
    CHECK(after(2ms) == "uuu");
    CHECK(after(5ms) == "-uu");
    CHECK(after(2ms) == "uuu");
    drama.run();
    CHECK(drama.up() == "uuu");
    CHECK(drama.recorder.count("crash") == 2);
    CHECK(drama.strikes.tallies().at("restart") == Tally{.began = 1, .effective = 2});
  }

  TEST_CASE("a rolling restart that is cut short leaves nobody down") {
    Planned drama({spec("restart", R"({"nodes": "all", "down": "10ms"})", {.at = 1ms}, 5ms)});
    drama.run_for(3ms);
    CHECK(drama.up() != "uuu");
    drama.run_for(3ms);
    CHECK(drama.up() == "uuu");
    drama.run();
    CHECK(drama.strikes.tallies().at("restart").effective == 1);
  }

  TEST_CASE("a slow node answers late while it lasts, and in time again") {
    Drama drama(2);
    const auto slow = fault("slow", R"({"nodes": "n2", "handling": "30ms"})");
    drama.begin(*slow);
    CHECK(drama.text == "slow by 30ms at n2");
    const auto travels = [&] {
      const Time before = drama.loop.now();
      drama.send(1, 2, "x");
      drama.run();
      return drama.loop.now() - before;
    };
    CHECK(travels() == 31ms);
    drama.end(*slow);
    CHECK(travels() == 1ms);
    CHECK(drama.tally.effective == 1);
  }

  TEST_CASE("clocks jump forward and back for good, and drift for a while, in any order") {
    Drama drama(1);
    const auto shows = [&] { return drama.host(1).clock().read(drama.loop.now()); };
    const auto fast = fault("clock", R"({"nodes": "n1", "drift_ppm": 1000000})");
    const auto back = fault("clock", R"({"nodes": "n1", "jump": "-3ms"})");
    drama.run_for(10ms);
    drama.begin(*fast);
    drama.begin(*back);
    CHECK(shows() == 7ms);
    drama.run_for(10ms);
    CHECK(shows() == 27ms);
    drama.end(*fast);
    drama.end(*back);
    drama.run_for(10ms);
    CHECK(shows() == 37ms);
    CHECK(drama.tally.effective == 2);
  }
}

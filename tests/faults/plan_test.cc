// Plans: faults strike when they should, end when they should, and say so.
#include "sim/faults/plan.h"

#include <doctest/doctest.h>

#include "sim/faults/kinds.h"
#include "sim/faults/targets.h"
#include "tests/support/stage.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

FaultSpec spec(const std::string& id, const std::string& what, FaultTrigger trigger,
               std::optional<Duration> lasts = std::nullopt) {
  return {id, what, trigger, lasts, AnyFault(find_fault(what)->make())};
}

struct Drama : Stage {
  explicit Drama(const std::vector<FaultSpec>& specs, std::size_t nodes = 3)
      : Stage(nodes), strikes(cluster), plan(cluster, strikes, Random(1), specs) {
    trace.attach(plan);
    cluster.start();
    recorder.clear();
    plan.start();
  }
  std::size_t up() const {
    std::size_t count = 0;
    for (std::size_t n = 0; n < cluster.size(); ++n) {
      count += cluster.host(cluster.node(n)).up() ? 1 : 0;
    }
    return count;
  }
  Strikes strikes;
  Plan plan;
};

}  // namespace

TEST_SUITE("faults/plan") {
  TEST_CASE("a crash strikes at its time, and the node is back when it ends") {
    Drama drama({spec("f1", "crash", {.at = 10ms}, 5ms)});
    drama.run_for(9ms);
    CHECK(drama.up() == 3);
    drama.run_for(2ms);
    CHECK(drama.up() == 2);
    CHECK_FALSE(drama.plan.over());
    drama.run_for(5ms);
    CHECK(drama.up() == 3);
    CHECK(drama.plan.over());
    CHECK(drama.recorder.count("begin f1 crash n") == 1);
    CHECK(drama.recorder.count("end f1") == 1);
  }

  TEST_CASE("the fault is the cause of the crash, and its end of the boot") {
    Drama drama({spec("f1", "crash", {.at = 1ms}, 1ms)});
    drama.run();
    const auto& lines = drama.recorder.lines();
    REQUIRE(lines.size() == 4);
    CHECK(lines[1].cause == lines[0].index);
    CHECK(lines[2].cause == lines[0].index);
    CHECK(lines[3].cause == lines[2].index);
  }

  TEST_CASE("a fault may wait for the nth event of a kind, and then a while") {
    Drama drama({spec("f1", "crash", {.at = 1ms}, 1ms), spec("f2", "crash", {.at = 5ms}, 1ms),
                 spec("f3", "partition", {.event = "boot", .nth = 5, .delay = 4ms}, 1ms)});
    drama.run_for(9ms);
    CHECK(drama.recorder.count("begin f3") == 0);
    drama.run_for(2ms);
    CHECK(drama.recorder.count("begin f3 partition {") == 1);
    drama.run();
    CHECK(drama.strikes.tallies().at("crash") == Tally{.began = 2, .effective = 2});
    CHECK(drama.strikes.tallies().at("partition").began == 1);
    CHECK(drama.strikes.tallies().size() == 2);
  }

  TEST_CASE("a fault may wait for what happens at one node, and counts only that") {
    Drama drama({spec("f1", "loss", {.event = "crash", .nth = 2, .of = "n2"}, 1ms)});
    for (const std::uint32_t n : {1u, 2u, 3u}) {
      drama.host(n).crash(no_cause);
      drama.host(n).boot(no_cause);
    }
    drama.run();
    CHECK(drama.recorder.count("begin f1") == 0);
    drama.host(2).crash(no_cause);
    drama.run();
    CHECK(drama.recorder.count("begin f1") == 1);
  }

  TEST_CASE("an event that never comes holds nothing up") {
    Drama drama({spec("f1", "crash", {.event = "leader_elected"})});
    CHECK(drama.plan.over());
  }

  TEST_CASE("a fault without a duration lasts until all end") {
    Drama drama({spec("f1", "partition", {.at = 1ms})});
    drama.run();
    CHECK(drama.plan.over());
    drama.send(1, 2, "lost");
    drama.send(2, 3, "lost");
    drama.send(1, 3, "lost");
    drama.run();
    CHECK(drama.recorder.count("partition") >= 2);
    drama.strikes.end_all();
    CHECK(drama.recorder.count("end f1") == 1);
    drama.recorder.clear();
    drama.send(1, 2, "there");
    drama.send(2, 3, "there");
    drama.run();
    CHECK(drama.recorder.count("recv") == 2);
  }

  TEST_CASE("heal ends what is active, and nothing twice") {
    Drama drama({spec("f1", "loss", {.at = 1ms}, 10ms), spec("f2", "heal", {.at = 3ms})});
    drama.run();
    CHECK(drama.recorder.texts() ==
          Lines{"begin f1 loss of 20% everywhere", "end f1", "begin f2 heal everything"});
  }

  TEST_CASE("taking one fault out leaves the draws of the others as they were") {
    Drama both({spec("f1", "crash", {.at = 1ms}, 1ms), spec("f2", "crash", {.at = 5ms}, 1ms)}, 9);
    Drama one({spec("f2", "crash", {.at = 5ms}, 1ms)}, 9);
    both.run();
    one.run();
    CHECK(one.recorder.texts().front() == both.recorder.texts()[4]);
  }

  TEST_CASE("two crashes of one node do not bring it back before its own ends") {
    std::vector<FaultSpec> specs{spec("f1", "crash", {.at = 1ms}, 10ms),
                                 spec("f2", "crash", {.at = 2ms}, 1ms)};
    Drama drama(specs, 1);
    drama.run_for(5ms);
    CHECK(drama.up() == 0);
    drama.run_for(10ms);
    CHECK(drama.up() == 1);
  }
}

// Coverage: states without names and numbers.
#include "sim/run/coverage.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <tuple>

#include "sim/run/simulation.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

Scenario cluster(std::size_t nodes) {
  auto parsed = parse_scenario(R"({"version": 1, "name": "cluster", "protocol": {"name": "raft"},
      "nodes": )" + std::to_string(nodes) +
                               R"(, "workload": {"operations": 20},
      "faults": [{"id": "f1", "do": "crash", "at": "400ms", "nodes": "leader", "for": "200ms"}]})");
  REQUIRE(parsed.ok());
  return std::move(parsed).value();
}

std::vector<std::uint64_t> states_of(const Scenario& scenario, std::uint64_t seed) {
  Simulation simulation(scenario, seed);
  Coverage coverage(scenario.protocol.name, scenario.nodes.size());
  simulation.attach(coverage);
  simulation.run();
  return coverage.states();
}

// Three nodes, of which one after the other becomes something.
struct Stage {
  void became(std::uint32_t node, Role role, std::uint64_t epoch) {
    const Became what{role, Epoch(epoch)};
    coverage.on(Occurrence{0, Time(), NodeId(node), no_cause, nullptr, Booted()}, what);
  }
  Coverage coverage{"raft", 3};
};

}  // namespace

TEST_SUITE("run/coverage") {
  TEST_CASE("who plays which part makes no difference, and neither does which term") {
    Stage one, other;
    for (const auto& [stage, node, term] : {std::tuple(&one, 1U, 5U), std::tuple(&other, 3U, 8U)}) {
      for (std::uint32_t n = 1; n <= 3; ++n) stage->became(n, Role::follower, term);
      stage->became(node, Role::candidate, term + 1);
      stage->became(node, Role::leader, term + 1);
    }
    // On the way there some are more than one term ahead of the others, in both.
    CHECK(one.coverage.states().size() == 5);
    CHECK(one.coverage.states() == other.coverage.states());
    other.became(1, Role::candidate, 10);
    CHECK(one.coverage.states() != other.coverage.states());
  }

  TEST_CASE("a run has the same states every time, and a larger cluster has others") {
    const Scenario three = cluster(3);
    const auto states = states_of(three, 1);
    CHECK(states == states_of(three, 1));
    CHECK(states.size() > 5);
    CHECK(states.size() < 100);
    for (const std::uint64_t state : states_of(cluster(5), 1))
      CHECK_FALSE(std::binary_search(states.begin(), states.end(), state));
  }

  TEST_CASE("who counts states does not change the run") {
    const Scenario three = cluster(3);
    Simulation simulation(three, 3);
    Coverage coverage("raft", 3);
    simulation.attach(coverage);
    CHECK(simulation.run().fingerprint == run(three, 3).fingerprint);
  }
}

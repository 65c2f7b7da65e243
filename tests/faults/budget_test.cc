// The budget: how many nodes may be damaged for good, and who is spared.
#include "sim/faults/budget.h"

#include <doctest/doctest.h>

#include "tests/support/stage.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

std::size_t most(std::string_view protocol, const char* phase1, std::size_t nodes) {
  const ProtocolKind& kind = *find_protocol(protocol);
  Options options;
  for (const OptionSpec& spec : kind.options()) {
    const bool changed = spec.name == "phase1" && phase1 != nullptr;
    options.emplace_back(spec.name,
                         changed ? OptionValue(std::uint64_t(phase1[0] - '0')) : spec.standard);
  }
  EventLoop loop;
  Trace trace;
  ClusterOptions all;
  all.protocol = &kind;
  all.protocol_options = options;
  all.nodes.resize(nodes);
  all.packet_code = all.frames.code = find_integrity("none");
  all.link_plan = [](NodeId, NodeId) { return LinkOptions(); };
  const Cluster cluster(loop, trace, Random(1), all);
  return Budget(cluster).most_damaged();
}

}  // namespace

TEST_SUITE("faults/budget") {
  TEST_CASE("as many may be damaged as every quorum can do without") {
    CHECK(most("raft", nullptr, 3) == 1);
    CHECK(most("raft", nullptr, 4) == 1);
    CHECK(most("raft", nullptr, 5) == 2);
    CHECK(most("raft", nullptr, 1) == 0);
    CHECK(most("paxos", nullptr, 5) == 2);
    CHECK(most("paxos", "4", 5) == 1);  // four promises make a leader
    CHECK(most("paxos-synod", nullptr, 7) == 3);
  }

  TEST_CASE("a node is damaged once, and what is refused is counted") {
    Stage stage(5);
    Budget budget(stage.cluster);
    Tally tally;
    CHECK(budget.may_damage(NodeId(2), tally));
    CHECK(budget.may_damage(NodeId(5), tally));
    CHECK(budget.damaged() == 2);
    CHECK(budget.may_damage(NodeId(2), tally));
    CHECK(tally.refused == 0);
    CHECK_FALSE(budget.may_damage(NodeId(1), tally));
    CHECK(tally.refused == 1);
    CHECK(budget.damaged() == 2);
  }

  TEST_CASE("a node that halted by itself is damaged already") {
    Stage stage(3);
    stage.strings_of(1).on_boot = [](Outbox& out) { out.halt("cannot go on"); };
    stage.cluster.start();
    Budget budget(stage.cluster);
    Tally tally;
    CHECK(budget.damaged() == 1);
    CHECK_FALSE(budget.may_damage(NodeId(2), tally));
    CHECK(budget.may_damage(NodeId(1), tally));
  }

  TEST_CASE("to lose without a trace is refused to everyone, unless there is no limit") {
    Stage stage(3);
    Tally tally;
    Budget strict(stage.cluster);
    CHECK_FALSE(strict.may_forget(NodeId(1), tally));
    CHECK(strict.damaged() == 0);
    Budget unlimited(stage.cluster, BudgetRule::unlimited);
    for (std::uint32_t n = 1; n <= 3; ++n) {
      CHECK(unlimited.may_forget(NodeId(n), tally));
      CHECK(unlimited.may_damage(NodeId(n), tally));
    }
    CHECK(unlimited.damaged() == 3);
    CHECK(tally.refused == 1);
  }
}

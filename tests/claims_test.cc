// The scenarios under raft/ show what their names claim: read off what happens, not off verdicts.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

#include "sim/run/simulation.h"
#include "tests/support/effort.h"
#include "tests/support/scenario_files.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

using Directed = std::pair<NodeId, NodeId>;

// What a claim rests on, gathered while the story runs.
class Witness final : public Reader<Witness> {
 public:
  explicit Witness(const std::string& name)
      : scenario_(test::scenario_in("raft/" + name + ".json")) {
    Simulation simulation(scenario_, scenario_.seed);
    simulation.attach(*this);
    outcome = simulation.run();
    CHECK(outcome.verdict == RunVerdict::pass);
  }

  void on(const Occurrence& o, const Became& became) {
    if (became.role == Role::leader) {
      leaders.insert(became.epoch);
    } else if (roles_[o.node] == Role::leader) {
      ++deposed;
      if (cut_off_) ++deposed_while_cut_off;
      if (woken_.erase(o.node) > 0) ++deposed_after_a_pause;
    }
    roles_[o.node] = became.role;
    keep(o);
  }
  void on(const Occurrence& o, const Accepted&) { keep(o); }
  void on(const Occurrence& o, const Committed&) {
    if (cut_off_) ++committed_[o.node];
    keep(o);
  }
  void on(const Occurrence& o, const Truncated&) {
    if (healed_partitions > 0 && !cut_off_) ++tails_replaced_after_healing;
    keep(o);
  }
  void on(const Occurrence& o, const Received& received) {
    // Of one link, a packet that was sent later came earlier.
    if (received.packet != 0) {
      std::uint64_t& newest = newest_[{received.from, o.node}];
      if (received.packet < newest) ++overtaken;
      newest = std::max(newest, received.packet);
    }
    keep(o);
  }
  void on(const Occurrence& o, const TimerFired&) { keep(o); }
  void on(const Occurrence& o, const Crashed&) {
    const Brief& last = states_[o.node];
    if (roles_[o.node] == Role::leader && last.length > last.commit) ++crashes_mid_commit;
    roles_[o.node] = Role::follower;
  }
  void on(const Occurrence& o, const Booted& booted) {
    if (booted.integrity == Integrity::torn_tail) ++torn_tails;
    keep(o);
  }
  void on(const Occurrence& o, const Paused&) {
    if (roles_[o.node] == Role::leader) woken_.insert(o.node);
  }
  void on(const Occurrence&, const Duplicated&) { ++duplicates; }
  void on(const Occurrence& o, const Sent& sent) { sent_[sent.packet] = {o.node, sent.to}; }
  void on(const Occurrence&, const Dropped& dropped) {
    if (dropped.why == Loss::partition) cut_links_.insert(sent_[dropped.packet]);
  }
  void on(const Occurrence&, const ClockMoved&) { ++clocks_moved; }
  void on(const Occurrence&, const Decided& decided) {
    if (!decided.effect && decided.command->id.client != ClientId()) ++repeats;
  }
  void on(const Occurrence&, const FaultBegan& began) {
    if (began.what != "partition" || cut_off_) return;
    cut_off_ = true;
    committed_.clear();
    cut_links_.clear();
  }
  void on(const Occurrence&, const FaultEnded& ended) {
    if (ended.what != "partition" || !cut_off_) return;
    cut_off_ = false;
    ++healed_partitions;
    for (const auto& [node, role] : roles_) {
      const Brief& state = states_[node];
      if (role != Role::leader || state.length <= state.commit) continue;
      stored_in_vain = std::max(stored_in_vain, state.length.value() - state.commit.value());
    }
    for (const auto& [node, count] : committed_) {
      committed_meanwhile = std::max(committed_meanwhile, count);
    }
    const bool one_way = std::none_of(cut_links_.begin(), cut_links_.end(), [&](const Directed& l) {
      return cut_links_.count({l.second, l.first}) > 0;
    });
    if (one_way && !cut_links_.empty()) ++one_way_partitions;
  }

  RunOutcome outcome;
  std::set<Epoch> leaders;  // the epochs that had one
  std::uint64_t deposed = 0, deposed_while_cut_off = 0, deposed_after_a_pause = 0;
  std::uint64_t crashes_mid_commit = 0, torn_tails = 0, tails_replaced_after_healing = 0;
  std::uint64_t duplicates = 0, overtaken = 0, clocks_moved = 0;
  std::uint64_t repeats = 0;  // requests that were decided again, without an effect
  std::uint64_t healed_partitions = 0, one_way_partitions = 0;
  // At the end of any partition: the longest tail that a leader could not commit, and the most
  // commits of one node meanwhile.
  std::uint64_t stored_in_vain = 0, committed_meanwhile = 0;

 private:
  void keep(const Occurrence& o) {
    if (o.after != nullptr) states_[o.node] = *o.after;
  }

  Scenario scenario_;
  std::map<NodeId, Brief> states_;
  std::map<NodeId, Role> roles_;
  std::map<NodeId, std::uint64_t> committed_;  // during the partition
  std::map<std::uint64_t, Directed> sent_;
  std::map<Directed, std::uint64_t> newest_;
  std::set<Directed> cut_links_;
  std::set<NodeId> woken_;
  bool cut_off_ = false;
};

}  // namespace

TEST_SUITE("scenarios: what they claim happens") {
  TEST_CASE("leader_crash_mid_commit: leaders crash with entries stored and not committed") {
    CHECK(Witness("leader_crash_mid_commit").crashes_mid_commit >= 2);
  }

  TEST_CASE("minority_cannot_commit: it stores what it is asked, and commits none of it") {
    const Witness witness("minority_cannot_commit");
    CHECK(witness.stored_in_vain >= 3);
    CHECK(witness.committed_meanwhile >= 10);
    CHECK(witness.outcome.operations.ok >= 300);
  }

  TEST_CASE("old_leader_returns: it writes on alone, steps down, and its tail is replaced") {
    const Witness witness("old_leader_returns");
    CHECK(witness.stored_in_vain >= 10);
    CHECK(witness.tails_replaced_after_healing >= 1);
    CHECK(witness.deposed >= 1);
    CHECK(witness.leaders.size() >= 2);
  }

  TEST_CASE("one_way_partition: packets are lost in one direction, and the leader notices") {
    const Witness witness("one_way_partition");
    CHECK(witness.one_way_partitions == 2);
    CHECK(witness.deposed_while_cut_off >= 1);
  }

  TEST_CASE("flapping_leader: no leader stays, and operations get done all the same") {
    const Witness witness("flapping_leader");
    CHECK(witness.leaders.size() >= 10);
    CHECK(witness.outcome.operations.ok >= 200);
  }

  TEST_CASE("torn_write_at_crash: nodes boot from torn journals") {
    CHECK(Witness("torn_write_at_crash").torn_tails >= 2);
  }

  TEST_CASE("paused_leader_wakes_up: it wakes as a leader, and steps down") {
    CHECK(Witness("paused_leader_wakes_up").deposed_after_a_pause >= 2);
  }

  TEST_CASE("duplicated_and_reordered: thousands arrive twice, thousands are overtaken" *
            doctest::skip(sanitized)) {
    const Witness witness("duplicated_and_reordered");
    CHECK(witness.duplicates >= 5'000);
    CHECK(witness.overtaken >= 5'000);
  }

  TEST_CASE("retries_take_effect_once: requests are decided again, without an effect") {
    CHECK(Witness("retries_take_effect_once").repeats >= 100);
  }

  TEST_CASE("clocks_run_apart: clocks jump while the cluster works") {
    CHECK(Witness("clocks_run_apart").clocks_moved >= 2);
  }

  TEST_CASE("five_nodes_three_zones: ten thousand operations are served" *
            doctest::skip(sanitized)) {
    const Witness witness("five_nodes_three_zones");
    CHECK(witness.outcome.operations.ok >= 9'900);
    CHECK(witness.leaders.size() >= 2);
  }

  TEST_CASE("election_storm: leaders come and go, by crash and by partition") {
    const Witness witness("election_storm");
    CHECK(witness.leaders.size() >= 10);
    CHECK(witness.healed_partitions >= 5);
    CHECK(witness.outcome.faults.count("crash") > 0);
  }
}

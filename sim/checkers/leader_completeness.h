// I04 leader_completeness: what is committed is in the log of every later leader at the moment it
// becomes leader.
//
// Raft: Leader Completeness (extended paper, figure 3 and section 5.4.3). "Later" is by epoch: a
// node that collects late votes may become leader of an epoch that is already over, and need not
// hold what a later epoch committed meanwhile.
//
// Binds claimants: a leader of Multi-Paxos learns in phase 1 what it lacks.
//
// Of each log it remembers how far it was found to hold what is committed, so that an election
// costs what was committed since the last one.
#pragma once

#include <fmt/format.h>

#include <algorithm>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class LeaderCompleteness final : public Reader<LeaderCompleteness, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "leader_completeness",
      .id = "I04",
      .promise = "what is committed is in the log of every later leader when it becomes leader",
      .binds = Binds::claimants,
  };
  LeaderCompleteness(std::string_view name, const Bench& bench)
      : Reader(name, bench), verified_(bench.cast.nodes) {}

  void on(const Occurrence& o, const Accepted& accepted) {
    if (accepted.slot <= verified_[o.node] && ledger().replaced() != ledger().accepted()) {
      changed(o.node, accepted.slot);
    }
  }
  void on(const Occurrence& o, const Truncated& truncated) { changed(o.node, truncated.slot); }
  void on(const Occurrence& o, const Booted&) {
    changed(o.node, ledger().recovery(o.node).changed);
  }
  void on(const Occurrence& o, const Became& became) {
    if (became.role != Role::leader) return;
    Slot& verified = verified_[o.node];
    for (Slot slot = verified.next(); slot <= ledger().committed(); slot = slot.next()) {
      const CommittedSlot& committed = ledger().committed(slot);
      if (committed.entry == no_entry) continue;
      const EntryId own = ledger().memory(o.node).log.at(slot);
      if (own == committed.entry && slot == verified.next()) verified = slot;
      if (committed.epoch >= became.epoch) continue;
      if (holds(own == committed.entry)) continue;
      return fail(o,
                  {.nodes = {committed.by},
                   .slot = slot,
                   .epoch = became.epoch,
                   .lines = {first_of(committed.entry), committed.at, first_of(own)}},
                  fmt::format("{} became leader of epoch {} at #{} without what was committed in "
                              "slot {}: {}, committed by {} in epoch {} at #{}. There it holds "
                              "{}.",
                              who(o.node), became.epoch.value(), o.index, slot.value(),
                              told(committed.entry), who(committed.by), committed.epoch.value(),
                              committed.at, told(own)));
    }
  }

 private:
  void changed(NodeId node, Slot from) {
    const Slot before = from == Slot() ? Slot() : from - 1;
    verified_[node] = std::min(verified_[node], before);
  }

  PerNode<Slot> verified_;  // up to here its log holds what is committed
};

}  // namespace conclave::sim

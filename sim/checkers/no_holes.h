// P5 no_holes: slots are decided in order without gaps, from the first on, once in each life.
//
// A state machine must apply the commands in the order of their numbers ("Paxos Made Simple",
// section 3); Raft: extended paper, figure 2 (lastApplied). It is also how the applied slot of a
// node never goes back.
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/tables.h"

namespace conclave::sim {

class NoHoles final : public Reader<NoHoles, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "no_holes",
      .id = "P5",
      .promise = "slots are decided in order without gaps, once in each life",
  };
  NoHoles(std::string_view name, const Bench& bench)
      : Reader(name, bench), decided_(bench.cast.nodes) {}

  void on(const Occurrence& o, const Booted&) { decided_[o.node] = Slot(); }
  void on(const Occurrence& o, const Decided& decided) {
    Slot& latest = decided_[o.node];
    if (!holds(decided.slot == latest.next())) {
      fail(o, {.slot = latest.next()},
           fmt::format("{} decided slot {} at #{} after slot {}.", who(o.node),
                       decided.slot.value(), o.index, latest.value()));
    }
    latest = decided.slot;
  }

 private:
  PerNode<Slot> decided_;  // in this life
};

}  // namespace conclave::sim

// I09 monotonic: the epoch and the commit slot of a node never go back, also not across a restart
// below what was durable.
//
// Raft: extended paper, section 5.1 ("current term numbers ... increase monotonically") and figure
// 2 ("commitIndex ... increases monotonically"). Paxos: an acceptor remembers the highest number it
// ever promised ("Paxos Made Simple", section 2.2). Commit slots need not survive a crash; epochs
// that were voted in must. The applied slot is held by no_holes.
//
// A node that halts at its boot has said that it cannot go on, and is not held to what it shows.
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"
#include "sim/checkers/suspects.h"

namespace conclave::sim {

class Monotonic final : public Reader<Monotonic, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "monotonic",
      .id = "I09",
      .promise =
          "epoch and commit slot of a node never go back, nor does its epoch across a "
          "restart",
  };
  Monotonic(std::string_view name, const Bench& bench)
      : Reader(name, bench), lives_(bench.cast.nodes), suspects_(bench.cast.nodes) {}

  void on(const Occurrence& o, const Received&) { compare(o); }
  void on(const Occurrence& o, const TimerFired&) { compare(o); }
  void on(const Occurrence& o, const Booted&) {
    if (!o.after) return;
    lives_[o.node] = {o.after->epoch, o.after->commit, o.index};
    const Vote& vote = ledger().durable(o.node).vote;
    if (holds(o.after->epoch >= vote.epoch)) return;
    suspects_.add(o, {.epoch = vote.epoch},
                  fmt::format("{} came back in epoch {} at #{}, although its vote for {} in epoch "
                              "{} is on its disk.",
                              who(o.node), o.after->epoch.value(), o.index, who(vote.candidate),
                              vote.epoch.value()));
  }
  void on(const Occurrence& o, const Halted&) { suspects_.clear(o.node); }
  void finish(Time) override {
    for (const Violation& violation : suspects_.all()) {
      fail(violation);
    }
  }

 private:
  struct Life {
    Epoch epoch;
    Slot commit;
    Index since = 0;
  };

  void compare(const Occurrence& o) {
    if (!o.after) return;
    if (suspects_.any()) convict(o.node);
    Life& life = lives_[o.node];
    if (!holds(o.after->epoch >= life.epoch)) went_back(o, "epoch", life.epoch, o.after->epoch);
    if (!holds(o.after->commit >= life.commit))
      went_back(o, "commit", life.commit, o.after->commit);
    if (o.after->epoch != life.epoch || o.after->commit != life.commit) {
      life = {o.after->epoch, o.after->commit, o.index};
    }
  }
  void convict(NodeId node) {
    const auto violation = suspects_.take(node);
    if (violation) fail(*violation);
  }
  template <typename Number>
  void went_back(const Occurrence& o, std::string_view what, Number was, Number is) {
    const bool epoch = what == "epoch";
    fail(o,
         {.slot = epoch ? Slot() : Slot(was.value()),
          .epoch = epoch ? Epoch(was.value()) : o.after->epoch,
          .lines = {lives_[o.node].since}},
         fmt::format("The {} of {} went back from {} to {} at #{}; it was {} since #{}.", what,
                     who(o.node), was.value(), is.value(), o.index, was.value(),
                     lives_[o.node].since));
  }

  PerNode<Life> lives_;
  Suspects suspects_;
};

}  // namespace conclave::sim

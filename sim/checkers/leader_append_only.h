// I02 leader_append_only: a leader never truncates or overwrites its own log within its epoch.
//
// Raft: Leader Append-Only (extended paper, figure 3 and section 5.3: "the leader handles
// inconsistencies by forcing the followers' logs to duplicate its own").
//
// Binds claimants. A leader of Multi-Paxos proposes old values anew in its own ballot, in place of
// what its own acceptor held.
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class LeaderAppendOnly final : public Reader<LeaderAppendOnly, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "leader_append_only",
      .id = "I02",
      .promise = "a leader never truncates or overwrites its own log within its epoch",
      .binds = Binds::claimants,
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Accepted& accepted) {
    if (!leads(o)) return;
    const EntryId was = ledger().replaced();
    if (holds(was == no_entry || was == ledger().accepted())) return;
    fail(o, {.slot = accepted.slot, .epoch = ledger().leads(o.node), .lines = {first_of(was)}},
         fmt::format("{}, which leads epoch {}, put {} in place of {} in slot {} of its own log "
                     "at #{}.",
                     who(o.node), ledger().leads(o.node).value(),
                     ledger().in_words(ledger().accepted()), told(was), accepted.slot.value(),
                     o.index));
  }
  void on(const Occurrence& o, const Truncated& truncated) {
    if (!leads(o)) return;
    if (holds(ledger().cut().empty())) return;
    const EntryId was = ledger().cut().front();
    fail(o, {.slot = truncated.slot, .epoch = ledger().leads(o.node), .lines = {first_of(was)}},
         fmt::format("{}, which leads epoch {}, cut its own log from slot {} on at #{}, {} in all, "
                     "of which the first held {}.",
                     who(o.node), ledger().leads(o.node).value(), truncated.slot.value(), o.index,
                     ledger().cut().size() == 1 ? "one slot"
                                                : fmt::format("{} slots", ledger().cut().size()),
                     told(was)));
  }

 private:
  // `became` is told at the end of a step: who steps down in a step still counts as leader during
  // it, but its state after it says otherwise.
  bool leads(const Occurrence& o) const {
    const Epoch epoch = ledger().leads(o.node);
    if (epoch == Epoch()) return false;
    return !o.after || (o.after->role == Role::leader && o.after->epoch == epoch);
  }
};

}  // namespace conclave::sim

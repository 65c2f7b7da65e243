// I08 commits_own_epoch: a Raft leader never commits an entry of an earlier term by counting
// replicas.
//
// Extended paper, section 5.4.2 and figure 8: an entry of an earlier term may be on a majority and
// still be overwritten. A leader commits an entry of its own term, and with it all that precede.
//
// Binds claimants: a leader of Multi-Paxos proposes old values again in its own ballot.
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class CommitsOwnEpoch final : public Reader<CommitsOwnEpoch, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "commits_own_epoch",
      .id = "I08",
      .promise = "a leader never commits an entry of an earlier epoch by counting replicas",
      .binds = Binds::claimants,
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Committed& committed) {
    const Epoch epoch = ledger().leads(o.node);
    if (epoch == Epoch()) return;
    if (holds(committed.epoch == epoch)) return;
    const EntryId held = ledger().memory(o.node).log.at(committed.slot);
    fail(o, {.slot = committed.slot, .epoch = epoch, .lines = {first_of(held)}},
         fmt::format("{}, which leads epoch {}, committed slots up to {} at #{}, and the entry "
                     "there is of epoch {}: {}. A majority may hold it and still lose it to a "
                     "later leader (figure 8).",
                     who(o.node), epoch.value(), committed.slot.value(), o.index,
                     committed.epoch.value(), told(held)));
  }
};

}  // namespace conclave::sim

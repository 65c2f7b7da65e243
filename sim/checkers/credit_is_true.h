// I07 credit_is_true: what a leader credits a peer with, that peer holds durably, with the leader's
// entries.
//
// The most reinvented bug of all is to acknowledge, or to count, more than a message verified: a
// heartbeat that checked the previous entry is answered with the length of the whole log, and a
// stale tail of an old term is taken for the leader's own. (Raft, extended paper, section 5.3 and
// the receiver's rules in figure 2.)
//
// A credit lags behind the truth, and that is right: the reply was under way. It is held to what
// the peer has on disk now, except where the peer has meanwhile seen a higher epoch than the
// leader's. Then a newer leader may have made it drop the entry, and the old leader's count leads
// nowhere, because the votes of that newer epoch came from a quorum too. A peer whose disk lost
// what it had vouched for is excused likewise.
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class CreditIsTrue final : public Reader<CreditIsTrue, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "credit_is_true",
      .id = "I07",
      .promise =
          "what a leader credits a peer with, that peer holds durably, with the leader's "
          "entries",
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Credited& credited) {
    if (credited.slot == Slot()) return;
    const Epoch epoch = o.after ? o.after->epoch : ledger().leads(o.node);
    if (ledger().epoch(credited.peer) > epoch || ledger().bereaved(credited.peer)) return;
    const EntryId mine = ledger().memory(o.node).log.at(credited.slot);
    const EntryId theirs = ledger().durable(credited.peer).log.at(credited.slot);
    // A proposer that is no acceptor of its own proposal holds nothing to compare with but the
    // epoch, and an epoch has one command in a slot.
    const bool comparable = mine != no_entry && ledger().entry(mine).epoch == credited.epoch;
    const bool same = comparable
                          ? theirs == mine
                          : theirs != no_entry && ledger().entry(theirs).epoch == credited.epoch;
    if (holds(same)) return;
    fail(o,
         {.nodes = {credited.peer},
          .slot = credited.slot,
          .epoch = credited.epoch,
          .lines = {first_of(mine), first_of(theirs)}},
         fmt::format("{} credits {} at #{} with its log up to slot {}, whose entry is of epoch "
                     "{}: {}. But in that slot {} has {} on disk, and {} in memory.",
                     who(o.node), credited.peer == o.node ? "itself" : who(credited.peer), o.index,
                     credited.slot.value(), credited.epoch.value(), told(mine), who(credited.peer),
                     told(theirs),
                     ledger().in_words(ledger().memory(credited.peer).log.at(credited.slot))));
  }
};

}  // namespace conclave::sim

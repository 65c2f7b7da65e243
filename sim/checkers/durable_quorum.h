// I06 durable_quorum: when a slot becomes committed, a quorum of the governing configuration holds
// that entry durably.
//
// Raft: extended paper, section 5.3 ("once the leader that created the entry has replicated it on a
// majority of the servers") and 5.1 (what a server answers for is on stable storage). Paxos: a
// value is chosen when a majority has accepted it ("Paxos Made Simple", section 2.1); flexible
// quorums: "Flexible Paxos", section 3.
//
// It is judged once for each slot, when the first node says that it is committed, by that node's
// configuration. A node holds the entry if its disk vouches for that very command in the slot, of
// the same epoch or a later one (a later ballot may have proposed it again). A node whose disk
// lost what it had vouched for counts as holding: it did, and losing it was a fault's doing.
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class DurableQuorum final : public Reader<DurableQuorum, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "durable_quorum",
      .id = "I06",
      .promise = "when a slot becomes committed, a quorum holds that entry durably",
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Committed&) { judge(o); }
  void on(const Occurrence& o, const Decided&) { judge(o); }

 private:
  void judge(const Occurrence& o) {
    for (Slot slot = ledger().committed_before().next(); slot <= ledger().committed();
         slot = slot.next()) {
      const EntryId entry = ledger().committed(slot).entry;
      if (entry != no_entry) judge(o, slot, entry);
    }
  }
  void judge(const Occurrence& o, Slot slot, EntryId entry) {
    const Quorums& quorums = ledger().quorums(o.node);
    std::size_t holders = 0;
    for (const NodeId voter : quorums.voters) holders += has(voter, slot, entry);
    if (holds(holders >= quorums.commit)) return;
    std::string copies;
    for (const NodeId voter : quorums.voters) {
      copies += fmt::format(
          "; {} has {} on disk", who(voter),
          has(voter, slot, entry) ? "it" : ledger().in_words(ledger().durable(voter).log.at(slot)));
    }
    const Epoch epoch = ledger().entry(entry).epoch;
    fail(o, {.slot = slot, .epoch = epoch, .lines = {first_of(entry)}},
         fmt::format("{} made slot {} committed at #{} with {}, which {} on disk where it takes "
                     "{}{}.",
                     who(o.node), slot.value(), o.index, told(entry),
                     holders == 1 ? "one node has" : fmt::format("{} nodes have", holders),
                     quorums.commit, copies));
  }
  bool has(NodeId node, Slot slot, EntryId wanted) const {
    const EntryId held = ledger().durable(node).log.at(slot);
    if (held == wanted || ledger().bereaved(node)) return true;
    const Entry &a = ledger().entry(held), &b = ledger().entry(wanted);
    return a.command == b.command && a.epoch >= b.epoch;
  }
};

}  // namespace conclave::sim

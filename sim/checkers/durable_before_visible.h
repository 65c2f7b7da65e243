// I12 durable_before_visible: every promise, vote or acknowledgement that leaves a node rests on
// state that was durable when it left.
//
// Raft: extended paper, section 5.1 and figure 2 ("updated on stable storage before responding to
// RPCs"). Paxos: an acceptor "records its intended response in stable storage before actually
// sending" it ("Paxos Made Simple", section 2.5).
//
// Messages say themselves what they vouch for (Claim, protocols/core/protocol.h):
//
//   vote:  the disk vouches for a vote in that epoch, or in
//          a later one: what a node must not forget is
//          that it may not vote otherwise.
//   holds: the disk vouches for an entry in every slot of the range, the last of that epoch or a
//          later one. Said within a step, the claim speaks of what memory holds now, so disk and
//          memory must hold the same there. Said later, by a message that was held back for the
//          disk, it speaks of an earlier moment: what was durable once and then cut, by a newer
//          leader, was rightly acknowledged. (Only where a claim looks false is the node's history
//          searched for that.)
#pragma once

#include <fmt/format.h>

#include <algorithm>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class DurableBeforeVisible final : public Reader<DurableBeforeVisible, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "durable_before_visible",
      .id = "I12",
      .promise = "every promise, vote or acknowledgement that leaves a node rests on durable state",
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Sent& sent) {
    if (!sent.claim) return;
    if (sent.claim->kind == Claim::Kind::vote) {
      judge_vote(o, sent);
    } else {
      judge_holding(o, sent);
    }
  }

 private:
  void judge_vote(const Occurrence& o, const Sent& sent) {
    const Holdings& disk = ledger().durable(o.node);
    const Epoch durable = std::max(disk.vote.epoch, disk.accepted_epoch);
    if (holds(durable >= sent.claim->epoch)) return;
    fail(o, {.epoch = sent.claim->epoch},
         fmt::format("{} sent {} its vote in epoch {} at #{}, while the latest epoch that its disk "
                     "knows of a vote or an entry is {}. A crash now, and it votes again.",
                     who(o.node), who(sent.to), sent.claim->epoch.value(), o.index,
                     durable.value()));
  }
  void judge_holding(const Occurrence& o, const Sent& sent) {
    const Claim& claim = *sent.claim;
    if (claim.last == Slot() || claim.first > claim.last) return;
    if (holds(is_durable(o.node, claim) || was_durable(o.node, claim))) return;
    const Slot gap = first_gap(o.node, claim);
    const EntryId disk = ledger().durable(o.node).log.at(gap);
    const EntryId memory = ledger().memory(o.node).log.at(gap);
    fail(o, {.slot = gap, .epoch = claim.epoch, .lines = {first_of(disk), first_of(memory)}},
         fmt::format("{} told {} at #{} that it holds slots {} to {}{}, but in slot {} its disk "
                     "holds {} and its memory {}. A crash now, and what it vouched for is gone.",
                     who(o.node), who(sent.to), o.index, claim.first.value(), claim.last.value(),
                     claim.epoch == Epoch()
                         ? ""
                         : fmt::format(", the last of epoch {}", claim.epoch.value()),
                     gap.value(), told(disk), told(memory)));
  }

  bool is_durable(NodeId node, const Claim& claim) const {
    const Log& disk = ledger().durable(node).log;
    const EntryId last = disk.at(claim.last);
    if (last == no_entry || ledger().entry(last).epoch < claim.epoch) return false;
    if (ledger().in_step(node) && ledger().memory(node).log.at(claim.last) != last) return false;
    return is_filled(disk, claim);
  }
  // Every slot of the range, of which all up to whole() are known to be filled.
  static bool is_filled(const Log& disk, const Claim& claim) {
    Slot slot = std::max(claim.first, disk.whole().next());
    while (slot <= claim.last && disk.at(slot) != no_entry) slot = slot.next();
    return slot > claim.last;
  }
  // Once, and cut since: before the cut stood an entry in the last slot that the claim would fit.
  bool was_durable(NodeId node, const Claim& claim) const {
    if (ledger().in_step(node)) return false;
    const auto settled = ledger().settled(node);
    auto op = std::find_if(settled.rbegin(), settled.rend(), [&](const Op& each) {
      return each.kind() == Op::Kind::truncate && each.slot() <= claim.last;
    });
    return std::any_of(op, settled.rend(), [&](const Op& each) {
      return each.kind() == Op::Kind::accept && each.slot() == claim.last &&
             ledger().entry(each.entry()).epoch >= claim.epoch;
    });
  }
  // For the story: the first slot of the range in which the disk has not what memory has.
  Slot first_gap(NodeId node, const Claim& claim) const {
    const Log& disk = ledger().durable(node).log;
    if (!is_filled(disk, claim)) {
      Slot slot = std::max(claim.first, disk.whole().next());
      while (slot < claim.last && disk.at(slot) != no_entry) slot = slot.next();
      return slot;
    }
    return claim.last;
  }
};

}  // namespace conclave::sim

// I11 committed_stays: no node truncates or overwrites a slot that was committed.
//
// Raft: extended paper, section 5.4 (a committed entry "will be present in the logs of the leaders
// for all higher-numbered terms", so no leader makes anybody drop it). Paxos: once a value is
// chosen, every higher-numbered proposal has that value ("Paxos Made Simple", P2).
//
// What a node drops is compared with the common log. Overwriting: a stale entry may go, the
// committed one may not, nor may a later epoch's copy of it, unless the same command takes its
// place. Truncating: the committed entry itself may not go; the same command of another epoch may,
// as the no-ops of two leaders do that never met.
//
// It binds a node from the epoch on in which the slot was committed. A node that is behind may
// still get the late append of a leader of an epoch between, one that never had the entry and was
// deposed before the commit, and drops what it holds as section 5.3 tells it to. It was not
// counted: who was counted is in the later epoch, and does not listen to the earlier leader.
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class CommittedStays final : public Reader<CommittedStays, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "committed_stays",
      .id = "I11",
      .promise = "no node truncates or overwrites a slot that was committed",
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Accepted& accepted) {
    if (accepted.slot > ledger().committed()) return;
    const EntryId was = ledger().replaced(), is = ledger().accepted();
    if (was == no_entry || was == is) return;
    const bool same = ledger().entry(was).command == ledger().entry(is).command;
    if (holds(same || !binds(o, accepted.slot) || !is_committed(was))) return;
    fail(o, where(accepted.slot, {first_of(was), first_of(is)}),
         fmt::format("{} overwrote the committed slot {} at #{}: it held {}, and put {} in its "
                     "place. {}",
                     who(o.node), accepted.slot.value(), o.index, told(was), told(is),
                     since(accepted.slot)));
  }
  void on(const Occurrence& o, const Truncated& truncated) {
    if (truncated.slot > ledger().committed()) return;
    for (const EntryId was : ledger().cut()) {
      const Slot slot = ledger().entry(was).slot;
      if (slot > ledger().committed()) break;
      if (holds(was != ledger().committed(slot).entry || !binds(o, slot))) continue;
      return fail(o, where(slot, {first_of(was)}),
                  fmt::format("{} cut its log from slot {} on at #{}, and with it the committed "
                              "slot {}, in which it held {}. {}",
                              who(o.node), truncated.slot.value(), o.index, slot.value(), told(was),
                              since(slot)));
    }
  }

 private:
  bool binds(const Occurrence& o, Slot slot) const {
    const Epoch now = o.after ? o.after->epoch : ledger().epoch(o.node);
    return now >= ledger().committed(slot).epoch;
  }
  bool is_committed(EntryId id) const {
    const Entry& held = ledger().entry(id);
    const EntryId committed = ledger().committed(held.slot).entry;
    if (committed == no_entry) return false;
    const Entry& chosen = ledger().entry(committed);
    return held.command == chosen.command && held.epoch >= chosen.epoch;
  }
  Where where(Slot slot, std::vector<Index> lines) const {
    const CommittedSlot& committed = ledger().committed(slot);
    lines.push_back(committed.at);
    return {
        .nodes = {committed.by}, .slot = slot, .epoch = committed.epoch, .lines = std::move(lines)};
  }
  std::string since(Slot slot) const {
    const CommittedSlot& committed = ledger().committed(slot);
    return fmt::format("{} had committed it in epoch {} at #{}.", who(committed.by),
                       committed.epoch.value(), committed.at);
  }
};

}  // namespace conclave::sim

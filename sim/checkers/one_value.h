// P1 one_value: at most one command is chosen in a slot, computed from acceptors' votes and not
// from what anybody claims.
//
// "A value is chosen when a single proposal with that value has been accepted by a majority of the
// acceptors"; "only a single value is chosen" ("Paxos Made Simple", section 2.1). A proposal is
// chosen here once a commit quorum has it durably in one ballot, whether or not anybody has
// noticed.
//
// Binds claimants: an entry of an old term may be on a majority in Raft and yet not be committed
// (extended paper, figure 8).
#pragma once

#include <fmt/format.h>

#include "sim/checkers/acceptors.h"
#include "sim/checkers/checker.h"

namespace conclave::sim {

class OneValue final : public Reader<OneValue, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "one_value",
      .id = "P1",
      .promise = "at most one command is chosen in a slot, as acceptors' votes have it",
      .binds = Binds::claimants,
  };
  OneValue(std::string_view name, const Bench& bench)
      : Reader(name, bench), holders_(bench.cast.nodes) {}

  void on(const Occurrence& o, const Synced&) { take(o); }
  void on(const Occurrence& o, const Booted&) { take(o); }

 private:
  struct Choice {
    EntryId entry = no_entry;
    Index at = 0;
  };

  void take(const Occurrence& o) {
    holders_.take(ledger(), o.node, [&](EntryId entry) { count(o, entry); });
  }
  void count(const Occurrence& o, EntryId id) {
    const Quorums& quorums = ledger().quorums(o.node);
    if (holders_.count(id, quorums.voters) != quorums.commit) return;
    const Entry& entry = ledger().entry(id);
    Choice& choice = chosen_[entry.slot.value()];
    if (choice.entry == no_entry) choice = {id, o.index};
    if (holds(ledger().entry(choice.entry).command == entry.command)) return;
    fail(o,
         {.nodes = {entry.by, ledger().entry(choice.entry).by},
          .slot = entry.slot,
          .epoch = entry.epoch,
          .lines = {first_of(choice.entry), choice.at, first_of(id)}},
         fmt::format("Two commands are chosen in slot {}: {}, which {} acceptors had durably at "
                     "#{}, and {}, which {} have since #{} ({} was the last).",
                     entry.slot.value(), told(choice.entry), quorums.commit, choice.at, told(id),
                     quorums.commit, o.index, who(o.node)));
  }

  HoldersOfEntries holders_;
  ByNumber<Choice> chosen_;
};

}  // namespace conclave::sim

// I03 log_matching: two logs that hold the same epoch at a slot hold the same command there and in
// all slots before; logs have no holes.
//
// Raft: Log Matching (extended paper, figure 3 and section 5.3). The paper's induction is also how
// it is checked: (slot, epoch) names one command, and one entry before it. If that holds for every
// entry that is ever accepted, whole prefixes match, and nothing ever has to be compared twice.
//
// Binds claimants: the logs of Multi-Paxos have holes, and a ballot follows on any other.
#pragma once

#include <fmt/format.h>

#include <vector>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class LogMatching final : public Reader<LogMatching, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "log_matching",
      .id = "I03",
      .promise =
          "two logs that hold the same epoch at a slot agree there and in all slots before, "
          "and have no holes",
      .binds = Binds::claimants,
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Accepted& accepted) {
    const EntryId id = ledger().accepted();
    if (ledger().fresh()) compare_commands(o, id);
    const Log& log = ledger().memory(o.node).log;
    const EntryId before = log.at(accepted.slot - 1);
    if (!holds(accepted.slot == Slot(1) || before != no_entry)) {
      return fail(o, {.slot = accepted.slot, .epoch = accepted.epoch},
                  fmt::format("{} accepted {} in slot {} at #{}, and holds nothing in slot {}; a "
                              "log has no holes.",
                              who(o.node), ledger().in_words(id), accepted.slot.value(), o.index,
                              accepted.slot.value() - 1));
    }
    compare_previous(o, id, before);
    // What is put into the middle of a log must also fit what follows.
    if (log.length() > accepted.slot && ledger().replaced() != id) {
      const EntryId after = log.at(accepted.slot.next());
      if (after != no_entry) compare_previous(o, after, id);
    }
  }

 private:
  // The entry before this one, in the first log that held this one.
  struct Previous {
    bool known = false;
    EntryId entry = no_entry;
  };

  void compare_commands(const Occurrence& o, EntryId id) {
    const Entry& entry = ledger().entry(id);
    for (EntryId other = entry.older; other != no_entry; other = ledger().entry(other).older) {
      if (holds(ledger().entry(other).epoch != entry.epoch)) continue;
      fail(o,
           {.nodes = {ledger().entry(other).by},
            .slot = entry.slot,
            .epoch = entry.epoch,
            .lines = {first_of(other)}},
           fmt::format("{} accepted {} in slot {} at #{}, but that epoch has another command "
                       "there: {}.",
                       who(o.node), ledger().in_words(id), entry.slot.value(), o.index,
                       told(other)));
    }
  }
  void compare_previous(const Occurrence& o, EntryId id, EntryId before) {
    if (id >= previous_.size()) previous_.resize(ledger().entries() + 64);
    Previous& first = previous_[id];
    if (!first.known) {
      first = {true, before};
      return;
    }
    if (holds(first.entry == before)) return;
    const Entry& entry = ledger().entry(id);
    fail(o,
         {.nodes = {entry.by},
          .slot = entry.slot - 1,
          .epoch = entry.epoch,
          .lines = {entry.first, first_of(before), first_of(first.entry)}},
         fmt::format("Logs that agree in slot {} differ in the slot before, since #{}: {} holds "
                     "{} behind {}, while {} accepted the same entry at #{} behind {}.",
                     entry.slot.value(), o.index, who(o.node), ledger().in_words(id), told(before),
                     who(entry.by), entry.first, told(first.entry)));
  }

  std::vector<Previous> previous_;  // by entry
};

}  // namespace conclave::sim

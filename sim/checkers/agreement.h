// I05 agreement: no two nodes decide different commands for one slot, and what a node decided once
// it decides again after a restart.
//
// The one promise that consensus is about. Raft: State Machine Safety (extended paper, figure 3 and
// section 5.4.3). Paxos: only a single value is chosen ("Paxos Made Simple", section 2.1).
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class Agreement final : public Reader<Agreement, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "agreement",
      .id = "I05",
      .promise =
          "no two nodes decide different commands for one slot, nor does one node after a "
          "restart",
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Decided& decided) {
    First& first = decided_[decided.slot.value()];
    if (first.command == 0) {
      first = {ledger().command(), o.index, o.node};
      return;
    }
    if (holds(first.command == ledger().command())) return;
    fail(o, {.nodes = {first.by}, .slot = decided.slot, .lines = {first.at}},
         fmt::format("{} decided {} for slot {} at #{}, but {} had decided {} there at #{}.",
                     who(o.node), in_words(*decided.command), decided.slot.value(), o.index,
                     first.by == o.node ? "it" : who(first.by), other(decided.slot, first.command),
                     first.at));
  }

 private:
  // The command of that hash, as somebody accepted it.
  std::string other(Slot slot, std::uint64_t command) const {
    for (EntryId id = ledger().newest(slot); id != no_entry; id = ledger().entry(id).older) {
      if (ledger().entry(id).command == command) return ledger().in_words(id);
    }
    return "another command";
  }

  struct First {
    std::uint64_t command = 0;
    Index at = 0;
    NodeId by;
  };
  ByNumber<First> decided_;
};

}  // namespace conclave::sim

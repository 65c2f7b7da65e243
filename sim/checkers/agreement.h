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
    fail(o,
         fmt::format("{} decided {} for slot {} at #{}, but {} had decided another command there "
                     "at #{}; a slot has one command{}.",
                     who(o.node), in_words(*decided.command), decided.slot.value(), o.index,
                     first.by == o.node ? "it" : who(first.by), first.at,
                     first.by == o.node ? ", also after a restart" : ""));
  }

 private:
  struct First {
    std::uint64_t command = 0;
    Index at = 0;
    NodeId by;
  };
  ByNumber<First> decided_;
};

}  // namespace conclave::sim

// P4 ballot_unique: no two proposers, or lives of one, use a ballot with different commands in one
// slot.
//
// "Different proposers choose their numbers from disjoint sets of numbers, so two different
// proposers never issue a proposal with the same number", and a proposer remembers in stable
// storage the highest-numbered one it has tried ("Paxos Made Simple", section 2.5).
//
// Binds claimants: for Raft, log_matching says the same of terms.
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

class BallotUnique final : public Reader<BallotUnique, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "ballot_unique",
      .id = "P4",
      .promise =
          "no two proposers, or lives of one, use a ballot with different commands in a slot",
      .binds = Binds::claimants,
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Accepted& accepted) {
    if (!ledger().fresh()) return;
    const EntryId id = ledger().accepted();
    EntryId other = ledger().entry(id).older;
    while (other != no_entry && ledger().entry(other).epoch != accepted.epoch) {
      other = ledger().entry(other).older;
    }
    if (holds(other == no_entry)) return;
    fail(o,
         {.nodes = {ledger().entry(other).by},
          .slot = accepted.slot,
          .epoch = accepted.epoch,
          .lines = {first_of(other)}},
         fmt::format("{} accepted {} in slot {} at #{}, but in that ballot another command was "
                     "proposed there: {}.",
                     who(o.node), ledger().in_words(id), accepted.slot.value(), o.index,
                     told(other)));
  }
};

}  // namespace conclave::sim

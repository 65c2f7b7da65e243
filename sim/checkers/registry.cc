// The checks that Conclave knows: one line for each. Tables are explicit because linkers drop what
// registers itself.

#include "sim/checkers/agreement.h"
#include "sim/checkers/ballot_unique.h"
#include "sim/checkers/checker.h"
#include "sim/checkers/commits_own_epoch.h"
#include "sim/checkers/committed_stays.h"
#include "sim/checkers/credit_is_true.h"
#include "sim/checkers/durable_before_visible.h"
#include "sim/checkers/durable_quorum.h"
#include "sim/checkers/durable_stays.h"
#include "sim/checkers/exactly_once.h"
#include "sim/checkers/fresh_reads.h"
#include "sim/checkers/highest_adopted.h"
#include "sim/checkers/leader_append_only.h"
#include "sim/checkers/leader_completeness.h"
#include "sim/checkers/linearizable.h"
#include "sim/checkers/log_matching.h"
#include "sim/checkers/monotonic.h"
#include "sim/checkers/no_holes.h"
#include "sim/checkers/no_phantoms.h"
#include "sim/checkers/one_leader.h"
#include "sim/checkers/one_value.h"
#include "sim/checkers/one_vote.h"
#include "sim/checkers/progress.h"
#include "sim/checkers/promise_kept.h"
#include "sim/checkers/quorums_intersect.h"

namespace conclave::sim {
namespace {

// The row of a checker: what it says of itself, and how to make one. A Config describes parameters.
template <typename C>
CheckerKind row() {
  CheckerKind kind = C::kind;
  if constexpr (requires { typename C::Config; }) {
    kind.options = option_specs<typename C::Config>;
    kind.make = [](const Bench& bench, const Options& options) -> std::unique_ptr<Checker> {
      return std::make_unique<C>(C::kind.name, bench, config_from<typename C::Config>(options));
    };
  } else {
    kind.options = [] { return std::vector<OptionSpec>(); };
    kind.make = [](const Bench& bench, const Options&) -> std::unique_ptr<Checker> {
      return std::make_unique<C>(C::kind.name, bench);
    };
  }
  return kind;
}

}  // namespace

std::span<const CheckerKind> checker_kinds() {
  static const std::array kinds{
      row<OneLeader>(),        row<LeaderAppendOnly>(),
      row<LogMatching>(),      row<LeaderCompleteness>(),
      row<Agreement>(),        row<DurableQuorum>(),
      row<CreditIsTrue>(),     row<CommitsOwnEpoch>(),
      row<Monotonic>(),        row<OneVote>(),
      row<CommittedStays>(),   row<DurableBeforeVisible>(),
      row<QuorumsIntersect>(), row<Linearizable>(),
      row<FreshReads>(),       row<ExactlyOnce>(),
      row<Progress>(),         row<NoPhantoms>(),
      row<DurableStays>(),     row<OneValue>(),
      row<PromiseKept>(),      row<HighestAdopted>(),
      row<BallotUnique>(),     row<NoHoles>(),
  };
  return kinds;
}

const CheckerKind* find_checker(std::string_view name) {
  for (const CheckerKind& kind : checker_kinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

}  // namespace conclave::sim

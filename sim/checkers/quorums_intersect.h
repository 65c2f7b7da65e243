// I14 quorums_intersect: every quorum that may commit meets every quorum that may elect.
//
// Flexible Paxos (Howard, Malkhi, Spiegelman 2016), section 3: phase 1 and phase 2 quorums must
// intersect, and nothing else must. With quorums by number that is elect + commit > voters;
// majorities of one set are a special case. Judged from what nodes state as their configuration.
#pragma once

#include <fmt/format.h>

#include "sim/checkers/checker.h"

namespace conclave::sim {

class QuorumsIntersect final : public Reader<QuorumsIntersect, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "quorums_intersect",
      .id = "I14",
      .promise = "every quorum that may commit meets every quorum that may elect",
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Configured& configured) {
    const std::uint64_t elect = configured.elect, commit = configured.commit;
    if (holds(elect + commit > configured.voters.size())) return;
    fail(o, {.nodes = configured.voters, .epoch = o.after ? o.after->epoch : Epoch()},
         fmt::format("{} is configured with {} voters at #{}, of which {} elect and {} commit: "
                     "{} voters can elect a leader that has met none of the {} that committed.",
                     who(o.node), configured.voters.size(), o.index, elect, commit, elect, commit));
  }
};

}  // namespace conclave::sim

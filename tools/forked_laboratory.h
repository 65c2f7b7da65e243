// Forked laboratory: trials in processes of their own, several at a time.
//
// A candidate may abort, hang or eat memory: it costs that candidate, which then counts as one that
// does not fail in the wanted way. Which candidate is found does not depend on how many run at a
// time.
#pragma once

#include "sim/shrink/trial.h"
#include "tools/campaign/child.h"

namespace conclave::tools {

class ForkedLaboratory final : public sim::Laboratory {
 public:
  // `stop` is asked some ten times a second. `memory` is that of one trial; 0: as much as there is.
  ForkedLaboratory(unsigned at_a_time, std::function<bool()> stop,
                   std::uint64_t memory = usual_memory)
      : at_a_time_(at_a_time), stop_(std::move(stop)), memory_(memory) {}

  std::optional<Found> first(std::size_t count, const Make& make, std::uint64_t seed,
                             const sim::Wanted& wanted) override;

 private:
  const unsigned at_a_time_;
  const std::function<bool()> stop_;
  const std::uint64_t memory_;
};

}  // namespace conclave::tools

// Shrink: the fewest calls that still violate, so that a person can see why.
//
// Only sound steps are taken: what stays violated after one was violated before it.
//   - cut behind a moment: who was under way then may or may not have taken effect
//   - cut before a moment, where there are no appends:
//     then whatever the object held is right, and who
//     was under way may or may not have taken effect
//   - drop a call that only looked
//   - relax a call that changes something: it may or may not have taken effect
//   - drop a relaxed call that could explain nothing that is left
// The result is small, and no single call can be dropped or relaxed within the steps allowed.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/checkers/linearizability/quick.h"
#include "sim/checkers/linearizability/search.h"

namespace conclave::sim::linearizability {

struct Shrunk {
  std::vector<Use> uses;
  Start start = Start::nil;
  std::uint64_t steps = 0;
};

// REQUIRES: the uses violate. `witnesses` are calls to try first on their own; may be empty.
Shrunk shrink(const History& history, Model model, std::vector<Use> uses,
              const std::vector<std::size_t>& witnesses, Limits limits);

}  // namespace conclave::sim::linearizability

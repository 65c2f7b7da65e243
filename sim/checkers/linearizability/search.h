// Search: does any order of a lane's operations explain what was seen?
//
// The algorithm of Wing and Gong ("Testing and verifying concurrent objects", 1993) with the
// memoisation of Lowe ("Testing for linearizability", 2017): take operations one by one in every
// order that real time allows, undo when stuck, and never try again from a configuration (what was
// taken, and the state) that was tried. Exact: whoever runs out of budget is told so.
//
// Most orders need no trying, because another that is as good is tried:
//   - whoever only looks is taken as soon as the state is as it saw
//   - a state that nobody is left to see is `unseen`,
//     and then writes that nobody is left to see are
//     taken at once; elsewhere they are taken together, just before the next blind write
//   - what may never have happened is taken only for the sake of somebody who looks right after it
//   - of equal operations, the one that returns first goes first
//   - a state is not left while somebody must still see it and nobody is left to make it again
#pragma once

#include <cstdint>

#include "sim/checkers/linearizability/lane.h"

namespace conclave::sim::linearizability {

struct Limits {
  std::uint64_t steps = 0;  // operations held against a state
  std::uint64_t bytes = 0;
};

enum class Explained : std::uint8_t { yes, no, out_of_steps, out_of_bytes };

struct Searched {
  Explained explained = Explained::no;
  std::uint64_t steps = 0;
  // The first return that no order tried got beyond: a good guess at where it went wrong, no more,
  // as some orders were not tried because of what comes later.
  std::uint64_t stuck_at = 0;
  std::uint64_t bytes = 0;  // the most that were held at a time
};

Searched search(const Lane& lane, Limits limits);

}  // namespace conclave::sim::linearizability

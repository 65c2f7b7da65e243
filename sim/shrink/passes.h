// Passes: what is tried, in which order.
#pragma once

#include "sim/shrink/bench.h"

namespace conclave::sim {

// The cheapest first: one trial that may take half of the story along comes before those that take
// single steps. Ends when a whole round leaves the story as it was, or when the bench is over.
void make_small(ShrinkBench& bench);

}  // namespace conclave::sim

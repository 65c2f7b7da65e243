// Units: which steps of a story go together.
#pragma once

#include <vector>

#include "sim/shrink/bench.h"

namespace conclave::sim {

using Units = std::vector<ShrinkBench::Unit>;  // each sorted; in the order of their first steps

Units every_step(const ShrinkBench& bench);
// A fault, with its end.
Units faults(const ShrinkBench& bench);
// An operation of a client: asked for, asked for again, given up.
Units operations(const ShrinkBench& bench);
// All messages of one type on one link, all firings of one timer, all syncs of one disk; the
// largest last.
Units conversations(const ShrinkBench& bench);
// Messages that found nobody, or a link that was cut: one unit.
Units dropped_messages(const ShrinkBench& bench);
// The syncs of one disk: a unit for each node that has any.
Units syncs_by_node(const ShrinkBench& bench);

}  // namespace conclave::sim

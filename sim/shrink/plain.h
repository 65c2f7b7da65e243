// Plain: the same story, easier to read. Nothing goes; what stays gets small numbers, short names
// and as few peculiarities as it can do with.
#pragma once

#include "sim/shrink/bench.h"

namespace conclave::sim {

// What operations write and about which keys, sessions, names of faults.
void plain_words(ShrinkBench& bench);
// Which message of several, what comes before what.
void plain_steps(ShrinkBench& bench);
// Crashes that tear become crashes that lose all that was not synced, or nothing of it.
void plain_crashes(ShrinkBench& bench);
// Where nothing was unsynced, what survives need not be said. The run stays the same.
void drop_idle_survivals(Scenario& story, std::uint64_t seed);
// The protocol's options, the network, clocks, disks, the workload: as they are where nobody says
// otherwise.
void plain_world(ShrinkBench& bench);
void plain_times(ShrinkBench& bench);
// The first to lead is n1, and so on.
void plain_names(ShrinkBench& bench);

}  // namespace conclave::sim

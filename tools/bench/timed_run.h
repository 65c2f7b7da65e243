// A run and what it cost: from the scenario as a value to the outcome, with the checks and the
// fingerprint, and no trace.
#pragma once

#include "sim/run/simulation.h"
#include "tools/bench/benchmark.h"

namespace conclave::tools {

struct TimedRun {
  sim::RunOutcome outcome;
  double seconds = 0;  // of this thread
};
TimedRun timed_run(const sim::Scenario& scenario, std::uint64_t seed);

// A run that did not do what it should have measured nothing: it is told in the table.
void must_pass(const sim::RunOutcome& outcome, Table& table);

}  // namespace conclave::tools

// Recording: what a trace file says around a run's occurrences.
#pragma once

#include "sim/run/outcome.h"
#include "sim/run/scenario.h"
#include "sim/trace/header.h"

namespace conclave::tools {

sim::TraceHeader header_of(const sim::Scenario& scenario, std::uint64_t seed);
sim::TraceEnd end_of(const sim::RunOutcome& outcome);

}  // namespace conclave::tools

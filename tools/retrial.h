// Retrial: a stored trace, judged again as the run was.
//
// What no checker can find, a false belief or an exception, is taken over from the trace. What is
// due at the end is judged only if the run came to its end.
#pragma once

#include <string>
#include <variant>
#include <vector>

#include "sim/run/outcome.h"
#include "sim/run/scenario.h"
#include "sim/trace/reader.h"

namespace conclave::tools {

// `reader` has begun; its lines are read to their end. `asked`: these checks, by their defaults,
// instead of the scenario's; empty: those.
std::variant<sim::RunOutcome, sim::FileError> judge_again(sim::TraceReader& reader,
                                                          sim::Scenario scenario,
                                                          const std::vector<std::string>& asked);

}  // namespace conclave::tools

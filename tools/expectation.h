// Whether a run ended as its scenario expects it to.
#pragma once

#include <string>

#include "sim/run/outcome.h"
#include "sim/run/scenario.h"
#include "tools/exit_code.h"

namespace conclave::tools {

struct Assessment {
  bool met = false;
  Exit exit = Exit::undecided;  // ok exactly if met
  std::string words;            // "as expected: violation of agreement"; of a plain pass nothing
};

// `seeds`: how many were tried, of which this is the last.
Assessment assess(const sim::Expectation& expect, const sim::RunOutcome& outcome,
                  std::uint64_t seeds = 1);

}  // namespace conclave::tools

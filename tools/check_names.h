// Names of checks, as people give them after --check.
#pragma once

#include <string>
#include <vector>

#include "sim/run/scenario.h"
#include "tools/terminal.h"

namespace conclave::tools {

// False, and said, if one of them is no check or group of checks.
bool known_checks(const std::vector<std::string>& names, Terminal& terminal);

// Judges by these alone, if there are any.
void judge_by(const std::vector<std::string>& names, sim::Scenario& scenario);

}  // namespace conclave::tools

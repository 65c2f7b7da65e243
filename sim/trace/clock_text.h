// Simulated time as people read it: seconds with a fixed number of decimals, cut and not rounded.
#pragma once

#include <string>

#include "sim/kernel/time.h"

namespace conclave::sim {

// 1204567890 ns with 3 decimals: "1.204s".
std::string clock_text(Time at, unsigned decimals = 3);

}  // namespace conclave::sim

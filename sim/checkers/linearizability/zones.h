// Zones: the rules for lanes without appends (see quick.h).
#pragma once

#include "sim/checkers/linearizability/quick.h"

namespace conclave::sim::linearizability {

// REQUIRES: no appends, and no op that sees `impossible`.
Finding judge_zones(const Lane& lane);

}  // namespace conclave::sim::linearizability

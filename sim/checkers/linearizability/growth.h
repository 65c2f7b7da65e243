// Growth: the rules for lanes with appends (see quick.h).
#pragma once

#include "sim/checkers/linearizability/quick.h"

namespace conclave::sim::linearizability {

// Never says ok: what the rules do not convict is for the search.
Finding judge_growth(const Lane& lane);

}  // namespace conclave::sim::linearizability

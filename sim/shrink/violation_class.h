// The class of a violation: which promise was broken, and in which way, without the names and
// numbers of this one run. Two runs whose violations are of one class show the same bug, as far as
// a program can tell; shrinking keeps the class and nothing else.
#pragma once

#include <string>
#include <vector>

#include "sim/run/outcome.h"

namespace conclave::sim {

// "committed_stays: overwrote the committed slot": the check, and the first words of its story that
// belong to no single run. `names`: of nodes and clients. A belief is kept whole but for its
// numbers.
std::string violation_class(const FoundViolation& violation, const std::vector<std::string>& names);

}  // namespace conclave::sim

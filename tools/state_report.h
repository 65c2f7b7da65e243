// The nodes' whole states at one moment of a run.
#pragma once

#include <string>

#include "sim/data/json.h"
#include "sim/world/cluster.h"
#include "tools/terminal.h"

namespace conclave::tools {

// By node: `up`, and `state` of those that are. Members have the names that they have in the code.
sim::Json states_json(const sim::Cluster& cluster);

// The same for people: of long lists the end.
std::string states_text(const sim::Cluster& cluster, const Terminal& terminal);

}  // namespace conclave::tools

// Recast: a story with other actors: some nodes or clients left out, the others renamed.
#pragma once

#include <optional>
#include <vector>

#include "sim/shrink/bench.h"

namespace conclave::sim {

// The story with these of its nodes alone (by place, from 0), in this order, under the standard
// names; what the others did and had done to them is left out. Nothing if that is no valid
// scenario, such as too few nodes for a quorum.
std::optional<Draft> with_nodes(const Draft& story, const std::vector<std::size_t>& keep);

// The story with one client for all: sessions stay what they are.
std::optional<Draft> with_one_client(const Draft& story);

}  // namespace conclave::sim

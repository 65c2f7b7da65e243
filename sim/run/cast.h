// What a run is made of, worked out from its scenario: the cluster, its words, its judges.
#pragma once

#include <vector>

#include "protocols/registry.h"
#include "sim/checkers/judges.h"
#include "sim/run/scenario.h"
#include "sim/world/cluster.h"

namespace conclave::sim {

// REQUIRES, of all of these: the scenario is a valid one (the parser sees to it), and it outlives
// what it gives.
const ProtocolKind& protocol_of(const Scenario& scenario);
ClusterOptions cluster_options_of(const Scenario& scenario);
Vocabulary vocabulary_of(const Scenario& scenario);
std::vector<NemesisSpec> nemesis_of(const Scenario& scenario, std::uint64_t seed);
std::vector<Chosen> checks_of(const Scenario& scenario);

}  // namespace conclave::sim

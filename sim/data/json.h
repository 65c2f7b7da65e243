// Json: the one JSON type of the simulator. Objects keep the order in which they were written, so
// that what is printed reads like what was written, and iterating one is deterministic.
//
// Headers include this; only a .cc that looks inside includes <nlohmann/json.hpp>.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace conclave::sim {

using Json = nlohmann::ordered_json;

}  // namespace conclave::sim

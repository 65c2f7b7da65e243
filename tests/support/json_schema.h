// A small validator of JSON Schema (draft-07), for the keywords that our schemas use. A keyword
// that it does not know is itself a complaint, so that no rule is passed over in silence.
#pragma once

#include <string>

#include "sim/data/json.h"

namespace conclave::sim {

// What is wrong with `value`, with the place; empty if nothing is.
std::string schema_complaint(const Json& schema, const Json& value, const std::string& place = "");

}  // namespace conclave::sim

// json_of: the JSON that a text is, read in one place, for a parser costs every file that makes one
// a second to compile.
#pragma once

#include <nlohmann/json.hpp>
#include <string_view>

#include "sim/data/json.h"

namespace conclave::test {

sim::Json json_of(std::string_view text);  // throws what nlohmann's parser throws

}  // namespace conclave::test

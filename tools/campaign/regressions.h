// Regressions: the seeds that failed once, run first by every campaign.
//
// A file with a line for each: a scenario and a seed (`swarm.json 0x7c1e90aa12`), or a scenario
// alone, such as a shrunk one, with the seed that it holds. Empty lines and what follows # are
// skipped. Paths are relative to the file.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/data/result.h"

namespace conclave::tools {

struct Regression {
  std::string path;
  std::optional<std::uint64_t> seed;
  std::size_t line = 0;
  bool operator==(const Regression&) const = default;
};

// `folder`: of the file, for paths. Adds what is wrong to `errors`; the other lines are returned
// all the same, so that what is wrong with their scenarios can be told as well.
std::vector<Regression> parse_regressions(std::string_view text, const std::string& folder,
                                          sim::InputErrors& errors);

}  // namespace conclave::tools

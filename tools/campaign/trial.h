// Trial: one run of a campaign, as a worker tells it to its parent on one line.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/run/outcome.h"
#include "sim/run/sample.h"
#include "tools/campaign/child.h"

namespace conclave::tools {

struct Trial {
  sim::RunOutcome outcome;
  std::uint64_t cpu_ns = 0;
  std::vector<std::size_t> marks;      // places in all_marks() of those it reached
  std::vector<std::uint64_t> states;   // that the cluster went through (sim/run/coverage.h)
  std::optional<std::uint64_t> again;  // the fingerprint of a second run
  std::string refused;                 // what was drawn is no scenario, and why
  std::optional<Death> death;          // of the process; then nothing else is known
};

// Draws the scenario of this seed and runs it; twice to see whether it comes to the same.
Trial try_seed(const sim::Sampler& sampler, std::uint64_t seed, bool twice);

std::string to_line(const Trial& trial);
// Nothing, if it is no such line: a node may have written where it should not.
std::optional<Trial> trial_from(std::string_view line);

}  // namespace conclave::tools

// Scenario files of the checkout, for tests that run them.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "sim/run/outcome.h"
#include "sim/run/scenario.h"

namespace conclave::test {

// All below scenarios/, or below one of its folders, in the order of their paths.
std::vector<std::filesystem::path> scenario_files(const std::string& folder = "");
std::string content_of(const std::filesystem::path& file);
// A path as scenario_files gives it, or from scenarios/ on. The test fails if it is no scenario.
sim::Scenario scenario_in(const std::filesystem::path& file,
                          const std::vector<sim::Setting>& settings = {});
// The first run that ends as the scenario says, of as many seeds as it allows; or the last.
sim::RunOutcome first_as_expected(const sim::Scenario& scenario);

}  // namespace conclave::test

// Finding them, and reading them.
#include "tests/support/scenario_files.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <fstream>
#include <iterator>

#include "sim/run/simulation.h"
#include "tests/support/places.h"
#include "tools/expectation.h"

namespace conclave::test {

std::vector<std::filesystem::path> scenario_files(const std::string& folder) {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path root = checkout() / "scenarios" / folder;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) {
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

std::string content_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

sim::Scenario scenario_in(const std::filesystem::path& file,
                          const std::vector<sim::Setting>& settings) {
  // Of two paths, an absolute second one is the result.
  const auto parsed = sim::parse_scenario(content_of(checkout() / "scenarios" / file), settings);
  const std::string wrong = parsed.ok() ? "" : to_text(parsed.errors());
  REQUIRE_MESSAGE(parsed.ok(), file.string(), ": ", wrong);
  return *parsed;
}

sim::RunOutcome first_as_expected(const sim::Scenario& scenario) {
  const std::uint64_t most = scenario.expect.within_seeds.value_or(1);
  for (std::uint64_t n = 0;; ++n) {
    sim::RunOutcome outcome = run(scenario, scenario.seed + n);
    if (tools::assess(scenario.expect, outcome).met || n + 1 == most) return outcome;
  }
}

}  // namespace conclave::test

// Every file under scenarios/ is a claim: it is named after it, says why, is deterministic, and
// ends as it says.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "sim/run/simulation.h"
#include "tests/support/places.h"
#include "tools/expectation.h"

namespace {

using namespace conclave;
using namespace conclave::sim;

std::vector<std::filesystem::path> scenario_files() {
  std::vector<std::filesystem::path> files;
  const std::filesystem::path root = checkout() / "scenarios";
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

// The first run that ends as the scenario says, of as many seeds as it allows; or the last.
RunOutcome first_as_expected(const Scenario& scenario) {
  const std::uint64_t most = scenario.expect.within_seeds.value_or(1);
  for (std::uint64_t n = 0;; ++n) {
    RunOutcome outcome = run(scenario, scenario.seed + n);
    if (tools::assess(scenario.expect, outcome).met || n + 1 == most) return outcome;
  }
}

}  // namespace

TEST_SUITE("scenarios") {
  TEST_CASE("there are at least ten about Raft and eight about Paxos") {
    const auto files = scenario_files();
    const auto in = [&](const std::string& room) {
      return std::count_if(files.begin(), files.end(),
                           [&](const auto& f) { return f.parent_path().filename() == room; });
    };
    CHECK(in("raft") >= 10);
    CHECK(in("paxos") >= 8);
  }

  TEST_CASE("every scenario is named after its file, says why, and ends as it says, twice") {
    for (const auto& file : scenario_files()) {
      CAPTURE(file.string());
      const auto parsed = parse_scenario(content_of(file));
      REQUIRE_MESSAGE(parsed.ok(), (parsed.ok() ? "" : to_text(parsed.errors())));
      const Scenario& scenario = parsed.value();
      CHECK(scenario.name == file.stem().string());
      CHECK(scenario.why.size() > 40);
      const RunOutcome outcome = first_as_expected(scenario);
      CHECK(tools::assess(scenario.expect, outcome).met);
      CHECK(run(scenario, outcome.seed).fingerprint == outcome.fingerprint);
    }
  }

  TEST_CASE("every fault of a scenario about the world takes effect, or is refused") {
    for (const auto& file : scenario_files()) {
      if (file.parent_path().filename() != "world") continue;
      CAPTURE(file.string());
      const auto parsed = parse_scenario(content_of(file));
      REQUIRE(parsed.ok());
      const RunOutcome outcome = first_as_expected(parsed.value());
      for (const std::string& kind : outcome.enabled) {
        CAPTURE(kind);
        REQUIRE(outcome.faults.count(kind) == 1);
        const Tally& tally = outcome.faults.at(kind);
        CHECK(tally.effective + tally.refused > 0);
      }
    }
  }

  TEST_CASE("storms of both protocols break nothing, over more seeds than one") {
    for (const char* name : {"raft/election_storm", "paxos/storm", "raft/swarm", "paxos/swarm"}) {
      CAPTURE(name);
      const auto parsed =
          parse_scenario(content_of(checkout() / "scenarios" / (std::string(name) + ".json")));
      REQUIRE(parsed.ok());
      for (std::uint64_t seed = 100; seed < 125; ++seed) {
        CAPTURE(seed);
        REQUIRE(run(parsed.value(), seed).verdict == RunVerdict::pass);
      }
    }
  }
}

// Every file under scenarios/ is a claim: it is named after it, says why, is deterministic, and
// ends as it says.
#include <doctest/doctest.h>

#include <filesystem>
#include <string>
#include <vector>

#include "sim/run/simulation.h"
#include "tests/support/scenario_files.h"
#include "tools/expectation.h"

namespace {

using namespace conclave;
using namespace conclave::sim;
using test::first_as_expected, test::scenario_files, test::scenario_in;

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
      const Scenario scenario = scenario_in(file);
      CHECK(scenario.name == file.stem().string());
      CHECK(scenario.why.size() > 40);
      const RunOutcome outcome = first_as_expected(scenario);
      CHECK(tools::assess(scenario.expect, outcome).met);
      CHECK(run(scenario, outcome.seed).fingerprint == outcome.fingerprint);
    }
  }

  TEST_CASE("every fault of a scenario about the world takes effect, or is refused") {
    for (const auto& file : scenario_files("world")) {
      CAPTURE(file.string());
      const RunOutcome outcome = first_as_expected(scenario_in(file));
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
      const Scenario scenario = scenario_in(std::string(name) + ".json");
      for (std::uint64_t seed = 100; seed < 125; ++seed) {
        CAPTURE(seed);
        REQUIRE(run(scenario, seed).verdict == RunVerdict::pass);
      }
    }
  }
}

// A stored trace is judged as its run was: every scenario that lies here is run, stored and judged
// again.
#include "tools/retrial.h"

#include <doctest/doctest.h>

#include <set>
#include <string>
#include <utility>
#include <vector>

#include "sim/run/simulation.h"
#include "tests/support/effort.h"
#include "tests/support/scenario_files.h"
#include "tools/expectation.h"
#include "tools/recording.h"

namespace {

using namespace conclave;
using namespace conclave::tools;
using test::first_as_expected, test::scenario_files, test::scenario_in;

struct Lines final : sim::LineSink {
  void line(std::string_view line) override { (text += line) += '\n'; }
  std::string text;
};

struct Stored {
  sim::RunOutcome outcome;
  std::string trace;
};

Stored stored(const sim::Scenario& scenario, std::uint64_t seed) {
  Lines lines;
  sim::Simulation simulation(scenario, seed);
  Recording recording(simulation, scenario, seed, lines);
  Stored stored;
  stored.outcome = simulation.run();
  recording.finish(stored.outcome);
  stored.trace = std::move(lines.text);
  return stored;
}

// By the scenario that the trace holds, as `conclave check` does it.
sim::RunOutcome judged(const std::string& trace, const std::vector<std::string>& asked = {}) {
  sim::TraceReader reader(sim::LineSource::of_text(trace));
  REQUIRE(!reader.begin());
  auto scenario = sim::parse_scenario(reader.header().scenario);
  REQUIRE(scenario.ok());
  auto judged = judge_again(reader, std::move(scenario).value(), asked);
  REQUIRE(std::holds_alternative<sim::RunOutcome>(judged));
  return std::get<sim::RunOutcome>(judged);
}

std::set<std::string> violated(const sim::RunOutcome& outcome) {
  std::set<std::string> checks;
  for (const sim::FoundViolation& violation : outcome.violations) checks.insert(violation.check);
  return checks;
}

sim::RunOutcome agreed(const sim::Scenario& scenario, std::uint64_t seed) {
  const Stored run = stored(scenario, seed);
  const sim::RunOutcome again = judged(run.trace);
  CHECK(name_of(again.verdict) == name_of(run.outcome.verdict));
  CHECK(violated(again) == violated(run.outcome));
  CHECK(assess(scenario.expect, again).exit == assess(scenario.expect, run.outcome).exit);
  return again;
}

const std::string unbound = "world/misdirected_write_unseen_by_unbound_code.json";

}  // namespace

TEST_SUITE("tools/retrial") {
  TEST_CASE("every scenario that is stored and judged again ends as its run did" *
            doctest::skip(sanitized)) {
    for (const auto& file : scenario_files()) {
      CAPTURE(file.string());
      const sim::Scenario scenario = scenario_in(file);
      if (!scenario.sample.empty()) continue;
      agreed(scenario, first_as_expected(scenario).seed);
      // Where nobody expects anything, the first violation ends the run.
      sim::Scenario plain = scenario;
      plain.expect = {};
      agreed(plain, scenario.seed);
    }
  }

  TEST_CASE("a belief that broke stays broken, as the run told it, whatever checks are asked for") {
    const sim::Scenario scenario =
        scenario_in(unbound, {{"/checks", R"(["agreement"])"}, {"/expect", R"("pass")"}});
    const Stored run = stored(scenario, scenario.seed);
    REQUIRE(violated(run.outcome) == std::set<std::string>{"belief"});
    CHECK(judged(run.trace).violations == run.outcome.violations);
    CHECK(violated(judged(run.trace, {"one_leader"})) == std::set<std::string>{"belief"});
  }

  TEST_CASE("the line in which a belief broke is half a step: nobody is held to it") {
    const sim::Scenario scenario = scenario_in(unbound);
    const Stored run = stored(scenario, scenario.seed);
    REQUIRE(violated(run.outcome) == std::set<std::string>{"belief"});
    CHECK(judged(run.trace).violations == run.outcome.violations);
    CHECK(violated(judged(run.trace, {"monotonic"})) == std::set<std::string>{"belief"});
  }

  TEST_CASE("a cluster that could not recover has not, when it is judged again") {
    for (const char* expect : {R"("unrecoverable")", R"("pass")"}) {
      const sim::Scenario scenario =
          scenario_in("world/rotten_majority_cannot_recover.json", {{"/expect", expect}});
      CHECK(agreed(scenario, scenario.seed).verdict == sim::RunVerdict::unrecoverable);
    }
  }

  TEST_CASE("what is due at the end of a run that met its limit is not judged") {
    const sim::Scenario scenario = scenario_in(
        "raft/hello.json", {{"/network/latency", "\"1000h\""}, {"/limits/events", "1430"}});
    CHECK(agreed(scenario, scenario.seed).verdict == sim::RunVerdict::undecided);
    const Stored run = stored(scenario, scenario.seed);
    CHECK(judged(run.trace, {"progress"}).verdict == sim::RunVerdict::undecided);
  }

  TEST_CASE("a run that stopped at a violation can still be judged by what clients saw") {
    const sim::Scenario scenario = scenario_in(
        "raft/hello.json", {{"/protocol", R"({"name": "raft", "flaw": "ack_before_sync"})"}});
    const Stored run = stored(scenario, scenario.seed);
    REQUIRE(run.outcome.verdict == sim::RunVerdict::violation);
    CHECK(judged(run.trace, {"linearizable"}).verdict == sim::RunVerdict::pass);
    CHECK(judged(run.trace, {"progress"}).verdict == sim::RunVerdict::undecided);
  }
}

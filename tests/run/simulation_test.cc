// Simulations: a run is a function of its scenario and its seed, and ends with an honest verdict.
#include "sim/run/simulation.h"

#include <doctest/doctest.h>

#include <string>

#include "sim/trace/writer.h"
#include "tests/support/effort.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

Scenario scenario(const std::string& more = "") {
  const auto parsed = parse_scenario(R"({"version": 1, "name": "test", "why": "a test",
      "protocol": {"name": "raft"}, "nodes": 3, "workload": {"operations": 50})" +
                                     more + "}");
  REQUIRE_MESSAGE(parsed.ok(), (parsed.ok() ? "" : to_text(parsed.errors())));
  return parsed.value();
}

struct Lines : LineSink {
  void line(std::string_view text) override {
    all += text;
    all += '\n';
  }
  std::string all;
};

std::string trace_of(const Scenario& scenario, std::uint64_t seed) {
  Simulation simulation(scenario, seed);
  Lines lines;
  TraceWriter writer(simulation.vocabulary(), lines);
  simulation.attach(writer);
  simulation.run();
  return lines.all;
}

const std::string faults = R"(, "faults": [
  {"id": "f1", "when": {"event": "leader_elected", "delay": "20ms"}, "do": "crash",
   "nodes": "leader", "for": "400ms"},
  {"id": "f2", "at": "800ms", "do": "partition", "groups": ["minority+leader", "rest"],
   "for": "500ms"}], "network": {"loss": 0.02, "duplicate": 0.02})";

}  // namespace

TEST_SUITE("run/simulation") {
  TEST_CASE("three nodes without faults serve every operation and pass every check") {
    const Scenario calm = scenario();
    const RunOutcome outcome = run(calm, 1);
    CHECK(outcome.verdict == RunVerdict::pass);
    CHECK(outcome.operations.unknown == 0);
    CHECK(outcome.operations.ok >= 50);
    CHECK(outcome.committed >= 50);
    CHECK(outcome.violations.empty());
    std::size_t exercised = 0;
    for (const CheckResult& check : outcome.checks) exercised += check.evaluations > 0 ? 1 : 0;
    CHECK(exercised >= 10);
  }

  TEST_CASE("the same scenario and seed give the same bytes, twice in a process") {
    const Scenario rough = scenario(faults);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      REQUIRE(trace_of(rough, seed) == trace_of(rough, seed));
    }
  }

  TEST_CASE("another seed gives another run") {
    const Scenario rough = scenario(faults);
    CHECK(run(rough, 1).fingerprint != run(rough, 2).fingerprint);
  }

  TEST_CASE("who watches a run does not change it") {
    const Scenario rough = scenario(faults);
    Simulation watched(rough, 7);
    Lines lines;
    TraceWriter writer(watched.vocabulary(), lines);
    watched.attach(writer);
    Scenario unjudged = rough;
    unjudged.checks = {{"one_leader", {}}};
    const std::uint64_t fingerprint = run(rough, 7).fingerprint;
    CHECK(watched.run().fingerprint == fingerprint);
    CHECK(run(unjudged, 7).fingerprint == fingerprint);
  }

  TEST_CASE("a copy of a scenario runs like the original, and so does what its text says") {
    const Scenario rough = scenario(faults);
    const Scenario copy = rough;
    const auto again = parse_scenario(scenario_text(rough));
    REQUIRE(again.ok());
    CHECK(run(copy, 3).fingerprint == run(rough, 3).fingerprint);
    CHECK(run(again.value(), 3).fingerprint == run(rough, 3).fingerprint);
  }

  TEST_CASE("faults strike, and the outcome counts them by kind") {
    const RunOutcome outcome = run(scenario(faults), 1);
    CHECK(outcome.verdict == RunVerdict::pass);
    CHECK(outcome.faults.at("crash") == Tally{.began = 1, .effective = 1});
    CHECK(outcome.faults.at("partition").began == 1);
    CHECK(outcome.faults.size() == 2);
  }

  TEST_CASE("a run that reaches its limit of events is undecided, and says which limit") {
    const RunOutcome outcome = run(scenario(R"(, "limits": {"events": 100})"), 1);
    CHECK(outcome.verdict == RunVerdict::undecided);
    CHECK(outcome.why_undecided.find("events") != std::string::npos);
    CHECK(outcome.events <= 101);
  }

  TEST_CASE("a run that reaches its limit of time before the work is done is undecided") {
    const RunOutcome outcome = run(scenario(R"(, "limits": {"virtual_time": "250ms"})"), 1);
    CHECK(outcome.verdict == RunVerdict::undecided);
    CHECK(outcome.why_undecided.find("virtual_time") != std::string::npos);
  }

  TEST_CASE("a cluster that did not recover before progress was due is undecided, and not well") {
    const auto slow = parse_scenario(R"({"version": 1, "name": "slow", "nodes": 3,
        "protocol": {"name": "raft"}, "network": {"latency": "3s"},
        "workload": {"clients": 1, "rate": "1/s", "until": "1ms"}, "limits": {"liveness": "2s"}})");
    REQUIRE(slow.ok());
    const RunOutcome outcome = run(*slow, 1);
    CHECK(outcome.verdict == RunVerdict::undecided);
    CHECK(outcome.why_undecided == "limits.liveness of 2s came before the cluster had recovered");
    Scenario unjudged = *slow;
    unjudged.checks = {{"safety", {}}};
    CHECK(run(unjudged, 1).verdict == RunVerdict::pass);
  }

  TEST_CASE("after the last fault everything heals, and the service answers again") {
    const RunOutcome outcome = run(scenario(R"(, "faults": [
        {"id": "f1", "at": "300ms", "do": "crash", "nodes": "all"}],
        "limits": {"virtual_time": "2s"})"),
                                   1);
    CHECK(outcome.violations.empty());
    CHECK(outcome.operations.ok > 0);
    CHECK(outcome.virtual_time > 2s);
    CHECK(outcome.virtual_time < 10s);
  }

  TEST_CASE("a run may be stopped from outside, to look at it") {
    const Scenario calm = scenario();
    Simulation simulation(calm, 1);
    simulation.stop_when([&] { return simulation.cluster().leader() != NodeId(); });
    simulation.run();
    const NodeId leader = simulation.cluster().leader();
    REQUIRE(leader != NodeId());
    std::string state;
    const std::vector<std::string> names{"n1", "n2", "n3"};
    JsonPrinter printer(state, names);
    simulation.cluster().host(leader).replica()->print(printer);
    CHECK(state.find("leader") != std::string::npos);
  }

  TEST_CASE("beliefs about the drawing hold over many seeds of a rough scenario") {
    const Scenario rough = scenario(faults);
    for (std::uint64_t seed = 1; seed <= effort(60); ++seed) {
      const RunOutcome outcome = run(rough, seed);
      CAPTURE(seed);
      if (!outcome.violations.empty()) CAPTURE(outcome.violations.front().story);
      REQUIRE(outcome.verdict == RunVerdict::pass);
    }
  }
}

// Shrinking: a failing seed becomes a scenario of a few steps that fails in the same way.
#include "sim/shrink/shrink.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "sim/run/simulation.h"
#include "sim/shrink/bench.h"
#include "sim/shrink/plain.h"
#include "sim/shrink/violation_class.h"
#include "tests/support/effort.h"
#include "tests/support/scenario_files.h"
#include "tools/forked_laboratory.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

Scenario storm(const std::string& file, const std::string& flaw) {
  if (flaw.empty()) return test::scenario_in(file);
  return test::scenario_in(file, {{"/protocol/flaw", flaw}});
}

// The first seed that breaks this promise.
std::uint64_t failing_seed(Scenario& scenario, const std::string& check) {
  scenario.expect.violations = {check};
  for (std::uint64_t seed = 1; seed < 200; ++seed) {
    for (const FoundViolation& found : run(scenario, seed).violations) {
      if (found.check == check) return seed;
    }
  }
  FAIL("no seed breaks ", check);
  return 0;
}

Shrunk shrunk(const Scenario& scenario, std::uint64_t seed, ShrinkOptions options = {}) {
  SerialLaboratory laboratory;
  auto result = shrink(scenario, seed, options, laboratory);
  REQUIRE_MESSAGE(result.ok(), (result.ok() ? "" : to_text(result.errors())));
  return std::move(*result);
}

// A story in which a fault strikes a zone, with options that are not the usual ones.
Scenario zoned() {
  const auto parsed = parse_scenario(R"({"version": 1, "name": "zoned", "protocol": {"name": "raft",
      "options": {"election_timeout": ["30ms", "40ms"], "heartbeat": "10ms", "window": 2}},
      "nodes": [{"id": "n1", "zone": "eu"}, {"id": "n2", "zone": "us"}, {"id": "n3"}],
      "workload": {"timeout": "7s"},
      "schedule": [{"at": "4ms", "fault": "f1", "do": "crash", "nodes": ["n1", "zone:eu"]}]})");
  REQUIRE_MESSAGE(parsed.ok(), (parsed.ok() ? "" : to_text(parsed.errors())));
  return *parsed;
}

// Whatever keeps its election timeout fails.
class Picky final : public Laboratory {
 public:
  std::optional<Found> first(std::size_t count, const Make& make, std::uint64_t,
                             const Wanted&) override {
    for (std::size_t n = 0; n < count; ++n) {
      const Scenario candidate = make(n);
      const Json options = scenario_json(candidate)["protocol"]["options"];
      if (options["election_timeout"] != Json::array({"30ms", "40ms"})) continue;
      const std::vector<bool> all(candidate.schedule->size(), true);
      return Found{n, Trial{true, all, all}};
    }
    return std::nullopt;
  }
};

std::string violated(const RunOutcome& outcome) {
  return outcome.violations.empty() ? "" : outcome.violations.back().check;
}

}  // namespace

TEST_SUITE("shrink") {
  TEST_CASE("figure 8 becomes a story of at most thirty steps, which an ordinary run tells" *
            doctest::skip(sanitized)) {
    Scenario scenario = storm("raft/election_storm.json", "commit_old_term");
    const std::uint64_t seed = failing_seed(scenario, "commits_own_epoch");
    const Shrunk small = shrunk(scenario, seed);
    CHECK(small.complete);
    CHECK(small.replays <= 1000);
    CHECK(small.after.events <= 30);
    CHECK(small.after.events == small.scenario.schedule->size());
    CHECK(small.before.events > 1000);
    CHECK(small.violation.check == "commits_own_epoch");
    const auto read = parse_scenario(scenario_text(small.scenario));
    REQUIRE_MESSAGE(read.ok(), (read.ok() ? "" : to_text(read.errors())));
    CHECK(read->expect.violations == std::vector<std::string>{"commits_own_epoch"});
    const RunOutcome outcome = run(*read, read->seed);
    CHECK(violated(outcome) == "commits_own_epoch");
    CHECK(outcome.fingerprint == small.outcome.fingerprint);
    CHECK(outcome.steps_taken == outcome.steps);
  }

  TEST_CASE(
      "a trial that throws or eats memory is one that does not fail, however many at a time") {
    const Scenario scenario = storm("raft/election_storm.json", "");
    const auto make = [&](std::size_t n) -> Scenario {
      if (n == 0) throw std::runtime_error("no such candidate");
      std::vector<std::string> eaten;
      while (n == 1 && tools::memory_limits_work()) eaten.emplace_back(1U << 20U, 'x');
      Scenario made = scenario;
      made.schedule.emplace();
      return made;
    };
    for (const unsigned at_a_time : {1U, 3U}) {
      tools::ForkedLaboratory laboratory(at_a_time, nullptr, 256U << 20U);
      CHECK(!laboratory.first(3, make, 1, Wanted{"agreement"}));
    }
  }

  TEST_CASE(
      "damage of a late record becomes damage of an early one, before which little is needed" *
      doctest::skip(sanitized)) {
    Scenario scenario = test::scenario_in("flaws/s10_payload_unprotected.json");
    const std::uint64_t seed = failing_seed(scenario, "agreement");
    const Shrunk small = shrunk(scenario, seed);
    CHECK(small.complete);
    CHECK(small.after.events <= 30);
  }

  TEST_CASE("no step of the result can be left out") {
    Scenario scenario = storm("raft/election_storm.json", "vote_twice");
    const std::uint64_t seed = failing_seed(scenario, "one_vote");
    const Shrunk small = shrunk(scenario, seed);
    REQUIRE(small.complete);
    const auto names = std::vector<std::string>{};
    for (std::size_t gone = 0; gone < small.scenario.schedule->size(); ++gone) {
      Scenario less = small.scenario;
      less.schedule->erase(less.schedule->begin() + static_cast<std::ptrdiff_t>(gone));
      const Wanted wanted{violation_class(small.violation, names), false, false};
      CHECK_FALSE(try_out(less, less.seed, wanted).fails);
    }
  }

  TEST_CASE("the result does not depend on how many candidates are tried at a time" *
            doctest::skip(sanitized)) {
    Scenario scenario = storm("paxos/storm.json", "forget_promise");
    const std::uint64_t seed = failing_seed(scenario, "promise_kept");
    const Shrunk alone = shrunk(scenario, seed);
    for (const unsigned jobs : {1U, 3U}) {
      tools::ForkedLaboratory laboratory(jobs, nullptr);
      const auto together = shrink(scenario, seed, {}, laboratory);
      REQUIRE(together.ok());
      CHECK(scenario_text(together->scenario) == scenario_text(alone.scenario));
      CHECK(together->replays == alone.replays);
    }
  }

  TEST_CASE("a small budget leaves a larger story that fails all the same" *
            doctest::skip(sanitized)) {
    Scenario scenario = storm("raft/election_storm.json", "commit_old_term");
    const std::uint64_t seed = failing_seed(scenario, "commits_own_epoch");
    const Shrunk small = shrunk(scenario, seed, {.replays = 25, .stop = {}, .report = {}});
    CHECK_FALSE(small.complete);
    CHECK(small.replays == 25);
    CHECK(violated(run(small.scenario, seed)) == "commits_own_epoch");
  }

  TEST_CASE("a run that does not fail is not made smaller") {
    Scenario scenario = storm("raft/hello.json", "");
    SerialLaboratory laboratory;
    const auto result = shrink(scenario, 1, {}, laboratory);
    REQUIRE_FALSE(result.ok());
    CHECK(result.errors().front().what == "the run with seed 0x1 does not fail");
  }

  TEST_CASE("what is made plain is a scenario that is read again as itself") {
    // Not all defaults at once, and the nodes' zone is a target.
    Picky laboratory;
    const ShrinkOptions options;
    ShrinkBench bench(zoned(), 1, {}, options, laboratory);
    plain_world(bench);
    const Scenario plain = bench.story();
    CHECK(errors_as_file(plain).empty());
    CHECK(plain.nodes.front().zone == "eu");
    const auto option = [&](const char* name) {
      return scenario_json(plain)["protocol"]["options"][name].dump();
    };
    CHECK(option("window") == "1");
    CHECK(option("heartbeat") == "\"10ms\"");
    CHECK(plain.workload.timeout == WorkloadOptions().timeout);
  }

  TEST_CASE("a run of which no valid scenario can be made is refused") {
    Scenario scenario = storm("raft/election_storm.json", "vote_twice");
    const std::uint64_t seed = failing_seed(scenario, "one_vote");
    scenario.limits.liveness = Duration();  // which no file may say
    SerialLaboratory laboratory;
    const auto result =
        shrink(scenario, seed, {.replays = 3, .stop = {}, .report = {}}, laboratory);
    REQUIRE_FALSE(result.ok());
    CHECK(result.errors().front().what == "what is left of the run is no valid scenario");
    CHECK(result.errors().at(1).place == "/limits/liveness");
  }

  TEST_CASE("sizes are told as changes") {
    CHECK(size_change({5, 2, 9, 900, 81'220}, {3, 1, 2, 2, 212}) ==
          "5 -> 3 nodes   faults 9 -> 2   operations 900 -> 2   events 81,220 -> 212");
    CHECK(size_change({3, 1, 0, 1, 1000}, {3, 1, 0, 1, 7}) ==
          "3 nodes   faults 0   operations 1   events 1,000 -> 7");
  }
}

TEST_SUITE("shrink/violation_class") {
  FoundViolation found(const std::string& check, const std::string& story) {
    return {check, story, Time(), 0};
  }

  TEST_CASE("names, numbers and commands do not matter, the promise and the way do") {
    const std::vector<std::string> names{"n1", "n2", "berlin", "c1"};
    const std::string one = violation_class(
        found("durable_stays", "n2 came back at #812 with 17 bytes of its journal, of which"),
        names);
    CHECK(one == "durable_stays: came back at with");
    CHECK(one ==
          violation_class(found("durable_stays", "berlin came back at #3 with 4,001 bytes of its"),
                          names));
    CHECK(one != violation_class(found("durable_stays", "The journal of n2 was damaged"), names));
    CHECK(one != violation_class(found("one_vote", "n2 came back at #812 with 17 bytes"), names));
    CHECK(violation_class(found("x", "n1 decided \"put k1 came back\" for slot 3"), names) ==
          "x: decided for slot");
  }

  TEST_CASE("of a belief every word counts") {
    CHECK(violation_class(found("belief", "a.cc:12: slot == applied_.next() in host"), {}) !=
          violation_class(found("belief", "a.cc:19: slot == applied_.next() in node"), {}));
    CHECK(violation_class(found("belief", "a.cc:12: slot is next in host"), {}) ==
          violation_class(found("belief", "a.cc:19: slot is next in host"), {}));
  }
}

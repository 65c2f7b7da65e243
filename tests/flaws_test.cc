// The flaws and the judges, held against each other: every planted mistake has a scenario that
// convicts it, every judge convicts somebody, and nobody is convicted of nothing. That each file
// under scenarios/flaws/ ends as it says is held by scenarios_test.cc.
#include <doctest/doctest.h>

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/registry.h"
#include "sim/checkers/checker.h"
#include "sim/run/simulation.h"
#include "sim/world/host_flaw.h"
#include "tests/support/effort.h"
#include "tests/support/scenario_files.h"

namespace {

using namespace conclave;
using namespace conclave::sim;

// Mistakes that no scenario convicts, and why.
const std::map<std::string_view, std::string_view> unconvicted{
    {"commit_only_acked", "the next acknowledgement makes up for it: it costs latency, no promise"},
    {"heed_stale_reject", "entries are sent once more than needed: it costs messages, no promise"},
    {"no_noop", "the next request of any client makes up for it"},
    {"prevote_term_unheeded", "only a cluster with a member that is gone for good is stuck"},
};

// Judges that convict nobody, and why.
const std::map<std::string_view, std::string_view> idle_judges{};

std::vector<Scenario> flaw_scenarios() {
  std::vector<Scenario> scenarios;
  for (const auto& file : test::scenario_files("flaws")) {
    scenarios.push_back(test::scenario_in(file));
  }
  return scenarios;
}

}  // namespace

TEST_SUITE("flaws") {
  TEST_CASE("every planted mistake has a scenario that convicts it, or a reason why not") {
    std::set<std::string_view> planted;
    const auto scenarios = flaw_scenarios();
    for (const ProtocolKind& protocol : protocol_kinds()) {
      for (const FlawInfo& flaw : protocol.flaws) {
        planted.insert(flaw.name);
        CAPTURE(flaw.name);
        const bool convicted =
            std::any_of(scenarios.begin(), scenarios.end(), [&](const Scenario& each) {
              return each.protocol.name == protocol.name && each.protocol.flaw == flaw.name;
            });
        CHECK(convicted != unconvicted.contains(flaw.name));
      }
    }
    for (const auto& excuse : unconvicted) CHECK(planted.contains(excuse.first));
    for (const FlawInfo& flaw : host_flaw_table()) {
      CAPTURE(flaw.name);
      CHECK(std::any_of(scenarios.begin(), scenarios.end(),
                        [&](const Scenario& each) { return each.host.flaw == flaw.name; }));
    }
  }

  TEST_CASE("every judge convicts somebody, or has a reason why not") {
    std::set<std::string> convicting;
    for (const Scenario& scenario : flaw_scenarios()) {
      convicting.insert(scenario.expect.violations.begin(), scenario.expect.violations.end());
    }
    for (const CheckerKind& kind : checker_kinds()) {
      CAPTURE(kind.name);
      CHECK(convicting.contains(std::string(kind.name)) != idle_judges.contains(kind.name));
    }
  }

  TEST_CASE("every scenario of a flaw says which, what for, and within how many seeds") {
    for (const Scenario& scenario : flaw_scenarios()) {
      CAPTURE(scenario.name);
      CHECK_FALSE(scenario.expect.violations.empty());
      CHECK(scenario.expect.within_seeds.has_value());
    }
  }

  TEST_CASE("without the flaw, every scenario of a flaw passes" * doctest::skip(sanitized)) {
    for (Scenario& scenario : flaw_scenarios()) {
      CAPTURE(scenario.name);
      scenario.protocol.flaw.clear();
      scenario.host.flaw.clear();
      scenario.expect = {};
      for (std::uint64_t seed = scenario.seed; seed < scenario.seed + 3; ++seed) {
        CAPTURE(seed);
        const RunOutcome outcome = run(scenario, seed);
        CHECK(outcome.verdict == RunVerdict::pass);
        for (const FoundViolation& violation : outcome.violations) {
          MESSAGE(violation.check << ": " << violation.story);
        }
      }
    }
  }
}

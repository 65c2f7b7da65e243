// Goal: what a campaign wants to see of a scenario, and what one run means for it.
//
// A scenario that expects a violation is there to be convicted: one of its seeds must break the
// promise, and others may pass or break something else. Any other scenario must keep its promises
// in every run; where its cluster is expected not to recover, it must not in any.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/scenario.h"
#include "tools/campaign/trial.h"

namespace conclave::tools {

struct Goal {
  bool conviction = false;
  std::vector<std::string> checks;  // ... by one of these; none: by any
  bool unrecoverable = false;       // instead: no run may recover
};

// What --expect says.
enum class Wanted : std::uint8_t { as_scenario, pass, fail };
Goal goal_of(const sim::Scenario& scenario, Wanted wanted);
// The mistakes that were planted in it, in the protocol or in what it stands on; empty: none.
std::string planted(const sim::Scenario& scenario);
// A known failure must not come back, but for one that was planted.
Goal goal_of_regression(const sim::Scenario& scenario);

enum class Meaning : std::uint8_t {
  passed,
  convicted,  // as wanted
  besides,    // a conviction was wanted, and something else was violated
  failed,
  undecided,
  unrecoverable,
};

// What went wrong in a run.
struct Defect {
  std::string check;  // or `crash`, `hang`, `memory`, `nondeterminism`, `expect`
  std::string story;
  std::uint64_t at_ns = 0, event = 0;
};

struct Judgement {
  Meaning meaning = Meaning::passed;
  std::optional<Defect> defect;  // of all but passed and undecided
};

Judgement judge(const Goal& goal, const Trial& trial);

// What ended a process over a run, as something that went wrong.
Defect defect_of(const Death& death);
Defect defect_of(const sim::FoundViolation& violation);

}  // namespace conclave::tools

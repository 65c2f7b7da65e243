// The report of one run, for people and for scripts.
#pragma once

#include <optional>
#include <string>

#include "sim/data/json.h"
#include "sim/run/outcome.h"
#include "sim/run/scenario.h"
#include "tools/expectation.h"
#include "tools/terminal.h"

namespace conclave::tools {

// A run, and what stands around it.
struct Ran {
  sim::RunOutcome outcome;
  Assessment assessment;
  std::uint64_t seeds = 1;           // how many were tried, of which this was the last
  std::uint64_t cpu_ns = 0;          // of this run alone
  std::optional<std::string> trace;  // the file
};

// "hello  raft  3 nodes  seed 0x1"
std::string heading(const sim::Scenario& scenario, std::uint64_t seed, const Terminal& terminal);

// "checks  one_leader ok (12)  agreement ok (9,510) ...", on several lines.
std::string checks_text(const std::vector<sim::CheckResult>& checks, const Terminal& terminal);

// "faults  crash 41 (38 effects)  disk_rot 3 (5 effects, 5 detected, 1 refused)"; empty if none.
std::string faults_text(const sim::RunOutcome& outcome, const Terminal& terminal);

// What makes a verdict worth less: faults without effect, checks that compared nothing.
std::string warnings_text(const sim::Scenario& scenario, const Ran& ran, const Terminal& terminal);

// "PASS  48,903 events  20.0s simulated in 0.02s  fingerprint 9f3c27d1a4b08e55"
std::string verdict_line(const Ran& ran, const Terminal& terminal);

// "PASS", "FAIL" or "UNDECIDED".
std::string verdict_word(const Assessment& assessment, const Terminal& terminal);

// One line of JSON, without the line break; and parts of it.
std::string run_json(const Ran& ran);
sim::Json violations_json(const std::vector<sim::FoundViolation>& violations);
sim::Json checks_json(const std::vector<sim::CheckResult>& checks);

}  // namespace conclave::tools

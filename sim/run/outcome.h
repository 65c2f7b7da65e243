// Outcome: how one run ended, as a plain value that points into nothing.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "sim/checkers/judges.h"
#include "sim/client/client.h"
#include "sim/world/tally.h"

namespace conclave::sim {

enum class RunVerdict : std::uint8_t { pass, violation, undecided, unrecoverable };
constexpr RunVerdict last_of(RunVerdict) {
  return RunVerdict::unrecoverable;
}
constexpr std::string_view name_of(RunVerdict verdict) {
  constexpr std::array<std::string_view, 4> names{"pass", "violation", "undecided",
                                                  "unrecoverable"};
  return names[static_cast<std::size_t>(verdict)];
}

// A broken promise, with a name of its own: a false belief (`belief`) and an exception out of a
// node (`exception`) are violations too, and no checker found them.
struct FoundViolation {
  std::string check, story;
  Time at{};
  Index index = 0;
  std::string id, promise;         // of the check; empty if no checker found it
  std::vector<std::string> nodes;  // who holds the values that disagree
  Slot slot;                       // 0: it is not about a slot
  Epoch epoch;                     // likewise
  std::vector<Index> lines;        // of the trace, to look at
  std::vector<ActiveFault> faults;
  friend bool operator==(const FoundViolation&, const FoundViolation&) = default;
};

// What a judge found, with all names written out.
FoundViolation found_violation(const Violation& violation, const Vocabulary& cast);

struct RunOutcome {
  std::string scenario, protocol;
  std::uint64_t seed = 0;
  RunVerdict verdict = RunVerdict::undecided;
  std::string why_undecided;  // the limit that was reached, or the check that gave up
  std::vector<FoundViolation> violations;
  std::vector<CheckResult> checks;
  std::uint64_t events = 0;  // of the loop
  std::uint64_t steps = 0,
                steps_taken = 0;  // of a schedule: those until the end, and those that happened
  std::uint64_t messages = 0;     // delivered
  std::uint64_t occurrences = 0;  // in the trace
  WorkloadState operations;
  std::uint64_t committed = 0;          // slots
  std::map<std::string, Tally> faults;  // by kind; each that began
  std::vector<std::string> enabled;     // the kinds that could have begun, sorted
  std::vector<std::string> halted;      // nodes that stopped by themselves
  Duration virtual_time{};
  std::uint64_t fingerprint = 0;
};

}  // namespace conclave::sim

#include "tools/expectation.h"

// Verdict and expectation, held against each other.

#include <algorithm>
#include <vector>

#include "sim/data/words.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

using sim::RunOutcome;
using sim::RunVerdict;

std::vector<std::string> violated_checks(const RunOutcome& outcome) {
  std::vector<std::string> checks;
  for (const sim::FoundViolation& violation : outcome.violations) {
    if (std::find(checks.begin(), checks.end(), violation.check) == checks.end()) {
      checks.push_back(violation.check);
    }
  }
  return checks;
}

// Those of the expected violations that were found.
std::vector<std::string> convicting(const std::vector<std::string>& found,
                                    const std::vector<std::string>& expected) {
  std::vector<std::string> both;
  std::copy_if(found.begin(), found.end(), std::back_inserter(both), [&](const std::string& check) {
    return std::find(expected.begin(), expected.end(), check) != expected.end();
  });
  return both;
}

std::string undecided_words(const RunOutcome& outcome) {
  if (outcome.verdict == RunVerdict::unrecoverable) {
    return "more broke than the protocol promises to survive";
  }
  return outcome.why_undecided;
}

}  // namespace

Assessment assess(const sim::Expectation& expect, const RunOutcome& outcome, std::uint64_t seeds) {
  const std::vector<std::string> found = violated_checks(outcome);
  const std::vector<std::string> wanted = convicting(found, expect.violations);
  const std::string tried = seeds > 1 ? " in " + counted(seeds, "seed") : "";
  if (!wanted.empty()) {
    const std::string late = seeds > 1 ? ", found by seed " + grouped(seeds) : "";
    return {true, Exit::ok, "as expected: violation of " + sim::listed(wanted, "and") + late};
  }
  if (!found.empty()) {
    const std::string instead =
        expect.violations.empty() ? "" : ", not the expected " + sim::listed(expect.violations);
    return {false, Exit::violated, "violation of " + sim::listed(found, "and") + instead};
  }
  if (expect.unrecoverable && outcome.verdict == RunVerdict::unrecoverable) {
    return {true, Exit::ok, "as expected: the cluster cannot recover"};
  }
  if (outcome.verdict == RunVerdict::undecided || outcome.verdict == RunVerdict::unrecoverable) {
    return {false, Exit::undecided, undecided_words(outcome)};
  }
  if (expect.unrecoverable) {
    return {false, Exit::violated, "the cluster recovered, though it is expected not to"};
  }
  if (expect.violations.empty()) return {true, Exit::ok, ""};
  return {false, Exit::violated,
          "passed" + tried + ", though a violation of " + sim::listed(expect.violations) +
              " is expected"};
}

}  // namespace conclave::tools

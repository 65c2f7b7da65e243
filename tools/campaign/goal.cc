#include "tools/campaign/goal.h"

// Runs, held against what is wanted of them.

#include <algorithm>

#include "sim/trace/fingerprint.h"

namespace conclave::tools {
namespace {

bool wanted(const Goal& goal, const std::string& check) {
  return goal.checks.empty() ||
         std::find(goal.checks.begin(), goal.checks.end(), check) != goal.checks.end();
}

std::string first_line(const std::string& text) {
  const auto begin = text.find_first_not_of("\n=");
  if (begin == std::string::npos) return "";
  return text.substr(begin, text.find('\n', begin) - begin);
}

}  // namespace

Goal goal_of(const sim::Scenario& scenario, Wanted wanted) {
  switch (wanted) {
    case Wanted::pass:
      return {};
    case Wanted::fail:
      return {true, scenario.expect.violations};
    case Wanted::as_scenario:
      return {!scenario.expect.violations.empty(), scenario.expect.violations,
              scenario.expect.unrecoverable};
  }
  return {};
}

std::string planted(const sim::Scenario& scenario) {
  const std::string &protocol = scenario.protocol.flaw, &host = scenario.host.flaw;
  return protocol + (protocol.empty() || host.empty() ? "" : " and ") + host;
}

Goal goal_of_regression(const sim::Scenario& scenario) {
  return goal_of(scenario, planted(scenario).empty() ? Wanted::pass : Wanted::as_scenario);
}

Defect defect_of(const Death& death) {
  Defect defect;
  switch (death.kind) {
    case Death::Kind::timed_out:
      defect.check = "hang";
      break;
    case Death::Kind::out_of_memory:
      defect.check = "memory";
      break;
    case Death::Kind::exited:
    case Death::Kind::signalled:
      defect.check = "crash";
      break;
  }
  defect.story = "The process that ran it is gone: " + in_words(death) + ".";
  const std::string words = first_line(death.last_words);
  if (!words.empty()) defect.story += " It said: " + words;
  return defect;
}

Defect defect_of(const sim::FoundViolation& violation) {
  return {violation.check, violation.story,
          static_cast<std::uint64_t>(violation.at.time_since_epoch().count()), violation.index};
}

Judgement judge(const Goal& goal, const Trial& trial) {
  if (trial.death) return {Meaning::failed, defect_of(*trial.death)};
  const sim::RunOutcome& outcome = trial.outcome;
  if (trial.again && *trial.again != outcome.fingerprint) {
    return {Meaning::failed,
            Defect{"nondeterminism", "The same seed came to the fingerprints " +
                                         sim::fingerprint_text(outcome.fingerprint) + " and " +
                                         sim::fingerprint_text(*trial.again) + "."}};
  }
  const auto& found = outcome.violations;
  if (!found.empty()) {
    if (!goal.conviction) return {Meaning::failed, defect_of(found.front())};
    const auto convicting = std::find_if(found.begin(), found.end(), [&](const auto& violation) {
      return wanted(goal, violation.check);
    });
    if (convicting != found.end()) return {Meaning::convicted, defect_of(*convicting)};
    return {Meaning::besides, defect_of(found.front())};
  }
  if (outcome.verdict == sim::RunVerdict::undecided) return {Meaning::undecided, {}};
  if (outcome.verdict == sim::RunVerdict::unrecoverable) {
    return {goal.unrecoverable ? Meaning::passed : Meaning::unrecoverable, {}};
  }
  if (goal.unrecoverable) {
    return {Meaning::failed,
            Defect{"expect", "The cluster recovered, though it is expected not to."}};
  }
  return {Meaning::passed, {}};
}

}  // namespace conclave::tools

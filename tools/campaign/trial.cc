#include "tools/campaign/trial.h"

// A run, its marks, and the line that tells of it.

#include <nlohmann/json.hpp>

#include "protocols/core/check.h"
#include "sim/run/coverage.h"
#include "sim/run/simulation.h"
#include "tools/cpu_time.h"

namespace conclave::tools {
namespace {

using sim::Json;

Json violations_in(const sim::RunOutcome& outcome) {
  Json list = Json::array();
  for (const sim::FoundViolation& one : outcome.violations) {
    list.push_back({one.check, one.story, one.at.time_since_epoch().count(), one.index});
  }
  return list;
}

Json checks_in(const sim::RunOutcome& outcome) {
  Json list = Json::array();
  for (const sim::CheckResult& check : outcome.checks) {
    list.push_back({check.kind->name, static_cast<int>(check.verdict), check.evaluations});
  }
  return list;
}

Json faults_in(const sim::RunOutcome& outcome) {
  Json list = Json::array();
  for (const auto& [kind, tally] : outcome.faults) {
    list.push_back({kind, tally.began, tally.effective, tally.detected, tally.refused});
  }
  return list;
}

void read_violations(const Json& list, sim::RunOutcome& outcome) {
  for (const Json& one : list) {
    outcome.violations.push_back({one.at(0).get<std::string>(), one.at(1).get<std::string>(),
                                  sim::Time(Duration(one.at(2).get<Duration::rep>())),
                                  one.at(3).get<sim::Index>()});
  }
}

void read_checks(const Json& list, sim::RunOutcome& outcome) {
  for (const Json& one : list) {
    sim::CheckResult check;
    check.kind = sim::find_checker(one.at(0).get<std::string>());
    check.verdict = static_cast<sim::Verdict>(one.at(1).get<int>());
    check.evaluations = one.at(2).get<std::uint64_t>();
    if (check.kind != nullptr) outcome.checks.push_back(check);
  }
}

}  // namespace

Trial try_seed(const sim::Sampler& sampler, std::uint64_t seed, bool twice) {
  Trial trial;
  const auto sampled = sampler.draw(seed);
  if (!sampled) {
    trial.refused = sim::to_text(sampled.errors());
    return trial;
  }
  const std::vector<Mark*> marks = all_marks();
  for (Mark* mark : marks) mark->reached = 0;
  const std::uint64_t begin = cpu_nanoseconds();
  sim::Simulation simulation(sampled->scenario, seed);
  sim::Coverage coverage(sampled->scenario.protocol.name, sampled->scenario.nodes.size());
  simulation.attach(coverage);
  trial.outcome = simulation.run();
  trial.states = coverage.states();
  trial.cpu_ns = cpu_nanoseconds() - begin;
  for (std::size_t m = 0; m < marks.size(); ++m) {
    if (marks[m]->reached > 0) trial.marks.push_back(m);
  }
  if (twice) trial.again = sim::run(sampled->scenario, seed).fingerprint;
  return trial;
}

std::string to_line(const Trial& trial) {
  const sim::RunOutcome& o = trial.outcome;
  Json json = Json::array();
  json.push_back({static_cast<int>(o.verdict), o.why_undecided, violations_in(o), checks_in(o)});
  json.push_back({o.events, o.messages, o.occurrences, o.committed});
  json.push_back(
      {o.operations.invoked, o.operations.ok, o.operations.failed, o.operations.unknown});
  json.push_back({faults_in(o), o.enabled});
  json.push_back(o.halted);
  json.push_back({o.virtual_time.count(), o.fingerprint, trial.cpu_ns});
  json.push_back(trial.marks);
  json.push_back(trial.again ? Json(*trial.again) : Json());
  json.push_back(trial.refused);
  json.push_back(trial.states);
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

std::optional<Trial> trial_from(std::string_view line) {
  try {
    const Json json = Json::parse(line);
    Trial trial;
    sim::RunOutcome& o = trial.outcome;
    const Json& verdict = json.at(0);
    o.verdict = static_cast<sim::RunVerdict>(verdict.at(0).get<int>());
    o.why_undecided = verdict.at(1).get<std::string>();
    read_violations(verdict.at(2), o);
    read_checks(verdict.at(3), o);
    const Json& size = json.at(1);
    o.events = size.at(0);
    o.messages = size.at(1);
    o.occurrences = size.at(2);
    o.committed = size.at(3);
    const Json& operations = json.at(2);
    o.operations.invoked = operations.at(0);
    o.operations.ok = operations.at(1);
    o.operations.failed = operations.at(2);
    o.operations.unknown = operations.at(3);
    for (const Json& one : json.at(3).at(0)) {
      o.faults[one.at(0).get<std::string>()] = {one.at(1), one.at(2), one.at(3), one.at(4)};
    }
    json.at(3).at(1).get_to(o.enabled);
    json.at(4).get_to(o.halted);
    const Json& end = json.at(5);
    o.virtual_time = Duration(end.at(0).get<Duration::rep>());
    o.fingerprint = end.at(1);
    trial.cpu_ns = end.at(2);
    json.at(6).get_to(trial.marks);
    if (!json.at(7).is_null()) trial.again = json.at(7).get<std::uint64_t>();
    trial.refused = json.at(8).get<std::string>();
    json.at(9).get_to(trial.states);
    return trial;
  } catch (const Json::exception&) {
    return std::nullopt;
  }
}

}  // namespace conclave::tools

#include "tools/run_report.h"

// Paragraphs and JSON keys.

#include <algorithm>
#include <map>
#include <nlohmann/json.hpp>

#include "sim/data/units.h"
#include "sim/trace/fingerprint.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

using sim::Json;

Hue hue_of(sim::Verdict verdict) {
  switch (verdict) {
    case sim::Verdict::ok:
      return Hue::plain;
    case sim::Verdict::violated:
      return Hue::red;
    case sim::Verdict::undecided:
      return Hue::yellow;
    case sim::Verdict::not_exercised:
      return Hue::faint;
  }
  return Hue::plain;
}

std::string check_text(const sim::CheckResult& check) {
  std::string text(check.kind->name);
  const bool plain = check.summary == std::to_string(check.evaluations);
  const std::string summary = plain ? grouped(check.evaluations) : check.summary;
  switch (check.verdict) {
    case sim::Verdict::ok:
      return text + " ok (" + summary + ")";
    case sim::Verdict::violated:
      return text + " VIOLATED (" + summary + ")";
    case sim::Verdict::undecided:
      return text + " undecided (" + summary + ")";
    case sim::Verdict::not_exercised:
      return text + " not exercised";
  }
  return text;
}

// How many faults of each kind the scenario has.
std::map<std::string, std::uint64_t> planned(const sim::Scenario& scenario) {
  std::map<std::string, std::uint64_t> faults;
  for (const sim::FaultSpec& fault : scenario.faults) ++faults[fault.what];
  return faults;
}

sim::Tally tally_of(const sim::RunOutcome& outcome, const std::string& kind) {
  const auto found = outcome.faults.find(kind);
  return found == outcome.faults.end() ? sim::Tally() : found->second;
}

Json faults_json(const sim::RunOutcome& outcome) {
  Json json = Json::object();
  for (const auto& [kind, tally] : outcome.faults) json[kind] = tally.began;
  return json;
}

// Of each kind that is enabled, also of those that never struck.
Json effects_json(const sim::RunOutcome& outcome) {
  Json json = Json::object();
  for (const std::string& kind : outcome.enabled) {
    const sim::Tally tally = tally_of(outcome, kind);
    Json& one = json[kind] = Json::object();
    one["began"] = tally.began;
    one["effective"] = tally.effective;
    one["detected"] = tally.detected;
    one["refused"] = tally.refused;
  }
  return json;
}

Json operations_json(const sim::WorkloadState& operations) {
  Json json = Json::object();
  json["invoked"] = operations.invoked;
  json["ok"] = operations.ok;
  json["failed"] = operations.failed;
  json["unknown"] = operations.unknown;
  return json;
}

Json number_or_null(std::uint64_t number) {
  return number == 0 ? Json(nullptr) : Json(number);
}

Json text_or_null(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

}  // namespace

std::string heading(const sim::Scenario& scenario, std::uint64_t seed, const Terminal& terminal) {
  std::string protocol = scenario.protocol.name;
  if (!scenario.protocol.flaw.empty()) protocol += " with the flaw " + scenario.protocol.flaw;
  if (!scenario.host.flaw.empty()) protocol += " on hosts with the flaw " + scenario.host.flaw;
  return terminal.paint(Hue::bold, scenario.name) + "  " + protocol + "  " +
         counted(scenario.nodes.size(), "node") + "  seed " + sim::seed_text(seed) + "\n";
}

std::string checks_text(const std::vector<sim::CheckResult>& checks, const Terminal& terminal) {
  constexpr std::size_t indent = 8;
  std::vector<std::string> words;
  for (const sim::CheckResult& check : checks) {
    words.push_back(terminal.paint(hue_of(check.verdict), check_text(check)));
  }
  if (words.empty()) words.emplace_back("none");
  return "checks  " + wrapped(words, "  ", indent, terminal.width()) + "\n";
}

std::string faults_text(const sim::RunOutcome& outcome, const Terminal& terminal) {
  constexpr std::size_t indent = 8;
  std::vector<std::string> words;
  for (const auto& [kind, tally] : outcome.faults) {
    std::string text =
        kind + " " + grouped(tally.began) + " (" + counted(tally.effective, "effect");
    if (tally.detected > 0) text += ", " + grouped(tally.detected) + " detected";
    if (tally.refused > 0) text += ", " + grouped(tally.refused) + " refused";
    words.push_back(text + ")");
  }
  if (words.empty()) return "";
  return "faults  " + wrapped(words, "  ", indent, terminal.width()) + "\n";
}

std::string warnings_text(const sim::Scenario& scenario, const Ran& ran, const Terminal& terminal) {
  std::string text;
  const auto warn = [&](const std::string& what) {
    text += terminal.paint(Hue::yellow, "note") + "    " + what + "\n";
  };
  for (const auto& [kind, count] : planned(scenario)) {
    const std::uint64_t struck = tally_of(ran.outcome, kind).began;
    if (struck >= count) continue;
    warn(counted(count - struck, "fault") + " of kind " + kind + " never struck");
  }
  for (const std::string& kind : ran.outcome.enabled) {
    const sim::Tally tally = tally_of(ran.outcome, kind);
    if (tally.effective > 0) continue;
    warn(kind + " is enabled, and never took effect" +
         (tally.refused > 0 ? ": the budget refused it" : ""));
  }
  if (const std::uint64_t skipped = ran.outcome.steps - ran.outcome.steps_taken; skipped > 0) {
    warn(counted(skipped, "step") + " of the schedule could not happen");
  }
  if (ran.outcome.operations.invoked > 0 && ran.outcome.operations.ok == 0) {
    warn("not one operation succeeded");
  }
  for (const std::string& node : ran.outcome.halted) warn(node + " stopped by itself");
  return text;
}

std::string verdict_word(const Assessment& assessment, const Terminal& terminal) {
  if (assessment.exit == Exit::ok) return terminal.paint(Hue::green, "PASS");
  if (assessment.exit == Exit::undecided) return terminal.paint(Hue::yellow, "UNDECIDED");
  return terminal.paint(Hue::red, "FAIL");
}

std::string verdict_line(const Ran& ran, const Terminal& terminal) {
  const sim::RunOutcome& outcome = ran.outcome;
  std::string line = verdict_word(ran.assessment, terminal);
  if (!ran.assessment.words.empty()) line += "  " + ran.assessment.words;
  return line + "  " + grouped(outcome.events) + " events  " + seconds(outcome.virtual_time) +
         " simulated in " + seconds(Duration(static_cast<Duration::rep>(ran.cpu_ns))) +
         "  fingerprint " + sim::fingerprint_text(outcome.fingerprint) + "\n";
}

sim::Json violations_json(const std::vector<sim::FoundViolation>& violations) {
  Json list = Json::array();
  for (const sim::FoundViolation& violation : violations) {
    Json one = Json::object();
    one["check"] = violation.check;
    one["at_ns"] = violation.at.time_since_epoch().count();
    one["event"] = violation.index;
    one["id"] = text_or_null(violation.id);
    one["promise"] = text_or_null(violation.promise);
    one["nodes"] = violation.nodes;
    one["slot"] = number_or_null(violation.slot.value());
    one["epoch"] = number_or_null(violation.epoch.value());
    one["lines"] = violation.lines;
    one["active_faults"] = Json::array();
    for (const sim::ActiveFault& fault : violation.faults) {
      Json& active = one["active_faults"].emplace_back(Json::object());
      active["id"] = fault.id;
      active["what"] = fault.what;
      active["since"] = fault.since;
    }
    one["detail"] = violation.story;
    list.push_back(std::move(one));
  }
  return list;
}

sim::Json checks_json(const std::vector<sim::CheckResult>& checks) {
  Json json = Json::object();
  for (const sim::CheckResult& check : checks) {
    Json& one = json[std::string(check.kind->name)] = Json::object();
    one["verdict"] = name_of(check.verdict);
    one["evaluations"] = check.evaluations;
  }
  return json;
}

std::string run_json(const Ran& ran) {
  const sim::RunOutcome& outcome = ran.outcome;
  Json json = Json::object();
  json["type"] = "run";
  json["scenario"] = outcome.scenario;
  json["protocol"] = outcome.protocol;
  json["seed"] = sim::seed_text(outcome.seed);
  json["verdict"] = name_of(outcome.verdict);
  json["expect_met"] = ran.assessment.met;
  json["why_undecided"] = text_or_null(outcome.why_undecided);
  json["violations"] = violations_json(outcome.violations);
  json["events"] = outcome.events;
  json["messages"] = outcome.messages;
  json["operations"] = operations_json(outcome.operations);
  json["faults"] = faults_json(outcome);
  json["fault_effects"] = effects_json(outcome);
  json["checks"] = checks_json(outcome.checks);
  if (outcome.steps > 0) {
    json["steps"]["taken"] = outcome.steps_taken;
    json["steps"]["skipped"] = outcome.steps - outcome.steps_taken;
  }
  json["seeds_tried"] = ran.seeds;
  json["virtual_ns"] = outcome.virtual_time.count();
  json["cpu_ns"] = ran.cpu_ns;
  json["fingerprint"] = sim::fingerprint_text(outcome.fingerprint);
  json["trace"] = text_or_null(ran.trace.value_or(""));
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace conclave::tools

// The report for scripts: a line for each failure, and the summary.
#include <nlohmann/json.hpp>

#include "sim/data/units.h"
#include "sim/trace/fingerprint.h"
#include "tools/campaign/report.h"

namespace conclave::tools {
namespace {

using sim::Json;

Json silence_json(const Campaigned& all) {
  Json list = Json::array();
  for (std::size_t e = 0; e < all.entrants.size(); ++e) {
    for (const auto& [why, silent] : all.result.tallies[e].why_undecided) {
      list.push_back({{"scenario", all.entrants[e].scenario().name},
                      {"file", all.entrants[e].path},
                      {"protocol", all.entrants[e].scenario().protocol.name},
                      {"why", why},
                      {"seeds", silent.runs},
                      {"seed", sim::seed_text(silent.seed)}});
    }
  }
  return list;
}

Json failure_json(const Campaigned& all, const Failure& failure) {
  Json json = Json::object();
  json["type"] = failure.convicted ? "conviction" : "failure";
  json["scenario"] = all.entrants[failure.entrant].scenario().name;
  json["file"] = all.entrants[failure.entrant].path;
  json["protocol"] = all.entrants[failure.entrant].scenario().protocol.name;
  json["seed"] = sim::seed_text(failure.seed);
  json["check"] = failure.defect.check;
  json["signature"] = failure.signature;
  json["detail"] = failure.defect.story;
  json["seeds"] = failure.runs;
  json["events"] = failure.events;
  json["fingerprint"] = failure.death ? Json() : Json(sim::fingerprint_text(failure.fingerprint));
  const auto bundle = all.bundles.find(failure.signature);
  json["bundle"] = bundle == all.bundles.end() ? Json() : Json(bundle->second);
  return json;
}

Json summary_json(const Campaigned& all, Exit exit) {
  const Tally total = all.result.total();
  Json json = Json::object();
  json["type"] = "summary";
  json["base"] = sim::seed_text(all.agenda.base);
  json["shard"] =
      std::to_string(all.agenda.shard.number) + "/" + std::to_string(all.agenda.shard.of);
  json["seeds"] = total.runs;
  json["failing"] = total.failed;
  json["distinct"] = all.result.failures.size();
  json["convicted"] = total.convicted;
  json["undecided"] = total.undecided;
  json["why_undecided"] = silence_json(all);
  json["unrecoverable"] = total.unrecoverable;
  json["crashed"] = total.crashed;
  json["verified"] = total.verified;
  json["nondeterministic"] = total.nondeterministic;
  const auto [run, good] = all.regressions();
  json["regressions"] = {{"run", run}, {"ok", good}};
  json["events"] = total.events;
  json["messages"] = total.messages;
  json["operations"] = total.operations;
  json["seconds"] = all.result.seconds;
  json["cpu_seconds"] = static_cast<double>(total.cpu_ns) / 1e9;
  json["fingerprint"] = sim::fingerprint_text(total.fingerprint);
  Json& checks = json["checks"] = Json::object();
  for (const auto& [name, check] : total.checks) {
    checks[name] = {{"evaluations", check.evaluations},
                    {"exercised", check.exercised},
                    {"violated", check.violated},
                    {"undecided", check.undecided}};
  }
  Json& faults = json["faults"] = Json::object();
  for (const auto& [kind, fault] : total.faults) {
    faults[kind] = {{"began", fault.sum.began},
                    {"effective", fault.sum.effective},
                    {"detected", fault.sum.detected},
                    {"refused", fault.sum.refused},
                    {"enabled", fault.enabled}};
  }
  Json& marks = json["marks"] = Json::object();
  for (const MarkCount& mark : marks_of(total, all.protocols())) marks[mark.text] = mark.reached;
  const Explored seen = explored(total);
  json["coverage"] = {
      {"states", seen.states}, {"once", seen.once}, {"chance_of_new", seen.chance_of_new}};
  json["warnings"] = all.warnings();
  json["interrupted"] = all.result.broken_off;
  json["exit"] = static_cast<int>(exit);
  return json;
}

}  // namespace

std::string campaign_json(const Campaigned& all, Exit exit) {
  std::string text;
  const auto add = [&](const Json& json) {
    text += json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  };
  for (const Failure& failure : all.result.failures) add(failure_json(all, failure));
  for (const Failure& failure : all.result.convictions) add(failure_json(all, failure));
  add(summary_json(all, exit));
  return text;
}

}  // namespace conclave::tools

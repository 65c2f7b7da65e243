#include "tools/campaign/report.h"

// Blocks of text, keys of JSON, and the exit.

#include <algorithm>
#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <set>

#include "sim/data/units.h"
#include "sim/data/words.h"
#include "sim/trace/fingerprint.h"
#include "tools/bundle.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

using sim::Json;

constexpr std::size_t indent = 6;
constexpr std::size_t longest_reason = 600;
// Fewer seeds say little about what a scenario exercises, and neither does a quick conviction.
constexpr std::uint64_t enough_seeds = 50;

std::string rate_of(std::uint64_t count, double seconds) {
  if (seconds <= 0) return "";
  return grouped(static_cast<std::uint64_t>(static_cast<double>(count) / seconds)) + "/s";
}

std::string thousands(std::uint64_t count) {
  if (count >= 10'000'000) return grouped(count / 1'000'000) + "M";
  return count >= 10'000 ? grouped(count / 1000) + "k" : grouped(count);
}

std::set<std::string> protocols_of(const Campaigned& all) {
  std::set<std::string> protocols;
  for (std::size_t e = 0; e < all.entrants.size(); ++e) {
    if (all.result.tallies[e].runs > 0) {
      protocols.insert(all.entrants[e].scenario().protocol.name);
    }
  }
  return protocols;
}

// How many regressions were run, and how many of them did well.
std::pair<std::uint64_t, std::uint64_t> regressions_of(const Campaigned& all) {
  std::uint64_t run = 0, good = 0;
  for (std::size_t e = 0; e < all.entrants.size(); ++e) {
    const Tally& tally = all.result.tallies[e];
    if (!all.entrants[e].regression || tally.runs == 0) continue;
    ++run;
    if (tally.failed == 0 && !all.unmet(e)) ++good;
  }
  return {run, good};
}

std::string failure_text(const Campaigned& all, const Failure& failure, const Terminal& terminal) {
  const std::string inset(indent, ' ');
  const std::string word =
      failure.convicted ? terminal.paint(Hue::green, "FOUND") : terminal.paint(Hue::red, "FAIL ");
  std::string text = word + " " + wrapped(headline(all, failure), indent, terminal.width()) + "\n" +
                     inset + "signature " + failure.signature + "  " +
                     counted(failure.runs, "seed");
  if (failure.events > 0) text += ", the shortest with " + counted(failure.events, "event");
  text += "\n";
  const auto shrunk = all.shrunk.find(failure.signature);
  if (shrunk != all.shrunk.end()) text += inset + shrunk->second + "\n";
  const auto bundle = all.bundles.find(failure.signature);
  if (bundle != all.bundles.end()) {
    text += inset + "reproduce:  " + reproduce_line(bundle->second) + "\n";
  }
  return text;
}

std::string checks_line(const Tally& total, const Terminal& terminal) {
  std::vector<std::string> words;
  for (const auto& [name, check] : total.checks) {
    words.push_back(name + " " +
                    (check.exercised == 0 ? "not exercised" : thousands(check.evaluations)));
  }
  return words.empty() ? "" : "checks  " + wrapped(words, "  ", 8, terminal.width()) + "\n";
}

std::string faults_line(const Tally& total, const Terminal& terminal) {
  std::vector<std::string> words;
  for (const auto& [kind, fault] : total.faults)
    words.push_back(kind + " " + thousands(fault.sum.effective));
  return words.empty() ? "" : "faults  " + wrapped(words, "  ", 8, terminal.width()) + "\n";
}

std::string marks_text(const Campaigned& all, const Tally& total, const Terminal& terminal) {
  const std::vector<MarkCount> marks = marks_of(total, protocols_of(all));
  if (marks.empty()) return "";
  const auto reached = static_cast<std::uint64_t>(
      std::count_if(marks.begin(), marks.end(), [](const auto& m) { return m.reached > 0; }));
  std::string text = "marks   " + grouped(reached) + " of " + grouped(marks.size()) + " reached\n";
  for (const MarkCount& mark : marks) {
    if (mark.reached > 0 || total.runs < enough_seeds) continue;
    text += terminal.paint(Hue::yellow, "missed") + "  " + mark.text + " (" + mark.place + ")\n";
  }
  return text;
}

bool unconvicted(const Campaigned& all, std::size_t entrant) {
  return all.entrants[entrant].goal.conviction && all.result.tallies[entrant].convicted == 0;
}

// More than a few of the runs that were to pass came to no verdict. Of a scenario that is to be
// convicted the others say nothing.
bool mostly_silent(const Campaigned& all) {
  std::uint64_t runs = 0, undecided = 0;
  for (std::size_t e = 0; e < all.entrants.size(); ++e) {
    if (all.entrants[e].goal.conviction) continue;
    const Tally& tally = all.result.tallies[e];
    runs += tally.runs;
    undecided += tally.undecided + tally.unrecoverable;
  }
  return undecided * 100 > runs;
}

// Which seeds came to no verdict, and why. Of a scenario that is to be convicted that is no news.
std::string silence_text(const Campaigned& all, const Terminal& terminal) {
  std::string text;
  for (std::size_t e = 0; e < all.entrants.size(); ++e) {
    if (all.entrants[e].goal.conviction) continue;
    for (const auto& [why, silent] : all.result.tallies[e].why_undecided) {
      text += terminal.paint(Hue::yellow, "silent") + "  " + all.name(e) + " seed " +
              sim::seed_text(silent.seed) + "  undecided: " + sim::printable(why, longest_reason) +
              (silent.runs > 1 ? " (" + counted(silent.runs, "seed") + ")" : "") + "\n";
    }
  }
  return text;
}

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

// "3.1%", "0.02%".
std::string percent(double share) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), share < 0.01 ? "%.2f%%" : "%.1f%%", share * 100);
  return text.data();
}

std::string states_line(const Tally& total) {
  const Explored seen = explored(total);
  if (seen.states == 0 || total.runs < enough_seeds) return "";
  return "states  " + grouped(seen.states) + " distinct, " + grouped(seen.once) +
         " of them in one seed alone; the next seed shows a new one with a chance of " +
         percent(seen.chance_of_new) + "\n";
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
  const auto [run, good] = regressions_of(all);
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
  for (const MarkCount& mark : marks_of(total, protocols_of(all))) marks[mark.text] = mark.reached;
  const Explored seen = explored(total);
  json["coverage"] = {
      {"states", seen.states}, {"once", seen.once}, {"chance_of_new", seen.chance_of_new}};
  json["warnings"] = all.warnings();
  json["interrupted"] = all.result.broken_off;
  json["exit"] = static_cast<int>(exit);
  return json;
}

}  // namespace

std::string Campaigned::name(std::size_t entrant) const {
  const sim::Scenario& scenario = entrants[entrant].scenario();
  const bool ambiguous = std::any_of(entrants.begin(), entrants.end(), [&](const Entrant& other) {
    return other.scenario().name == scenario.name &&
           other.scenario().protocol.name != scenario.protocol.name;
  });
  return ambiguous ? scenario.protocol.name + "/" + scenario.name : scenario.name;
}

bool Campaigned::unmet(std::size_t entrant) const {
  const std::uint64_t runs = result.tallies[entrant].runs;
  if (!unconvicted(*this, entrant) || runs == 0) return false;
  if (entrants[entrant].regression) return true;
  return agenda.shard.of == 1 && (runs >= entrants[entrant].count || !result.cut_short);
}

bool Campaigned::open(std::size_t entrant) const {
  return unconvicted(*this, entrant) && !unmet(entrant) && !entrants[entrant].regression;
}

std::vector<std::string> Campaigned::warnings() const {
  std::vector<std::string> warnings;
  for (std::size_t e = 0; e < entrants.size(); ++e) {
    if (open(e)) {
      warnings.push_back(name(e) + ": a violation is expected, and none is in the " +
                         counted(result.tallies[e].runs, "seed") +
                         (agenda.shard.of > 1 ? " of this shard; the others may have one"
                                              : " that it had before the campaign ended"));
    }
    if (entrants[e].regression || result.tallies[e].runs < enough_seeds) continue;
    for (const std::string& warning : warnings_of(result.tallies[e])) {
      warnings.push_back(name(e) + ": " + warning);
    }
  }
  const std::uint64_t runs = result.runs();
  if (runs == 0) warnings.emplace_back("no seed was run");
  if (at_least && runs < *at_least) {
    warnings.push_back("only " + counted(runs, "seed") + " ran, and " + grouped(*at_least) +
                       " were to");
  }
  if (result.killed > 0) {
    warnings.push_back("somebody killed " + counted(result.killed, "worker") +
                       "; their seeds were run again");
  }
  return warnings;
}

Exit Campaigned::exit() const {
  Exit exit = Exit::ok;
  if (!result.refused.empty()) exit = worse(exit, Exit::bad_input);
  for (const Failure& failure : result.failures) {
    const bool twofold = failure.defect.check == "nondeterminism";
    exit = worse(exit, twofold ? Exit::nondeterminism : Exit::violated);
  }
  for (std::size_t e = 0; e < entrants.size(); ++e) {
    if (unmet(e)) exit = worse(exit, Exit::violated);
    if (open(e)) exit = worse(exit, Exit::undecided);
  }
  const std::uint64_t runs = result.runs();
  // Among many seeds a few may meet a limit; more are no campaign.
  if (mostly_silent(*this) || runs == 0) exit = worse(exit, Exit::undecided);
  if (at_least && runs < *at_least) exit = worse(exit, Exit::undecided);
  return exit;
}

std::string headline(const Campaigned& all, const Failure& failure) {
  return all.name(failure.entrant) + " seed " + sim::seed_text(failure.seed) + "  " +
         failure.defect.check + ": " + sim::printable(failure.defect.story, longest_reason);
}

std::string totals_text(const CampaignResult& result) {
  const Tally total = result.total();
  std::string text =
      counted(result.failures.size(), "distinct failure") + " in " + counted(total.runs, "seed");
  if (!result.convictions.empty()) {
    text = counted(result.convictions.size(), "distinct violation") + " as expected, " + text;
  }
  const std::string rate = rate_of(total.runs, result.seconds);
  return rate.empty() ? text : text + " (" + rate + ")";
}

std::string campaign_text(const Campaigned& all, Exit exit, const Terminal& terminal) {
  const Tally total = all.result.total();
  std::string text;
  const auto [run, good] = regressions_of(all);
  if (run > 0) text += "regressions " + grouped(good) + "/" + grouped(run) + " ok\n";
  for (const Failure& failure : all.result.failures) text += failure_text(all, failure, terminal);
  for (const Failure& failure : all.result.convictions) {
    if (!all.entrants[failure.entrant].regression) text += failure_text(all, failure, terminal);
  }
  for (std::size_t e = 0; e < all.entrants.size(); ++e) {
    if (!all.unmet(e)) continue;
    const auto& checks = all.entrants[e].goal.checks;
    text += terminal.paint(Hue::red, "FAIL ") + " " + all.name(e) + "  " +
            counted(all.result.tallies[e].runs, "seed") + " and no violation" +
            (checks.empty() ? "" : " of " + sim::listed(checks)) + ", which is expected\n";
  }
  if (!all.result.refused.empty()) text += all.result.refused;
  text += checks_line(total, terminal) + faults_line(total, terminal) +
          marks_text(all, total, terminal) + states_line(total);
  text += silence_text(all, terminal);
  for (const std::string& warning : all.warnings()) {
    text += terminal.paint(Hue::yellow, "note") + "    " + warning + "\n";
  }
  const bool broken_off =
      all.result.broken_off || exit == Exit::interrupted || exit == Exit::terminated;
  const std::string word = broken_off                ? terminal.paint(Hue::yellow, "INTERRUPTED")
                           : exit == Exit::ok        ? terminal.paint(Hue::green, "PASS")
                           : exit == Exit::undecided ? terminal.paint(Hue::yellow, "UNDECIDED")
                                                     : terminal.paint(Hue::red, "FAIL");
  text += word + "  " + totals_text(all.result) + "  base " + sim::seed_text(all.agenda.base);
  if (all.agenda.shard.of > 1) {
    text += "  shard " + std::to_string(all.agenda.shard.number) + "/" +
            std::to_string(all.agenda.shard.of);
  }
  text += "\n      " + thousands(total.events) + " events  " + thousands(total.messages) +
          " messages  " + thousands(total.operations) + " operations  " + grouped(total.undecided) +
          " undecided  " + grouped(total.crashed) + " crashed  " + grouped(total.verified) +
          " verified  fingerprint " + sim::fingerprint_text(total.fingerprint) + "\n";
  return text;
}

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

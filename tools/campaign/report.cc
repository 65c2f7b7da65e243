// What a campaign comes to: its exit, its warnings, and the words that all its reports share.
#include "tools/campaign/report.h"

#include <algorithm>

#include "sim/data/units.h"
#include "sim/data/words.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

std::string rate_of(std::uint64_t count, double seconds) {
  if (seconds <= 0) return "";
  return grouped(static_cast<std::uint64_t>(static_cast<double>(count) / seconds)) + "/s";
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

}  // namespace

std::pair<std::uint64_t, std::uint64_t> Campaigned::regressions() const {
  std::uint64_t run = 0, good = 0;
  for (std::size_t e = 0; e < entrants.size(); ++e) {
    const Tally& tally = result.tallies[e];
    if (!entrants[e].regression || tally.runs == 0) continue;
    ++run;
    if (tally.failed == 0 && !unmet(e)) ++good;
  }
  return {run, good};
}

std::set<std::string> Campaigned::protocols() const {
  std::set<std::string> protocols;
  for (std::size_t e = 0; e < entrants.size(); ++e) {
    if (result.tallies[e].runs > 0) {
      protocols.insert(entrants[e].scenario().protocol.name);
    }
  }
  return protocols;
}

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

}  // namespace conclave::tools

// The report of a campaign: for people, and as JSON Lines for scripts.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "tools/campaign/campaign.h"
#include "tools/exit_code.h"
#include "tools/terminal.h"

namespace conclave::tools {

// Fewer seeds say little about what a scenario exercises, and neither does a quick conviction.
inline constexpr std::uint64_t enough_seeds = 50;
// Of a failure's story, so much is told where there are others beside it.
inline constexpr std::size_t longest_reason = 600;

// A campaign that is over, and what stands around it.
struct Campaigned {
  const std::vector<Entrant>& entrants;
  const CampaignResult& result;
  Agenda::Options agenda;
  std::optional<std::uint64_t> at_least;       // so many seeds must have run
  std::map<std::string, std::string> bundles;  // folders by signature
  std::map<std::string, std::string> shrunk;   // by signature: "events 81,220 -> 212"

  // What to call an entrant: its scenario's name, and the protocol where that does not tell.
  std::string name(std::size_t entrant) const;
  // A conviction was wanted of it, and did not come.
  bool unmet(std::size_t entrant) const;
  // The same, but it cannot be said: other machines have other seeds, or it did not have all its
  // runs as the campaign was cut short.
  bool open(std::size_t entrant) const;
  std::vector<std::string> warnings() const;
  std::set<std::string> protocols() const;  // that ran
  // How many regressions were run, and how many of them did well.
  std::pair<std::uint64_t, std::uint64_t> regressions() const;
  Exit exit() const;  // as far as the runs go
};

// "swarm seed 0x7c1e90aa12  agreement: n3 decided ..."
std::string headline(const Campaigned& all, const Failure& failure);
// `exit`: what the program is about to say, of which the runs are a part.
std::string campaign_text(const Campaigned& all, Exit exit, const Terminal& terminal);
// A line for each failure and for each conviction, and the summary as the last.
std::string campaign_json(const Campaigned& all, Exit exit);
// "1 distinct failure in 124,800 seeds (2,080/s)"
std::string totals_text(const CampaignResult& result);

}  // namespace conclave::tools

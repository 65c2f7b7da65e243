// Campaign: many seeds of some scenarios, and what they found.
//
// Workers run seeds in any order; here their results are taken in the order of the agenda, so that
// what is found, what is counted and where the campaign stops is the same with one worker and with
// many. Failures that have one signature are one failure; the seed that fails with the fewest
// events stands for it. Whoever listens is told of a failure when it is first found, and again when
// a better seed is.
#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <limits>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/run/sample.h"
#include "tools/campaign/agenda.h"
#include "tools/campaign/crew.h"
#include "tools/campaign/goal.h"
#include "tools/campaign/tally.h"
#include "tools/campaign/trial.h"

namespace conclave::tools {

// A scenario of the campaign.
struct Entrant {
  std::string path;
  sim::Sampler sampler;
  Goal goal;
  std::uint64_t count = Track::no_end;
  std::optional<std::uint64_t> first_seed;
  bool regression = false;

  const sim::Scenario& scenario() const { return sampler.scenario(); }
  std::string subject() const;  // "raft with the flaw vote_twice"
};

// One failure, or one conviction, by the best of its seeds.
struct Failure {
  std::size_t entrant = 0;
  std::set<std::size_t> entrants;  // all that came to it
  std::uint64_t seed = 0;
  Defect defect;
  std::string signature;
  bool convicted = false;         // as wanted
  std::uint64_t events = 0;       // of that run
  std::uint64_t fingerprint = 0;  // of that run; 0: its process died
  std::uint64_t runs = 0;         // that failed so
  std::optional<Death> death;
};

struct CampaignResult {
  std::vector<Tally> tallies;  // by entrant
  std::vector<Failure> failures, convictions;
  std::string refused;      // a scenario that was drawn is none: why
  bool broken_off = false;  // `go_on` said no
  bool timed_out = false;   // the time was over, as it was to be
  bool cut_short = false;   // by a failure, or by one of the two first
  std::uint64_t killed = 0;
  double seconds = 0;

  std::uint64_t runs() const;
  Tally total() const;
};

struct CampaignOptions {
  Agenda::Options agenda;
  Crew::Limits crew;
  std::uint64_t most_failures = 1;  // distinct ones, then it ends
  std::optional<std::chrono::nanoseconds> time;
};

class CampaignListener {
 public:
  virtual ~CampaignListener() = default;
  // Found first, or found by a better seed.
  virtual void found(const Failure& failure, bool first) = 0;
  // Some ten times a second. False: end now.
  virtual bool go_on(const CampaignResult& so_far, std::optional<std::uint64_t> total) = 0;
};

class Campaign {
 public:
  // How one seed is run, in a worker.
  using Try = std::function<Trial(const Entrant&, const Job&)>;

  // The entrants outlive it.
  Campaign(const std::vector<Entrant>& entrants, CampaignOptions options, Try attempt = nullptr);

  CampaignResult run(CampaignListener& listener);

 private:
  void take(Done done, CampaignListener& listener);
  void count(const Job& job, const Trial& trial, CampaignListener& listener);
  void keep(std::vector<Failure>& list, Failure failure, CampaignListener& listener);

  const std::vector<Entrant>& entrants_;
  CampaignOptions options_;
  Try attempt_;
  Agenda agenda_;
  CampaignResult result_;
  std::map<std::uint64_t, Done> early_;  // results whose turn has not come
  std::uint64_t turn_ = 0;
  bool over_ = false;
};

}  // namespace conclave::tools

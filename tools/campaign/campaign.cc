#include "tools/campaign/campaign.h"

// Results in their order, and what follows from each.

#include <algorithm>

#include "tools/campaign/signature.h"

namespace conclave::tools {
namespace {

using Clock = std::chrono::steady_clock;

std::vector<Track> tracks_of(const std::vector<Entrant>& entrants) {
  std::vector<Track> tracks;
  for (const Entrant& entrant : entrants) {
    tracks.push_back(
        {entrant.scenario().name, entrant.count, entrant.first_seed, entrant.regression});
  }
  return tracks;
}

Trial trial_of(const Done& done) {
  if (done.line) {
    if (auto trial = trial_from(*done.line)) return std::move(*trial);
    Trial garbled;
    garbled.death = Death{Death::Kind::exited, 0, "its result cannot be read"};
    return garbled;
  }
  Trial dead;
  dead.death = done.death;
  return dead;
}

// A process that died has no number of events; the first that did is as good as another.
bool better(const Failure& a, const Failure& b) {
  return !a.death && a.events < b.events;
}

}  // namespace

std::string Entrant::subject() const {
  const std::string& protocol = scenario().protocol.name;
  const std::string flaw = planted(scenario());
  return flaw.empty() ? protocol : protocol + " with the flaw " + flaw;
}

std::uint64_t CampaignResult::runs() const {
  std::uint64_t sum = 0;
  for (const Tally& tally : tallies) sum += tally.runs;
  return sum;
}

Tally CampaignResult::total() const {
  Tally sum;
  for (const Tally& tally : tallies) sum.add(tally);
  return sum;
}

Campaign::Campaign(const std::vector<Entrant>& entrants, CampaignOptions options, Try attempt)
    : entrants_(entrants),
      options_(options),
      attempt_(std::move(attempt)),
      agenda_(tracks_of(entrants), options.agenda) {
  if (!attempt_) {
    attempt_ = [](const Entrant& entrant, const Job& job) {
      return try_seed(entrant.sampler, job.seed, job.twice);
    };
  }
}

CampaignResult Campaign::run(CampaignListener& listener) {
  result_ = {};
  result_.tallies.resize(entrants_.size());
  const Clock::time_point begin = Clock::now();
  const auto elapsed = [&] {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - begin);
  };
  const auto seconds = [&] { return static_cast<double>(elapsed().count()) / 1e9; };
  Crew crew(options_.crew,
            [&](const Job& job) { return to_line(attempt_(entrants_[job.scenario], job)); });
  const auto next = [&]() -> std::optional<Job> {
    if (over_ || result_.timed_out) return std::nullopt;
    return agenda_.next();
  };
  crew.run(
      next, [&](Done done) { take(std::move(done), listener); },
      [&] {
        result_.seconds = seconds();
        result_.timed_out = result_.timed_out || (options_.time && elapsed() > *options_.time);
        if (!listener.go_on(result_, agenda_.total())) result_.broken_off = true;
        return !result_.broken_off && !over_;
      });
  result_.cut_short = over_ || result_.broken_off;
  result_.killed = crew.killed();
  result_.seconds = seconds();
  return std::move(result_);
}

void Campaign::take(Done done, CampaignListener& listener) {
  early_.emplace(done.job.number, std::move(done));
  while (!over_ && !early_.empty() && early_.begin()->first == turn_) {
    const Done next = std::move(early_.extract(early_.begin()).mapped());
    ++turn_;
    if (!agenda_.closed(next.job.scenario)) count(next.job, trial_of(next), listener);
  }
}

void Campaign::count(const Job& job, const Trial& trial, CampaignListener& listener) {
  const Entrant& entrant = entrants_[job.scenario];
  if (!trial.refused.empty()) {
    result_.refused =
        entrant.path + ", as drawn by seed " + std::to_string(job.seed) + ": " + trial.refused;
    over_ = true;
    return;
  }
  const Judgement judgement = judge(entrant.goal, trial);
  result_.tallies[job.scenario].add(job.seed, trial, judgement);
  const bool convicted = judgement.meaning == Meaning::convicted;
  if (!convicted && judgement.meaning != Meaning::failed) return;
  Failure failure;
  failure.entrant = job.scenario;
  failure.entrants = {job.scenario};
  failure.seed = job.seed;
  failure.defect = *judgement.defect;
  failure.signature = signature_of(entrant.subject(), failure.defect.check, failure.defect.story);
  failure.convicted = convicted;
  failure.events = trial.outcome.events;
  failure.fingerprint = trial.outcome.fingerprint;
  failure.runs = 1;
  failure.death = trial.death;
  keep(convicted ? result_.convictions : result_.failures, std::move(failure), listener);
  // One conviction is what the scenario is there for, unless we are to see more of them.
  if (convicted && options_.most_failures == 1) agenda_.close(job.scenario);
  if (!convicted && options_.most_failures <= result_.failures.size()) over_ = true;
}

void Campaign::keep(std::vector<Failure>& list, Failure failure, CampaignListener& listener) {
  const auto same = std::find_if(list.begin(), list.end(), [&](const Failure& each) {
    return each.signature == failure.signature;
  });
  if (same == list.end()) {
    list.push_back(std::move(failure));
    return listener.found(list.back(), true);
  }
  ++same->runs;
  same->entrants.insert(failure.entrant);
  if (!better(failure, *same)) return;
  failure.runs = same->runs;
  failure.entrants = std::move(same->entrants);
  *same = std::move(failure);
  listener.found(*same, false);
}

}  // namespace conclave::tools

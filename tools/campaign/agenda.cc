#include "tools/campaign/agenda.h"

// Seeds, shares and the order of runs.

#include <algorithm>

#include "sim/data/units.h"
#include "sim/data/words.h"
#include "sim/kernel/random.h"
#include "tools/arguments.h"

namespace conclave::tools {

std::uint64_t seed_of_run(std::uint64_t base, std::string_view scenario, std::uint64_t run) {
  const std::string name = "campaign " + std::string(scenario);
  return sim::mix(sim::Random(base).fork(name).next() + sim::mix(run));
}

namespace {

// Far more than there are, and few enough that the number of a run never wraps around.
constexpr std::uint64_t most_shards = 1'000'000;

}  // namespace

sim::Result<SeedRange> parse_seed_range(std::string_view text) {
  const sim::InputError error{"", sim::in_quotes(text) + " is not like 1..2000"};
  const auto dots = text.find("..");
  if (dots == std::string_view::npos) return error;
  const auto first = sim::parse_seed(text.substr(0, dots)),
             last = sim::parse_seed(text.substr(dots + 2));
  if (!first || !last) return error;
  if (*last < *first) return sim::InputError{"", sim::in_quotes(text) + " ends before it begins"};
  if (*last - *first >= Track::no_end - 1) {
    return sim::InputError{"", sim::in_quotes(text) + " is more seeds than can be counted"};
  }
  return SeedRange{*first, *last};
}

sim::Result<Shard> parse_shard(std::string_view text) {
  const auto slash = text.find('/');
  if (slash != std::string_view::npos) {
    const auto number = parse_count(text.substr(0, slash)),
               of = parse_count(text.substr(slash + 1));
    if (of && *of > most_shards) {
      return sim::InputError{
          "", sim::in_quotes(text) + " is too many: at most " + std::to_string(most_shards)};
    }
    if (number && of && *number >= 1 && *number <= *of) return Shard{*number, *of};
  }
  return sim::InputError{"", sim::in_quotes(text) + " is not like 2/4, the second of four"};
}

Agenda::Agenda(std::vector<Track> tracks, Options options)
    : tracks_(std::move(tracks)),
      options_(options),
      closed_(tracks_.size(), false),
      run_(options.shard.number - 1) {}

std::optional<Job> Agenda::next() {
  if (regressing_) {
    while (track_ < tracks_.size()) {
      const std::size_t track = track_++;
      if (!tracks_[track].regression) continue;
      if (options_.shard.holds(regressions_++) && !closed_[track]) return job(track, 0);
    }
    regressing_ = false;
    track_ = 0;
  }
  while (anything_left()) {
    while (track_ < tracks_.size()) {
      const std::size_t track = track_++;
      if (has(track, run_)) return job(track, run_);
    }
    run_ += options_.shard.of;
    track_ = 0;
  }
  return std::nullopt;
}

bool Agenda::has(std::size_t track, std::uint64_t run) const {
  return !tracks_[track].regression && !closed_[track] && run < tracks_[track].count;
}

bool Agenda::anything_left() const {
  for (std::size_t track = 0; track < tracks_.size(); ++track) {
    if (has(track, track >= track_ ? run_ : run_ + options_.shard.of)) return true;
  }
  return false;
}

Job Agenda::job(std::size_t track, std::uint64_t run) {
  const Track& one = tracks_[track];
  Job job;
  job.number = given_++;
  job.scenario = track;
  job.seed = one.first_seed ? *one.first_seed + run : seed_of_run(options_.base, one.name, run);
  job.twice = sim::mix(job.seed + 0x7477696365) % 100 < options_.verify_percent;
  return job;
}

std::optional<std::uint64_t> Agenda::total() const {
  std::uint64_t sum = 0, regressions = 0;
  for (std::size_t track = 0; track < tracks_.size(); ++track) {
    const Track& one = tracks_[track];
    if (one.regression) {
      if (options_.shard.holds(regressions++)) ++sum;
      continue;
    }
    if (one.count == Track::no_end) return std::nullopt;
    const std::uint64_t before = options_.shard.number - 1;
    const std::uint64_t runs =
        one.count > before ? (one.count - before - 1) / options_.shard.of + 1 : 0;
    if (runs > Track::no_end - sum) return std::nullopt;  // more than can be counted
    sum += runs;
  }
  return sum;
}

}  // namespace conclave::tools

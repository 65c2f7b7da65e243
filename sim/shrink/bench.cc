// Offers, and what becomes of them.
#include "sim/shrink/bench.h"

#include <algorithm>
#include <numeric>
#include <span>

#include "protocols/core/check.h"

namespace conclave::sim {

StorySize size_of(const Scenario& world, const Schedule& steps) {
  StorySize size;
  size.nodes = world.nodes.size();
  size.clients = world.workload.clients;
  for (const Step& step : steps) {
    size.faults += step.kind == Step::Kind::fault ? 1 : 0;
    size.operations += step.kind == Step::Kind::ask ? 1 : 0;
  }
  size.events = steps.size();
  return size;
}

InputErrors errors_as_file(const Scenario& scenario) {
  const std::string text = scenario_text(scenario);
  const auto read = parse_scenario(text);
  if (!read) return read.errors();
  if (scenario_text(*read) == text) return {};
  return {{"", "reads back as another scenario"}};
}

ShrinkBench::ShrinkBench(Scenario scenario, std::uint64_t seed, Wanted wanted,
                         const ShrinkOptions& options, Laboratory& laboratory)
    : world_(std::move(scenario)),
      steps_(std::move(*world_.schedule)),
      seed_(seed),
      wanted_(std::move(wanted)),
      options_(options),
      laboratory_(laboratory),
      ids_(steps_.size()),
      useful_(steps_.size(), true) {
  world_.schedule.reset();
  std::iota(ids_.begin(), ids_.end(), StepId{0});
}

Scenario ShrinkBench::story() const {
  Scenario story = world_;
  story.schedule = steps_;
  return story;
}

std::optional<std::size_t> ShrinkBench::place_of(StepId id) const {
  const auto place = std::find(ids_.begin(), ids_.end(), id);
  if (place == ids_.end()) return std::nullopt;
  return static_cast<std::size_t>(place - ids_.begin());
}

bool ShrinkBench::over() const {
  return replays_ >= options_.replays || (options_.stop && options_.stop());
}

bool ShrinkBench::holds() {
  return try_drafts(1, [&](std::size_t) { return without({}); }) == 0;
}

std::size_t ShrinkBench::offer(std::size_t count, const std::function<Draft(std::size_t)>& draft) {
  std::vector<std::size_t> sound;
  for (std::size_t n = 0; n < count && !over(); ++n) {
    if (errors_as_file(draft(n).scenario).empty()) sound.push_back(n);
  }
  const std::size_t found =
      try_drafts(sound.size(), [&](std::size_t n) { return draft(sound[n]); });
  return found == sound.size() ? count : sound[found];
}

std::size_t ShrinkBench::try_drafts(std::size_t count, const MakeDraft& draft) {
  const std::uint64_t left = options_.replays - std::min(options_.replays, replays_);
  const std::size_t affordable = std::min<std::uint64_t>(count, left);
  if (affordable == 0 || over()) return count;
  const auto found = laboratory_.first(
      affordable, [&](std::size_t n) { return draft(n).scenario; }, seed_, wanted_);
  replays_ += found ? found->which + 1 : affordable;
  if (found) take(draft(found->which), found->trial);
  if (options_.report) options_.report({pass_, replays_, size_of(world_, steps_)});
  return found ? found->which : count;
}

bool ShrinkBench::offer(const std::function<void(Scenario&)>& change) {
  return offer(1, [&](std::size_t) {
           Draft draft{story(), ids_};
           change(draft.scenario);
           return draft;
         }) == 0;
}

bool ShrinkBench::offer_without(const std::vector<StepId>& gone) {
  return !gone.empty() && try_drafts(1, [&](std::size_t) { return without(gone); }) == 0;
}

void ShrinkBench::take(Draft draft, const Trial& trial) {
  const Schedule& steps = *draft.scenario.schedule;
  ALWAYS(draft.ids.size() == steps.size() && trial.taken.size() == steps.size());
  Schedule kept;
  ids_.clear();
  useful_.clear();
  for (std::size_t n = 0; n < steps.size(); ++n) {
    if (!trial.taken[n]) continue;
    kept.push_back(steps[n]);
    ids_.push_back(draft.ids[n]);
    useful_.push_back(trial.useful[n]);
  }
  world_ = std::move(draft.scenario);
  world_.schedule.reset();
  steps_ = std::move(kept);
}

Draft ShrinkBench::without(const std::vector<StepId>& gone) const {
  Draft draft;
  Schedule kept;
  for (std::size_t n = 0; n < ids_.size(); ++n) {
    if (std::binary_search(gone.begin(), gone.end(), ids_[n])) continue;
    kept.push_back(steps()[n]);
    draft.ids.push_back(ids_[n]);
  }
  draft.scenario = world_;
  draft.scenario.schedule = std::move(kept);
  return draft;
}

bool ShrinkBench::reduce(std::vector<Unit> units, std::size_t finest) {
  bool any = false;
  std::vector<StepId> here;
  const auto is_here = [&](const Unit& unit) {
    return std::any_of(unit.begin(), unit.end(),
                       [&](StepId id) { return std::binary_search(here.begin(), here.end(), id); });
  };
  // What other changes have taken along needs no trial.
  const auto look = [&] {
    here = ids_;
    std::sort(here.begin(), here.end());
  };
  look();
  std::erase_if(units, [&](const Unit& unit) { return !is_here(unit); });
  std::reverse(units.begin(), units.end());
  for (std::size_t size = units.size(); size >= finest && size > 0 && !over(); size /= 2) {
    for (std::size_t begin = 0; begin < units.size() && !over();) {
      const std::size_t chunks = (units.size() - begin + size - 1) / size;
      const auto chunk = [&](std::size_t n) {
        return std::span(units)
            .subspan(begin + n * size)
            .first(std::min(size, units.size() - begin - n * size));
      };
      const auto gone = [&](std::size_t n) {
        Unit all;
        for (const Unit& unit : chunk(n)) all.insert(all.end(), unit.begin(), unit.end());
        std::sort(all.begin(), all.end());
        return all;
      };
      const std::size_t found = try_drafts(chunks, [&](std::size_t n) { return without(gone(n)); });
      if (found == chunks) break;
      any = true;
      look();
      // The units before the chunk were tried in vain, and are not tried again at this size.
      const auto tried = units.begin() + static_cast<std::ptrdiff_t>(begin + found * size);
      begin = static_cast<std::size_t>(std::count_if(units.begin(), tried, is_here));
      std::erase_if(units, [&](const Unit& unit) { return !is_here(unit); });
    }
  }
  return any;
}

}  // namespace conclave::sim

// Bench: the best story so far, and the means to make it smaller.
//
// Whoever makes it smaller offers drafts. The first that still fails in the wanted way becomes the
// story, without the steps that did not happen in it.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/shrink/shrink.h"

namespace conclave::sim {

using StepId = std::uint32_t;  // stays the same while other steps go

// A candidate: some scenario, and which steps of the story its own steps were.
struct Draft {
  Scenario scenario;
  std::vector<StepId> ids;
};

class ShrinkBench {
 public:
  ShrinkBench(Scenario scenario, std::uint64_t seed, Wanted wanted, const ShrinkOptions& options,
              Laboratory& laboratory);

  Scenario story() const;
  const Scenario& world() const { return world_; }  // the story without its schedule
  const Schedule& steps() const { return steps_; }
  const std::vector<StepId>& ids() const { return ids_; }
  std::optional<std::size_t> place_of(StepId id) const;        // nothing: it is gone
  const std::vector<bool>& useful() const { return useful_; }  // by step; see Trial
  std::uint64_t replays() const { return replays_; }
  bool over() const;  // no trial is left, or no time

  void pass(std::string_view name) { pass_ = name; }

  // The story as it is fails in the wanted way.
  bool holds();
  // Tries `count` drafts in this order. The place of the first that fails and is the story now, or
  // `count` if none is. A draft that Conclave would not read again as what it is counts for
  // nothing.
  std::size_t offer(std::size_t count, const std::function<Draft(std::size_t)>& draft);
  // One, made by changing the story.
  bool offer(const std::function<void(Scenario&)>& change);
  bool offer_without(const std::vector<StepId>& gone);

  // The story without these steps. `gone` is sorted.
  Draft without(const std::vector<StepId>& gone) const;

  // Leaves out as many of the units as it can: half of them at a time, then a quarter, down to
  // `finest` of them (delta debugging, Zeller and Hildebrandt 2002, without its tests of subsets:
  // for traces of events they hardly ever succeed). The last ones first: what is behind the heart
  // of a story goes most easily. True if any went.
  using Unit = std::vector<StepId>;  // sorted; goes as a whole
  bool reduce(std::vector<Unit> units, std::size_t finest = 1);

 private:
  using MakeDraft = std::function<Draft(std::size_t)>;
  // Offers drafts as they are. Where steps are merely left out, looking at what is left each time
  // would cost more than the replays do.
  std::size_t try_drafts(std::size_t count, const MakeDraft& draft);
  void take(Draft draft, const Trial& trial);

  Scenario world_;
  Schedule steps_;
  const std::uint64_t seed_;
  const Wanted wanted_;
  const ShrinkOptions& options_;
  Laboratory& laboratory_;
  std::vector<StepId> ids_;
  std::vector<bool> useful_;
  std::uint64_t replays_ = 0;
  std::string_view pass_;
};

StorySize size_of(const Scenario& world, const Schedule& steps);

// What is wrong with the scenario as a file: nothing, if it is accepted and reads back as itself.
InputErrors errors_as_file(const Scenario& scenario);

}  // namespace conclave::sim

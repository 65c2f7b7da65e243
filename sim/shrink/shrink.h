// Shrink: from a failing seed to the few steps that matter.
//
// The failing run is written down as a schedule. Then parts of it are left out, and what still
// breaks the same promise in the same way (violation_class.h) is kept, until nothing more can go:
// whole stretches of time, faults, clients' operations, nodes, conversations, single steps. What is
// left is made plain: small numbers, short names. The result is an ordinary scenario that expects
// the violation.
//
// Every candidate is a replay, and there is a budget of them. Whenever it ends, or the caller says
// stop, the best so far is the result. It depends on the scenario, the seed and the budget alone.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "sim/data/result.h"
#include "sim/run/outcome.h"
#include "sim/run/scenario.h"
#include "sim/shrink/trial.h"

namespace conclave::sim {

// How large a story is.
struct StorySize {
  std::size_t nodes = 0, clients = 0;
  std::size_t faults = 0, operations = 0;
  std::uint64_t events = 0;  // steps, of a schedule
  friend bool operator==(const StorySize&, const StorySize&) = default;
};

struct ShrinkProgress {
  std::string_view pass;  // what is being tried
  std::uint64_t replays = 0;
  StorySize size;  // of the best so far
};

struct ShrinkOptions {
  std::uint64_t replays = 1000;
  std::function<bool()> stop;                         // asked between trials; may be none
  std::function<void(const ShrinkProgress&)> report;  // after each offer; may be none
};

struct Shrunk {
  Scenario scenario;   // with a schedule; expects the violation; its seed is the one to run it with
  RunOutcome outcome;  // of that scenario
  FoundViolation violation;  // the one that was kept
  StorySize before, after;
  std::uint64_t replays = 0;
  bool complete = false;  // nothing was left to try
};

// The run of `scenario` with `seed`, made small. An error if it does not fail, or not again when it
// is told by its schedule.
Result<Shrunk> shrink(const Scenario& scenario, std::uint64_t seed, const ShrinkOptions& options,
                      Laboratory& laboratory);

// "5 -> 3 nodes   faults 9 -> 2   operations 900 -> 2   events 81,220 -> 212"
std::string size_change(const StorySize& before, const StorySize& after);

}  // namespace conclave::sim

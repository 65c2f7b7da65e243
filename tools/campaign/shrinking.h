// Shrinking a bundle: the same failure in as few steps as its time allows, beside the run that
// found it.
//
// What is best so far when the time is over, or on Ctrl-C, is kept. Replays happen in processes of
// their own, as any of them may take its process along.
#pragma once

#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <variant>

#include "sim/run/scenario.h"
#include "sim/shrink/shrink.h"
#include "tools/campaign/child.h"

namespace conclave::tools {

struct ShrinkBudget {
  std::chrono::nanoseconds time = std::chrono::seconds(60);
  unsigned workers = 1;
  std::uint64_t memory = usual_memory;  // of one replay; 0: as much as there is
  std::function<bool()> go_on;          // asked now and then
  std::function<void(const sim::ShrinkProgress&)> progress;  // told between candidates
};

// "operations  312 replays  41 steps left"
std::string in_words(const sim::ShrinkProgress& now);

// BUNDLE/shrunk, whole or not at all. Gives "5 -> 3 nodes  faults 9 -> 2 ...", or why there is
// none.
struct ShrunkBundle {
  std::string change;
};
std::variant<ShrunkBundle, std::string> shrink_bundle(const std::filesystem::path& bundle,
                                                      const sim::Scenario& scenario,
                                                      std::uint64_t seed,
                                                      const ShrinkBudget& budget);

}  // namespace conclave::tools

#include "tools/campaign/shrinking.h"

// A laboratory, a budget, and a name at the end.

#include <unistd.h>

#include <system_error>

#include "tools/forked_laboratory.h"
#include "tools/shrunk_files.h"
#include "tools/words.h"

namespace conclave::tools {

namespace fs = std::filesystem;

std::string in_words(const sim::ShrinkProgress& now) {
  if (now.pass.empty()) return "the first replay";
  return std::string(now.pass) + "  " + counted(now.replays, "replay") + "  " +
         counted(now.size.events, "step") + " left";
}

std::variant<ShrunkBundle, std::string> shrink_bundle(const fs::path& bundle,
                                                      const sim::Scenario& scenario,
                                                      std::uint64_t seed,
                                                      const ShrinkBudget& budget) {
  using Clock = std::chrono::steady_clock;
  const Clock::time_point begin = Clock::now();
  sim::ShrinkProgress last;
  // Asked between candidates, of which one success may take many.
  const auto stop = [&] {
    if (budget.progress) budget.progress(last);
    return !budget.go_on() || Clock::now() - begin > budget.time;
  };
  sim::ShrinkOptions options;
  options.stop = stop;
  options.report = [&](const sim::ShrinkProgress& now) { last = now; };
  ForkedLaboratory laboratory(budget.workers, stop, budget.memory);
  const auto shrunk = sim::shrink(scenario, seed, options, laboratory);
  if (!shrunk) return shrunk.errors().front().what;

  const fs::path partial = bundle / (".shrunk." + std::to_string(::getpid()) + ".partial");
  const fs::path target = bundle / "shrunk";
  std::error_code error;
  if (const auto wrong = write_shrunk(partial.string(), *shrunk)) {
    fs::remove_all(partial, error);
    return sim::to_text(*wrong);
  }
  fs::remove_all(target, error);
  fs::rename(partial, target, error);
  if (error) return target.string() + ": " + error.message();
  return ShrunkBundle{sim::size_change(shrunk->before, shrunk->after)};
}

}  // namespace conclave::tools

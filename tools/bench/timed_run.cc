// Runs, and the clock.
#include "tools/bench/timed_run.h"

#include <fmt/format.h>

#include "tools/cpu_time.h"

namespace conclave::tools {

TimedRun timed_run(const sim::Scenario& scenario, std::uint64_t seed) {
  TimedRun run;
  const std::uint64_t begin = cpu_nanoseconds();
  run.outcome = sim::run(scenario, seed);
  run.seconds = static_cast<double>(cpu_nanoseconds() - begin) / 1e9;
  return run;
}

void must_pass(const sim::RunOutcome& outcome, Table& table) {
  if (outcome.verdict == sim::RunVerdict::pass) return;
  table.wrong.push_back(fmt::format("seed {} of {} ends as {}{}", outcome.seed, outcome.scenario,
                                    sim::name_of(outcome.verdict),
                                    outcome.why_undecided.empty() ? "" : ": ") +
                        outcome.why_undecided);
}

}  // namespace conclave::tools

// The run is written down, made small, and handed over as a scenario.
#include "sim/shrink/shrink.h"

#include <algorithm>
#include <utility>

#include "sim/data/units.h"
#include "sim/data/words.h"
#include "sim/run/cast.h"
#include "sim/run/simulation.h"
#include "sim/shrink/bench.h"
#include "sim/shrink/passes.h"
#include "sim/shrink/plain.h"
#include "sim/shrink/violation_class.h"

namespace conclave::sim {
namespace {

struct Failure {
  Scenario story;  // by schedule
  FoundViolation violation;
  StorySize size;
  bool once_healed = false, late = false;  // see Wanted
};

// The one that the scenario is about, or else the first.
const FoundViolation& chosen(const RunOutcome& outcome, const Expectation& expect) {
  for (const FoundViolation& found : outcome.violations) {
    const auto& wanted = expect.violations;
    if (std::find(wanted.begin(), wanted.end(), found.check) != wanted.end()) return found;
  }
  return outcome.violations.front();
}

// Judged by that check alone, a replay takes half the time. A false belief and an exception need no
// check: any will do.
std::vector<CheckSpec> only(const std::string& check, const std::vector<CheckSpec>& all) {
  for (const CheckSpec& spec : all) {
    if (spec.name == check) return {spec};
  }
  return {{find_checker(check) != nullptr ? check : "agreement", {}}};
}

// A violation of the liveness phase: what comes before the healing is the schedule, and the phase
// goes its own way.
void cut_at_heal(Schedule& schedule) {
  const auto heals = [](const Step& step) { return step.kind == Step::Kind::heal; };
  schedule.erase(std::find_if(schedule.begin(), schedule.end(), heals), schedule.end());
}

struct HealWatch final : Reader<HealWatch> {
  void on(const Occurrence& o, const Healed&) { healed = o.index; }
  void on(const Occurrence&, const Violated& violated) {
    if (healed != no_cause) found_late.emplace_back(violated.check);
  }
  Index healed = no_cause;
  std::vector<std::string> found_late;
};

std::optional<Failure> record(const Scenario& scenario, std::uint64_t seed) {
  Simulation simulation(scenario, seed);
  if (!scenario.schedule) simulation.record();
  HealWatch watch;
  simulation.attach(watch);
  const RunOutcome outcome = simulation.run();
  if (outcome.violations.empty()) return std::nullopt;
  Failure failure;
  failure.violation = chosen(outcome, scenario.expect);
  Scenario& story = failure.story = scenario;
  if (!scenario.schedule) story.schedule = simulation.recorded();
  failure.once_healed = failure.violation.index >= watch.healed;
  failure.late = std::find(watch.found_late.begin(), watch.found_late.end(),
                           failure.violation.check) != watch.found_late.end();
  cut_at_heal(*story.schedule);
  story.faults.clear();
  story.nemesis = {};
  story.sample.clear();
  story.seed = seed;
  story.expect = {{failure.violation.check}, std::nullopt};
  story.checks = only(failure.violation.check, scenario.checks);
  failure.size = size_of(story, *story.schedule);
  failure.size.events = outcome.events;
  for (Step& step : *story.schedule) step.cause = no_cause;
  return failure;
}

std::string cut(std::string text, std::size_t longest) {
  return printable(text, longest);
}

}  // namespace

Result<Shrunk> shrink(const Scenario& scenario, std::uint64_t seed, const ShrinkOptions& options,
                      Laboratory& laboratory) {
  auto failure = record(scenario, seed);
  if (!failure) return InputError{"", "the run with seed " + seed_text(seed) + " does not fail"};
  const Wanted wanted{violation_class(failure->violation, vocabulary_of(failure->story).names),
                      failure->once_healed, failure->late};
  ShrinkBench bench(std::move(failure->story), seed, wanted, options, laboratory);
  bench.pass("schedule");
  if (!bench.holds()) {
    if (bench.over()) return InputError{"", "there was no time for a single replay"};
    return InputError{"", "the run with seed " + seed_text(seed) +
                              " does not fail in the same way when it is told by its schedule"};
  }
  make_small(bench);
  Shrunk shrunk;
  shrunk.complete = !bench.over();
  shrunk.replays = bench.replays();
  shrunk.before = failure->size;
  shrunk.after = size_of(bench.world(), bench.steps());
  shrunk.scenario = bench.story();
  // What was not tried on the bench is tried here, or left alone.
  const auto unless_it_passes = [&](const auto& change) {
    Scenario changed = shrunk.scenario;
    change(changed);
    if (!errors_as_file(changed).empty() || !try_out(changed, seed, wanted).fails) return;
    shrunk.scenario = std::move(changed);
  };
  unless_it_passes([&](Scenario& story) { drop_idle_survivals(story, seed); });
  unless_it_passes([&](Scenario& story) { story.checks = scenario.checks; });
  shrunk.scenario.name = cut(scenario.name, 50) + "_shrunk";
  shrunk.outcome = run(shrunk.scenario, seed);
  shrunk.violation = shrunk.outcome.violations.empty()
                         ? failure->violation
                         : chosen(shrunk.outcome, shrunk.scenario.expect);
  shrunk.scenario.why = cut("Shrunk from " + scenario.name + ", seed " + seed_text(seed) + ". " +
                                shrunk.violation.check + ": " + shrunk.violation.story,
                            900);
  // Steps were left out without a look at what is left.
  if (InputErrors errors = errors_as_file(shrunk.scenario); !errors.empty()) {
    errors.insert(errors.begin(), {"", "what is left of the run is no valid scenario"});
    return errors;
  }
  return shrunk;
}

std::string size_change(const StorySize& before, const StorySize& after) {
  const auto change = [](std::uint64_t from, std::uint64_t to) {
    return from == to ? grouped(to) : grouped(from) + " -> " + grouped(to);
  };
  return change(before.nodes, after.nodes) + " nodes   faults " +
         change(before.faults, after.faults) + "   operations " +
         change(before.operations, after.operations) + "   events " +
         change(before.events, after.events);
}

}  // namespace conclave::sim

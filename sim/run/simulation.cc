// Phases, limits and verdicts.
#include "sim/run/simulation.h"

#include <algorithm>
#include <exception>
#include <set>
#include <utility>

#include "protocols/core/check.h"
#include "sim/data/units.h"
#include "sim/run/cast.h"

namespace conclave::sim {
Simulation::Simulation(const Scenario& scenario, std::uint64_t seed)
    : scenario_(scenario),
      seed_(seed),
      vocabulary_(vocabulary_of(scenario)),
      judges_(vocabulary_, checks_of(scenario)),
      cluster_(loop_, trace_, Random(seed), cluster_options_of(scenario)),
      strikes_(cluster_, scenario.budget),
      plan_(cluster_, strikes_, Random(seed), scenario.faults),
      nemesis_(cluster_, strikes_, Random(seed), nemesis_of(scenario, seed)),
      clients_(cluster_, Random(seed), scenario.workload) {
  judges_.attach(trace_);
  trace_.attach(fingerprint_);
  trace_.attach(plan_);
  trace_.attach(nemesis_);
  if (scenario.schedule) {
    director_.emplace(loop_, cluster_, strikes_, clients_, Random(seed));
    loop_.watch(*director_);
  }
}

RunOutcome Simulation::run() {
  // The one place where a false belief of ours ends up.
  try {
    run_phases();
  } catch (const Broken& broken) {
    broke("belief", "The code believes what is false", broken.what());
  } catch (const std::exception& exception) {
    broke("exception", "A node threw an exception", exception.what());
  }
  return outcome();
}

void Simulation::run_phases() {
  cluster_.start();
  if (scenario_.schedule) {
    by_schedule();
  } else {
    by_chance();
  }
  if (enough_ || loop_.fired() >= scenario_.limits.events) return;
  const bool heals = !healed_;  // a schedule that says when everything heals is the whole run
  if (heals) liveness();
  if (enough_) return;
  // Where anything may break, not to come back is no fault of the protocol.
  unrecoverable_ = scenario_.budget == BudgetRule::unlimited && !recovered();
  judges_.finish(loop_.now());
  judge();
  if (heals) look_for_recovery();
}

// Progress may be due later than the run had time for. Then nobody can say that it would have come.
void Simulation::look_for_recovery() {
  const auto checks = judges_.results();
  const bool judged = std::any_of(checks.begin(), checks.end(), [](const CheckResult& check) {
    return check.kind->name == "progress";
  });
  if (!judged || unrecoverable_ || !limit_.empty() || recovered()) return;
  limit_ = "limits.liveness of " + duration_text(scenario_.limits.liveness) +
           " came before the cluster had recovered";
}

void Simulation::by_chance() {
  plan_.start();
  nemesis_.start();
  clients_.start();
  const Limits& limits = scenario_.limits;
  run_until([&] { return clients_.done() && plan_.over(); }, Time(limits.virtual_time));
  const bool finished = clients_.done() && plan_.over();
  if (!finished && limit_.empty() && !enough_) {
    limit_ = "limits.virtual_time of " + duration_text(limits.virtual_time) +
             " came before the workload was done";
  }
}

void Simulation::by_schedule() {
  const auto goes_on = [&] {
    judge();
    if (stop_ && stop_()) enough_ = true;
    if (loop_.fired() < scenario_.limits.events) return !enough_;
    limit_ = "limits.events of " + std::to_string(scenario_.limits.events) + " was reached";
    return false;
  };
  const Schedule& schedule = *scenario_.schedule;
  taken_.assign(schedule.size(), false);
  const Duration latest = scenario_.limits.virtual_time;
  for (std::size_t& n = step_; n < schedule.size(); ++n) {
    const Step& step = schedule[n];
    if (!healed_ && step.at > latest) {
      limit_ =
          "limits.virtual_time of " + duration_text(latest) + " came before the schedule was over";
      return;
    }
    while (director_->settle(step)) {
      if (!goes_on()) return;
    }
    if (step.kind == Step::Kind::heal) {
      taken_[n] = !healed_;
      loop_.move_to(Time(step.at));
      if (!healed_) heal();
      if (enough_) return;
    } else {
      taken_[n] = true;  // also if a belief breaks in it
      taken_[n] = director_->take(step);
      if (!goes_on()) return;
    }
  }
  while (!(healed_ && recovered()) && director_->settle()) {
    if (!goes_on()) return;
  }
}

void Simulation::liveness() {
  heal();
  if (enough_) return;
  run_until([&] { return recovered(); }, loop_.now() + scenario_.limits.liveness);
}

bool Simulation::recovered() const {
  const bool answers = protocol_of(scenario_).decides_once ? settled() : clients_.probed();
  return answers && clients_.state().under_way == 0 && cluster_.converged();
}

// Nobody has forgotten what was decided: without a probe, nodes that all know nothing look
// converged.
bool Simulation::settled() const {
  const Slot decided = judges_.ledger().committed();
  for (std::size_t n = 0; n < cluster_.size(); ++n) {
    const Host& host = cluster_.host(cluster_.node(n));
    if (host.up() && host.applied() < decided) return false;
  }
  return true;
}

// An event limit that is reached leaves its mark; a time that is reached does not.
void Simulation::run_until(const std::function<bool()>& finished, Time latest) {
  while (!enough_ && !finished()) {
    if (loop_.empty() || loop_.next_at() > latest) return loop_.advance_to(latest);
    if (loop_.fired() >= scenario_.limits.events) {
      limit_ = "limits.events of " + std::to_string(scenario_.limits.events) + " was reached";
      return;
    }
    loop_.step();
    judge();
    if (stop_ && stop_()) enough_ = true;
  }
}

void Simulation::heal() {
  clients_.close();
  plan_.stop();
  nemesis_.stop();
  strikes_.end_all();
  const Index healed = trace_.emit(loop_.now(), NodeId(), no_cause, Healed{});
  cluster_.heal(healed);
  judge();
  healed_ = true;
  if (!enough_ && !protocol_of(scenario_).decides_once) clients_.probe();
}

void Simulation::record() {
  ALWAYS(!director_);
  trace_.attach(recorder_.emplace(cluster_, loop_, strikes_));
  loop_.watch(*recorder_);
  cluster_.network().tell_fates(recorder_->fate());
}

// What the judges found since the last event.
void Simulation::judge() {
  if (!judges_.failed()) return;
  const auto found = judges_.violations();
  while (judged_ < found.size()) {
    violation(found_violation(found[judged_++], vocabulary_));
  }
}

// No checker found it. What they saw of the same event comes first.
void Simulation::broke(std::string check, const std::string& what, const std::string& where) {
  judge();
  FoundViolation found;
  found.check = std::move(check);
  found.at = loop_.now();
  found.index = trace_.next() - 1;
  found.lines = {found.index};
  found.faults = judges_.faults().at(found.index);
  found.story = what + ": " + where + ". Look at #" + std::to_string(found.index) + "." +
                in_words(found.faults);
  violation(std::move(found));
}

void Simulation::violation(FoundViolation found) {
  trace_.emit(loop_.now(), NodeId(), found.index, Violated{found.check, found.story, found.index});
  const auto& wanted = scenario_.expect.violations;
  enough_ = enough_ || wanted.empty() ||
            std::find(wanted.begin(), wanted.end(), found.check) != wanted.end();
  violations_.push_back(std::move(found));
}

std::vector<std::string> Simulation::enabled_faults() const {
  std::set<std::string> kinds;
  for (const FaultSpec& fault : scenario_.faults) kinds.insert(fault.what);
  for (const std::string& kind : nemesis_.whats()) kinds.insert(kind);
  return {kinds.begin(), kinds.end()};
}

RunOutcome Simulation::outcome() {
  RunOutcome out;
  out.scenario = scenario_.name;
  out.protocol = scenario_.protocol.name;
  out.seed = seed_;
  out.violations = violations_;
  out.checks = judges_.results();
  out.events = loop_.fired();
  out.messages = cluster_.network().delivered();
  out.occurrences = trace_.next();
  out.operations = clients_.state();
  out.committed = judges_.ledger().committed().value();
  out.faults = strikes_.tallies();
  out.enabled = enabled_faults();
  for (std::size_t n = 0; n < cluster_.size(); ++n) {
    const NodeId node = cluster_.node(n);
    if (cluster_.host(node).halted()) out.halted.push_back(cluster_.name(node));
  }
  out.steps = std::min(step_ + 1, taken_.size());
  out.steps_taken = static_cast<std::uint64_t>(std::count(taken_.begin(), taken_.end(), true));
  out.virtual_time = loop_.now().time_since_epoch();
  out.fingerprint = fingerprint_.value();
  for (const CheckResult& check : out.checks) {
    if (check.verdict == Verdict::undecided && limit_.empty()) {
      limit_ = std::string(check.kind->name) + " gave up";
    }
  }
  out.why_undecided = limit_;
  if (!violations_.empty()) {
    out.verdict = RunVerdict::violation;
  } else if (!limit_.empty()) {
    out.verdict = RunVerdict::undecided;
  } else {
    out.verdict = unrecoverable_ ? RunVerdict::unrecoverable : RunVerdict::pass;
  }
  return out;
}

RunOutcome run(const Scenario& scenario, std::uint64_t seed) {
  return Simulation(scenario, seed).run();
}

}  // namespace conclave::sim

// Judges who are told a trace, and what the trace says of its own end.
#include "tools/retrial.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "sim/checkers/progress.h"
#include "sim/run/cast.h"
#include "tools/check_names.h"

namespace conclave::tools {
namespace {

using sim::RunOutcome;
using sim::RunVerdict;

bool says(const sim::TraceReader& reader, RunVerdict verdict) {
  return reader.end() && reader.end()->verdict == name_of(verdict);
}

// A stored violation that no checker finds; or null.
const sim::Violated* unjudged(const sim::Occurrence& o) {
  const auto* violated = std::get_if<sim::Violated>(&o.what);
  return violated && !sim::find_checker(violated->check) ? violated : nullptr;
}

class Retrial {
 public:
  Retrial(sim::TraceReader& reader, sim::Scenario scenario, const std::vector<std::string>& asked)
      : reader_(reader),
        scenario_(std::move(scenario)),
        asked_(asked),
        judges_(reader.vocabulary(), sim::checks_of(scenario_)) {
    judges_.attach(trace_);
  }

  // The line at which a belief broke stands for half a step, and nobody is held to it. So each line
  // waits until the next one has said that it was no such line.
  void hear() {
    std::array<sim::StoredOccurrence, 2> lines;
    const sim::Occurrence* waiting = nullptr;
    for (; reader_.next(lines[lines_ % 2]); ++lines_) {
      const sim::Occurrence& o = *lines[lines_ % 2];
      if (const sim::Violated* violated = unjudged(o)) take_over(o, *violated);
      if (waiting) tell(*waiting);
      waiting = &o;
    }
    if (waiting) tell(*waiting);
    came_to_end_ = reader_.end() && came_to_end(*reader_.end());
    if (came_to_end_) judges_.finish(last_);
  }

  RunOutcome outcome() const {
    RunOutcome outcome;
    outcome.scenario = scenario_.name;
    outcome.protocol = scenario_.protocol.name;
    outcome.seed = reader_.header().seed;
    for (const sim::Violation& found : judges_.violations()) {
      outcome.violations.push_back(sim::found_violation(found, reader_.vocabulary()));
    }
    outcome.violations.insert(outcome.violations.end(), taken_over_.begin(), taken_over_.end());
    outcome.checks = judges_.results();
    outcome.occurrences = lines_;
    outcome.virtual_time = last_.time_since_epoch();
    weigh(outcome);
    return outcome;
  }

 private:
  bool broke() const { return !taken_over_.empty(); }

  void tell(const sim::Occurrence& o) {
    if (broke()) return;
    last_ = o.at;
    std::visit([&](const auto& what) { trace_.emit(o.at, o.node, o.cause, what, o.after); },
               o.what);
  }

  void take_over(const sim::Occurrence& o, const sim::Violated& violated) {
    sim::FoundViolation& found = taken_over_.emplace_back();
    found.check = violated.check;
    found.story = violated.story;
    found.at = o.at;
    found.index = violated.at;
    found.lines = {violated.at};
    found.faults = judges_.faults().at(violated.at);
  }

  // Whether what is due at the end may be judged.
  bool came_to_end(const sim::TraceEnd& end) const {
    if (broke()) return false;
    if (says(reader_, RunVerdict::pass) || says(reader_, RunVerdict::unrecoverable)) return true;
    // Other checks than those that stopped the run. What they promise holds at every moment; only
    // progress takes its time.
    if (!asked_.empty()) return !asks_for(sim::Progress::kind.name);
    if (says(reader_, RunVerdict::undecided)) return end.events < scenario_.limits.events;
    // A violation that is not found before the end was found there.
    return std::any_of(end.violations.begin(), end.violations.end(),
                       [&](const sim::ViolationEntry& stored) { return !convicts(stored.check); });
  }
  bool asks_for(std::string_view check) const {
    return std::find(asked_.begin(), asked_.end(), check) != asked_.end();
  }
  bool convicts(std::string_view check) const {
    const auto found = judges_.violations();
    return std::any_of(found.begin(), found.end(),
                       [&](const sim::Violation& each) { return each.check == check; });
  }

  // A pass of a run that was not judged to its end is none.
  void weigh(RunOutcome& outcome) const {
    outcome.verdict = RunVerdict::violation;
    if (!outcome.violations.empty()) return;
    outcome.verdict = RunVerdict::undecided;
    outcome.why_undecided = why_undecided(outcome);
    if (!outcome.why_undecided.empty()) return;
    const bool lost = says(reader_, RunVerdict::unrecoverable);
    outcome.verdict = lost ? RunVerdict::unrecoverable : RunVerdict::pass;
  }
  std::string why_undecided(const RunOutcome& outcome) const {
    if (!reader_.end()) return "nothing is wrong as far as it goes; the trace ends early";
    for (const sim::CheckResult& check : outcome.checks) {
      if (check.verdict == sim::Verdict::undecided)
        return std::string(check.kind->name) + " gave up";
    }
    if (says(reader_, RunVerdict::undecided)) {
      return "nothing is wrong as far as it goes; the run met a limit";
    }
    if (came_to_end_) return "";
    return "nothing is wrong as far as it goes; the run stopped before what is due at its end";
  }

  sim::TraceReader& reader_;
  sim::Scenario scenario_;
  const std::vector<std::string>& asked_;
  sim::Judges judges_;
  sim::Trace trace_;  // numbers what it tells as the run did
  sim::Time last_{};
  std::uint64_t lines_ = 0;
  bool came_to_end_ = false;
  std::vector<sim::FoundViolation> taken_over_;
};

}  // namespace

std::variant<RunOutcome, sim::FileError> judge_again(sim::TraceReader& reader,
                                                     sim::Scenario scenario,
                                                     const std::vector<std::string>& asked) {
  judge_by(asked, scenario);
  Retrial retrial(reader, std::move(scenario), asked);
  retrial.hear();
  if (reader.error()) return *reader.error();
  return retrial.outcome();
}

}  // namespace conclave::tools

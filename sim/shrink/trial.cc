// Replays, with an eye on which steps did anything.
#include "sim/shrink/trial.h"

#include <algorithm>

#include "sim/run/cast.h"
#include "sim/run/simulation.h"
#include "sim/shrink/violation_class.h"

namespace conclave::sim {
namespace {

// Notes the steps whose packet was dropped, and where the schedule was over.
class Notes final : public Reader<Notes> {
 public:
  Notes(const Simulation& simulation, std::vector<bool>& useful)
      : simulation_(simulation), useful_(useful) {}
  void on(const Occurrence&, const Dropped& dropped) {
    if (dropped.why == Loss::queue_full) return;  // of a packet that sets out
    if (simulation_.step() < useful_.size()) useful_[simulation_.step()] = false;
  }
  void on(const Occurrence& o, const Healed&) { healed_ = o.index; }

  // Its index; that of nothing before it came.
  Index healed() const { return healed_; }

 private:
  const Simulation& simulation_;
  std::vector<bool>& useful_;
  Index healed_ = no_cause;
};

}  // namespace

Trial try_out(const Scenario& candidate, std::uint64_t seed, const Wanted& wanted) {
  Trial trial;
  trial.useful.assign(candidate.schedule->size(), true);
  Simulation simulation(candidate, seed);
  Notes notes(simulation, trial.useful);
  simulation.attach(notes);
  // What is wanted of the schedule is not looked for behind it.
  if (!wanted.once_healed && !wanted.late)
    simulation.stop_when([&] { return notes.healed() != no_cause; });
  const RunOutcome outcome = simulation.run();
  const auto& names = simulation.vocabulary().names;
  trial.fails = std::any_of(outcome.violations.begin(), outcome.violations.end(),
                            [&](const FoundViolation& found) {
                              return (found.index >= notes.healed()) == wanted.once_healed &&
                                     violation_class(found, names) == wanted.violation;
                            });
  trial.taken = simulation.taken();
  for (std::size_t n = 0; n < trial.taken.size(); ++n) {
    const bool delivers = (*candidate.schedule)[n].kind == Step::Kind::deliver;
    trial.useful[n] = trial.taken[n] && (trial.useful[n] || !delivers);
  }
  return trial;
}

std::optional<Laboratory::Found> SerialLaboratory::first(std::size_t count, const Make& make,
                                                         std::uint64_t seed, const Wanted& wanted) {
  for (std::size_t n = 0; n < count; ++n) {
    if (stop_ && stop_()) return std::nullopt;
    Trial trial = try_out(make(n), seed, wanted);
    if (trial.fails) return Found{n, std::move(trial)};
  }
  return std::nullopt;
}

}  // namespace conclave::sim

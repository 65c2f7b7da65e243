// Simulation: one run of one scenario with one seed, from start to verdict.
//
// It owns everything that lives during the run and dies in reverse order; the scenario that goes in
// and the outcome that comes out are plain values. A run has two phases. Safety: clients work and
// faults strike. Then everything heals, and in the liveness phase the service must answer and the
// nodes must converge. Every violation is put into the trace where it happened. The run ends at the
// first one, or, where the scenario expects certain violations, once one of those was found.
//
// Where the scenario has a schedule, that decides what happens in the safety phase, and no clock
// and no chance. The schedule may say itself when everything heals; then it is the whole run.
#pragma once

#include <memory>
#include <optional>

#include "sim/checkers/judges.h"
#include "sim/client/client.h"
#include "sim/faults/plan.h"
#include "sim/run/director.h"
#include "sim/run/outcome.h"
#include "sim/run/scenario.h"
#include "sim/run/step_recorder.h"
#include "sim/trace/fingerprint.h"

namespace conclave::sim {

class Simulation {
 public:
  // The scenario outlives the simulation.
  Simulation(const Scenario& scenario, std::uint64_t seed);
  Simulation(const Simulation&) = delete;
  Simulation& operator=(const Simulation&) = delete;

  // How bytes and addresses read in this run.
  const Vocabulary& vocabulary() const { return vocabulary_; }
  // Before run(). The sink outlives the simulation.
  void attach(TraceSink& sink) { trace_.attach(sink); }

  RunOutcome run();

  // Before run(): what happens is written down. Afterwards: what was. REQUIRES: no schedule.
  void record();
  Schedule recorded() { return recorder_->schedule(); }
  // Of a run that went by a schedule: which of its steps happened.
  const std::vector<bool>& taken() const { return taken_; }
  std::size_t step() const { return step_; }  // the one that happens now

  // For debugging: the cluster as it is. `stop` is asked after every event; once it says yes, run()
  // returns early.
  const Cluster& cluster() const { return cluster_; }
  void stop_when(std::function<bool()> stop) { stop_ = std::move(stop); }

 private:
  enum class Phase : std::uint8_t { safety, liveness, over };

  void run_phases();
  void by_chance();
  void by_schedule();
  void liveness();
  void run_until(const std::function<bool()>& finished, Time latest);
  void heal();
  bool recovered() const;
  void look_for_recovery();
  bool settled() const;  // what was decided, all who are up have decided, again if need be
  void judge();
  void broke(std::string check, const std::string& what, const std::string& where);
  void violation(FoundViolation found);
  bool enough() const;  // what was found ends the run
  std::vector<std::string> enabled_faults() const;
  RunOutcome outcome();

  const Scenario& scenario_;
  const std::uint64_t seed_;
  Vocabulary vocabulary_;
  EventLoop loop_;
  Judges judges_;
  Fingerprint fingerprint_;
  Trace trace_;
  Cluster cluster_;
  Strikes strikes_;
  Plan plan_;
  Nemesis nemesis_;
  Clients clients_;
  std::optional<Director> director_;  // of a run that goes by a schedule
  std::optional<StepRecorder> recorder_;
  std::vector<bool> taken_;
  std::size_t step_ = 0;
  std::function<bool()> stop_;

  std::vector<FoundViolation> violations_;
  std::size_t judged_ = 0;  // of the judges' violations, how many are in ours
  bool enough_ = false;
  bool healed_ = false;
  bool unrecoverable_ = false;
  std::string limit_;  // that ended the run before its time
};

// Runs it, with no one watching but the judges.
RunOutcome run(const Scenario& scenario, std::uint64_t seed);

}  // namespace conclave::sim

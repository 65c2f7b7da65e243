// bench replay: running a stored trace again and comparing every line, as `conclave replay` does.
//
// The trace is in memory. What is measured is all of it: reading the header and its scenario, the
// run with all safety checks, rendering each line, and comparing it.
#include <fmt/format.h>

#include <string>

#include "sim/trace/compare.h"
#include "sim/trace/reader.h"
#include "tools/bench/samples.h"
#include "tools/bench/scenes.h"
#include "tools/bench/timed_run.h"
#include "tools/cpu_time.h"
#include "tools/interrupt.h"
#include "tools/recording.h"

namespace conclave::tools {
namespace {

constexpr std::uint64_t replay_rounds = 9;

class Text final : public sim::LineSink {
 public:
  void line(std::string_view text) override { (text_ += text) += '\n'; }
  const std::string& text() const { return text_; }

 private:
  std::string text_;
};

sim::RunOutcome traced(const sim::Scenario& scenario, std::uint64_t seed, sim::LineSink& lines) {
  sim::Simulation simulation(scenario, seed);
  Recording recording(simulation, scenario, seed, lines);
  sim::RunOutcome outcome = simulation.run();
  recording.finish(outcome);
  return outcome;
}

// Whether it came out the same.
bool replay(const std::string& text) {
  sim::TraceReader reader(sim::LineSource::of_text(text));
  if (reader.begin()) return false;
  const auto scenario = sim::parse_scenario(reader.header().scenario);
  if (!scenario) return false;
  sim::TraceComparison comparison(sim::LineSource::of_text(text));
  traced(*scenario, reader.header().seed, comparison);
  comparison.finish();
  return !comparison.difference() && !comparison.error();
}

void add_replay_row(const sim::Scenario& scenario, Table& table) {
  Text stored;
  const sim::RunOutcome outcome = traced(scenario, 1, stored);
  must_pass(outcome, table);
  Samples events_per_s, megabytes_per_s;
  for (std::uint64_t round = 0; round < replay_rounds && !interrupted(); ++round) {
    const std::uint64_t begin = cpu_nanoseconds();
    const bool same = replay(stored.text());
    const double seconds = static_cast<double>(cpu_nanoseconds() - begin) / 1e9;
    if (!same) table.wrong.push_back(scenario.name + ": the replay differs");
    events_per_s.add(static_cast<double>(outcome.events) / seconds);
    megabytes_per_s.add(static_cast<double>(stored.text().size()) / 1e6 / seconds);
  }
  if (events_per_s.empty()) return;
  std::vector<Cell> row{word(scenario.name), whole(outcome.events), whole(stored.text().size())};
  add_cells(events_per_s, 0, row);
  add_cells(megabytes_per_s, 0, row);
  table.rows.push_back(row);
}

}  // namespace

Table bench_replay() {
  Table table;
  table.columns = {"scene",        "events",   "trace_bytes",   "events_per_s",
                   "events_range", "mb_per_s", "mb_per_s_range"};
  add_replay_row(scene(storm_text("raft")), table);
  add_replay_row(scene(steady_text("raft", 64, 5'000)), table);
  table.notes.push_back(
      fmt::format("Per CPU second, median and range of {} replays of one trace.", replay_rounds));
  return table;
}

}  // namespace conclave::tools

// bench idle: what a cluster costs that does nothing but stay elected.
//
// Five nodes elect a leader and nobody asks for anything for 1000 simulated seconds; then one
// operation ends the run. What is left is the protocol's own heartbeats.
#include <fmt/format.h>

#include "tools/bench/samples.h"
#include "tools/bench/scenes.h"
#include "tools/bench/timed_run.h"
#include "tools/interrupt.h"

namespace conclave::tools {
namespace {

constexpr std::uint64_t idle_rounds = 7, seconds = 1000;

void add_idle_row(std::string_view protocol, Table& table) {
  const sim::Scenario scenario = scene(idle_text(protocol, seconds));
  Samples simulated, events_per_s;
  sim::RunOutcome outcome;
  for (std::uint64_t round = 0; round < idle_rounds && !interrupted(); ++round) {
    TimedRun run = timed_run(scenario, 1);
    outcome = std::move(run.outcome);
    simulated.add(static_cast<double>(outcome.virtual_time.count()) / 1e9 / run.seconds);
    events_per_s.add(static_cast<double>(outcome.events) / run.seconds);
  }
  if (simulated.empty()) return;
  must_pass(outcome, table);
  std::vector<Cell> row{word(scenario.name), whole(outcome.events / seconds)};
  add_cells(simulated, 0, row);
  row.push_back(whole(static_cast<std::uint64_t>(events_per_s.median())));
  table.rows.push_back(row);
}

}  // namespace

Table bench_idle() {
  Table table;
  table.columns = {"scene", "events_per_simulated_s", "simulated_s_per_s",
                   "simulated_s_per_s_range", "events_per_s"};
  for (const std::string_view protocol : {"raft", "paxos"}) add_idle_row(protocol, table);
  table.notes.push_back(
      fmt::format("Simulated seconds per CPU second, median and range of {} runs of {} s.",
                  idle_rounds, seconds));
  return table;
}

}  // namespace conclave::tools

// bench raft-steady, paxos-steady: what an entry costs when nothing goes wrong.
//
// Five nodes, one client that keeps 1 or 64 operations under way, half of them reads through the
// log, all safety checks, the fingerprint, no trace. A sample is one run from the scenario as a
// value to its outcome. An entry counts once, however many nodes hold it.
#include <fmt/format.h>

#include "tools/bench/memory.h"
#include "tools/bench/samples.h"
#include "tools/bench/scenes.h"
#include "tools/bench/timed_run.h"
#include "tools/interrupt.h"

namespace conclave::tools {
namespace {

constexpr std::uint64_t steady_rounds = 7;

struct Load {
  std::uint64_t in_flight, operations;
};
constexpr Load loads[] = {{1, 10'000}, {64, 50'000}};

void add_row(std::string_view protocol, const Load& load, Table& table) {
  const sim::Scenario scenario = scene(steady_text(protocol, load.in_flight, load.operations));
  Samples entries_per_s, events_per_s, messages_per_s;
  sim::RunOutcome outcome;
  give_back_memory();
  for (std::uint64_t round = 0; round < steady_rounds && !interrupted(); ++round) {
    TimedRun run = timed_run(scenario, 1);
    outcome = std::move(run.outcome);
    entries_per_s.add(static_cast<double>(outcome.committed) / run.seconds);
    events_per_s.add(static_cast<double>(outcome.events) / run.seconds);
    messages_per_s.add(static_cast<double>(outcome.messages) / run.seconds);
  }
  if (entries_per_s.empty()) return;
  must_pass(outcome, table);
  const auto per_entry = [&](std::uint64_t count) {
    return decimal(static_cast<double>(count) / static_cast<double>(outcome.committed), 1);
  };
  std::vector<Cell> row{word(scenario.name), whole(load.in_flight), whole(outcome.committed),
                        per_entry(outcome.events), per_entry(outcome.messages)};
  add_cells(entries_per_s, 0, row);
  row.push_back(whole(static_cast<std::uint64_t>(events_per_s.median())));
  row.push_back(whole(static_cast<std::uint64_t>(messages_per_s.median())));
  row.push_back(decimal(static_cast<double>(peak_resident_bytes()) / (1 << 20), 1));
  table.rows.push_back(row);
}

Table steady(std::string_view protocol) {
  Table table;
  table.columns = {"scene",          "in_flight",     "entries",       "events_each",
                   "messages_each",  "entries_per_s", "entries_range", "events_per_s",
                   "messages_per_s", "peak_mib"};
  for (const Load& load : loads) add_row(protocol, load, table);
  table.notes.push_back(fmt::format(
      "Per CPU second, median and range of {} runs; the whole history and log stay in memory.",
      steady_rounds));
  return table;
}

}  // namespace

Table bench_raft_steady() {
  return steady("raft");
}
Table bench_paxos_steady() {
  return steady("paxos");
}

}  // namespace conclave::tools

// bench raft-storm, paxos-storm: what a run costs in which as much goes wrong as protocols survive.
//
// The scene is that of scenarios/raft/election_storm.json, judged by all safety checks, with the
// fingerprint and without a trace. A sample is 40 seeds, one after the other, each from the
// scenario as a value to its outcome: starting, recovering and healing count.
#include <fmt/format.h>

#include "tools/bench/memory.h"
#include "tools/bench/samples.h"
#include "tools/bench/scenes.h"
#include "tools/bench/timed_run.h"
#include "tools/interrupt.h"

namespace conclave::tools {
namespace {

constexpr std::uint64_t storm_rounds = 9, storm_seeds = 40;

Table storm(std::string_view protocol) {
  Table table;
  table.columns = {"scene",          "seeds",          "events",
                   "messages",       "events_per_s",   "events_per_s_range",
                   "messages_per_s", "messages_range", "peak_mib"};
  const sim::Scenario scenario = scene(storm_text(protocol));
  Samples events_per_s, messages_per_s;
  std::uint64_t events = 0, messages = 0;
  give_back_memory();
  for (std::uint64_t round = 0; round < storm_rounds && !interrupted(); ++round) {
    double seconds = 0;
    events = messages = 0;
    for (std::uint64_t seed = 1; seed <= storm_seeds; ++seed) {
      const TimedRun run = timed_run(scenario, seed);
      if (round == 0) must_pass(run.outcome, table);
      events += run.outcome.events;
      messages += run.outcome.messages;
      seconds += run.seconds;
    }
    events_per_s.add(static_cast<double>(events) / seconds);
    messages_per_s.add(static_cast<double>(messages) / seconds);
  }
  if (events_per_s.empty()) return table;
  std::vector<Cell> row{word(scenario.name), whole(storm_seeds), whole(events), whole(messages)};
  add_cells(events_per_s, 0, row);
  add_cells(messages_per_s, 0, row);
  row.push_back(decimal(static_cast<double>(peak_resident_bytes()) / (1 << 20), 1));
  table.rows.push_back(row);
  table.notes.push_back(fmt::format(
      "Per CPU second, median and range of {} rounds of all seeds; messages are those delivered; "
      "the most memory that the process held.",
      storm_rounds));
  return table;
}

}  // namespace

Table bench_raft_storm() {
  return storm("raft");
}
Table bench_paxos_storm() {
  return storm("paxos");
}

}  // namespace conclave::tools

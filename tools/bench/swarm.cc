// bench swarm: how many seeds a campaign gets for a CPU second.
//
// Each seed of scenarios/raft/swarm.json and scenarios/paxos/swarm.json draws its scenario and runs
// it, judged by what the file says: all checks. One process, no trace, nothing is run twice.
#include <fmt/format.h>

#include <string>

#include "sim/run/sample.h"
#include "tools/bench/memory.h"
#include "tools/bench/samples.h"
#include "tools/bench/timed_run.h"
#include "tools/cpu_time.h"
#include "tools/input.h"
#include "tools/interrupt.h"

namespace conclave::tools {
namespace {

constexpr std::uint64_t swarm_rounds = 7, swarm_seeds = 100;

void add_row(std::string_view protocol, Table& table) {
  const std::string path = fmt::format("scenarios/{}/swarm.json", protocol);
  const auto text = read_text(path, 1U << 20U);
  const auto* content = std::get_if<std::string>(&text);
  const auto scenario = content ? sim::parse_scenario(*content) : sim::parse_scenario("");
  if (!scenario) {
    table.wrong.push_back(content ? path + " is no scenario that can be read"
                                  : fmt::format("there is no file {} here", path));
    return;
  }
  const sim::Sampler sampler(*scenario);
  Samples seeds_per_s, events_per_s;
  std::uint64_t events = 0;
  give_back_memory();
  for (std::uint64_t round = 0; round < swarm_rounds && !interrupted(); ++round) {
    events = 0;
    const std::uint64_t begin = cpu_nanoseconds();
    for (std::uint64_t seed = 1; seed <= swarm_seeds; ++seed) {
      const auto sampled = sampler.draw(seed);
      if (!sampled) continue;  // drew what makes no scenario
      const sim::RunOutcome outcome = sim::run(sampled->scenario, seed);
      if (round == 0) must_pass(outcome, table);
      events += outcome.events;
    }
    const double seconds = static_cast<double>(cpu_nanoseconds() - begin) / 1e9;
    seeds_per_s.add(static_cast<double>(swarm_seeds) / seconds);
    events_per_s.add(static_cast<double>(events) / seconds);
  }
  if (seeds_per_s.empty()) return;
  std::vector<Cell> row{word(std::string(protocol)), whole(swarm_seeds),
                        whole(events / swarm_seeds)};
  add_cells(seeds_per_s, 0, row);
  row.push_back(whole(static_cast<std::uint64_t>(events_per_s.median())));
  row.push_back(decimal(static_cast<double>(peak_resident_bytes()) / (1 << 20), 1));
  table.rows.push_back(row);
}

}  // namespace

Table bench_swarm() {
  Table table;
  table.columns = {"protocol",    "seeds",        "events_each", "seeds_per_s",
                   "seeds_range", "events_per_s", "peak_mib"};
  for (const std::string_view protocol : {"raft", "paxos"}) add_row(protocol, table);
  table.notes.push_back(fmt::format(
      "Per CPU second, median and range of {} rounds of the same seeds.", swarm_rounds));
  return table;
}

}  // namespace conclave::tools

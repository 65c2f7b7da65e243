// bench shrink: how small each planted mistake becomes, and how soon.
//
// Every file of scenarios/flaws/ is run seed by seed until the expected check convicts; that run is
// made small with the ordinary budget. Candidates run in this process, one after the other, so that
// the time is all that it took.
#include "sim/shrink/shrink.h"

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/simulation.h"
#include "tools/bench/benchmark.h"
#include "tools/cpu_time.h"
#include "tools/expectation.h"
#include "tools/input.h"
#include "tools/interrupt.h"

namespace conclave::tools {
namespace {

constexpr std::string_view folder = "scenarios/flaws";
constexpr std::uint64_t most_seeds = 2'000;
constexpr std::uint64_t steps_bar = 30;

std::optional<std::uint64_t> failing_seed(const sim::Scenario& scenario) {
  for (std::uint64_t n = 0; n < most_seeds && !interrupted(); ++n) {
    if (assess(scenario.expect, sim::run(scenario, scenario.seed + n)).met) {
      return scenario.seed + n;
    }
  }
  return std::nullopt;
}

void add_row(const sim::Scenario& scenario, Table& table) {
  const auto seed = failing_seed(scenario);
  if (interrupted()) return;
  if (!seed) {
    table.wrong.push_back(fmt::format("{}: no seed fails", scenario.name));
    return;
  }
  const std::uint64_t begin = cpu_nanoseconds();
  sim::SerialLaboratory laboratory([] { return interrupted(); });
  const auto shrunk = sim::shrink(scenario, *seed,
                                  {.replays = 1000, .stop = interrupted, .report = {}}, laboratory);
  const std::uint64_t took = cpu_nanoseconds() - begin;
  if (!shrunk) {
    table.wrong.push_back(fmt::format("{}: {}", scenario.name, shrunk.errors().front().what));
    return;
  }
  table.rows.push_back({word(scenario.name), word(shrunk->violation.check),
                        whole(shrunk->before.nodes), whole(shrunk->after.nodes),
                        whole(shrunk->before.faults), whole(shrunk->after.faults),
                        whole(shrunk->before.operations), whole(shrunk->after.operations),
                        whole(shrunk->before.events), whole(shrunk->after.events),
                        whole(shrunk->replays), decimal(static_cast<double>(took) / 1e9, 2)});
}

}  // namespace

Table bench_shrink() {
  Table table;
  table.columns = {"file",   "check",       "nodes",      "nodes_left",
                   "faults", "faults_left", "operations", "operations_left",
                   "events", "steps_left",  "replays",    "seconds"};
  std::vector<std::string> paths;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  if (paths.empty()) {
    table.wrong.push_back(fmt::format("there are no files under {} here", folder));
  }
  std::size_t small = 0;
  for (const std::string& path : paths) {
    if (interrupted()) break;
    const auto text = read_text(path, 1U << 20U);
    const auto* content = std::get_if<std::string>(&text);
    const auto scenario = content ? sim::parse_scenario(*content) : sim::parse_scenario("");
    if (!scenario) {
      table.wrong.push_back(fmt::format("{}: {}", path, to_text(scenario.errors())));
      continue;
    }
    const std::size_t before = table.rows.size();
    add_row(*scenario, table);
    if (table.rows.size() == before) continue;
    small += std::stoull(table.rows.back()[9].json) <= steps_bar ? 1 : 0;
  }
  table.notes.push_back(fmt::format("{} of {} have at most {} steps left; CPU seconds, one process",
                                    small, paths.size(), steps_bar));
  if (!interrupted() && small * 10 < paths.size() * 9) {
    table.wrong.push_back(fmt::format("fewer than 9 of 10 have at most {} steps left", steps_bar));
  }
  return table;
}

}  // namespace conclave::tools

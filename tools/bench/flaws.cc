// bench flaws: how soon each planted mistake is convicted.
//
// Every file of scenarios/flaws/ is run from several base seeds far apart, seed by seed, until the
// expected check convicts. A seed that convicts nobody costs its whole run, so the CPU time is that
// of the whole search. The first check to convict may be another than the one that is expected: a
// file that is judged by what a mistake leads to, names a later one.
#include <fmt/format.h>

#include <algorithm>
#include <filesystem>
#include <map>
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

constexpr std::uint64_t bases = 11;         // how many base seeds: odd, so that there is a median
constexpr std::uint64_t apart = 1'000'000;  // base seeds lie this far from each other
constexpr std::uint64_t most_seeds = 2'000;
constexpr std::string_view folder = "scenarios/flaws";

// From one base seed to the conviction.
struct Hunt {
  bool convicted = false;
  std::uint64_t seeds = 0, cpu_ns = 0;
  std::string first_check;  // that convicted in the last run
};

Hunt hunt(const sim::Scenario& scenario, std::uint64_t base) {
  Hunt hunt;
  const std::uint64_t begin = cpu_nanoseconds();
  while (!hunt.convicted && hunt.seeds < most_seeds && !interrupted()) {
    const sim::RunOutcome outcome = sim::run(scenario, base + hunt.seeds++);
    hunt.convicted = assess(scenario.expect, outcome).met;
    if (hunt.convicted) hunt.first_check = outcome.violations.front().check;
  }
  hunt.cpu_ns = cpu_nanoseconds() - begin;
  return hunt;
}

template <typename Key>
std::uint64_t median(const std::vector<Hunt>& hunts, Key key) {
  std::vector<std::uint64_t> numbers;
  for (const Hunt& hunt : hunts) numbers.push_back(key(hunt));
  std::sort(numbers.begin(), numbers.end());
  return numbers[numbers.size() / 2];
}

// The check that was first most often.
std::string usual(const std::vector<Hunt>& hunts) {
  std::map<std::string, std::size_t> counts;
  for (const Hunt& hunt : hunts) {
    if (hunt.convicted) ++counts[hunt.first_check];
  }
  const auto most =
      std::max_element(counts.begin(), counts.end(),
                       [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == counts.end() ? "none" : most->first;
}

void add_flaw_row(const sim::Scenario& scenario, Table& table) {
  std::vector<Hunt> hunts;
  for (std::uint64_t base = 0; base < bases && !interrupted(); ++base) {
    hunts.push_back(hunt(scenario, 1 + base * apart));
  }
  if (interrupted()) return;
  const auto seeds = [](const Hunt& one) { return one.seeds; };
  const auto time = [](const Hunt& one) { return one.cpu_ns; };
  const auto by_seeds = [](const Hunt& a, const Hunt& b) { return a.seeds < b.seeds; };
  const auto by_time = [](const Hunt& a, const Hunt& b) { return a.cpu_ns < b.cpu_ns; };
  const Hunt& worst = *std::max_element(hunts.begin(), hunts.end(), by_seeds);
  const Hunt& longest = *std::max_element(hunts.begin(), hunts.end(), by_time);
  const std::uint64_t within = scenario.expect.within_seeds.value_or(1);
  table.rows.push_back({word(scenario.name), word(usual(hunts)),
                        word(fmt::format("{}", fmt::join(scenario.expect.violations, " "))),
                        whole(median(hunts, seeds)), whole(worst.seeds), whole(within),
                        decimal(static_cast<double>(median(hunts, time)) / 1e6, 1),
                        decimal(static_cast<double>(longest.cpu_ns) / 1e6, 1)});
  if (!worst.convicted || worst.seeds > within) {
    table.wrong.push_back(fmt::format("{}: {} seeds were not enough from one of {} base seeds",
                                      scenario.name, worst.convicted ? within : worst.seeds,
                                      bases));
  }
}

std::vector<std::string> files() {
  std::vector<std::string> paths;
  std::error_code missing;
  for (const auto& entry : std::filesystem::directory_iterator(folder, missing)) {
    if (entry.path().extension() == ".json") paths.push_back(entry.path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

}  // namespace

Table bench_flaws() {
  Table table;
  table.columns = {"file",        "first_check", "expected",  "median_seeds",
                   "worst_seeds", "within",      "median_ms", "worst_ms"};
  const std::uint64_t begin = cpu_nanoseconds();
  const std::vector<std::string> paths = files();
  if (paths.empty()) {
    table.wrong.push_back(fmt::format("there are no files under {} here", folder));
  }
  for (const std::string& path : paths) {
    if (interrupted()) break;
    const auto text = read_text(path, 1U << 20U);
    const auto* content = std::get_if<std::string>(&text);
    const auto scenario = content ? sim::parse_scenario(*content) : sim::parse_scenario("");
    if (scenario.ok()) {
      add_flaw_row(scenario.value(), table);
    } else {
      table.wrong.push_back(path + " is no scenario that can be read");
    }
  }
  table.notes = {fmt::format(
      "Seeds and CPU time until the expected check convicts, from {} base seeds; {:.1f} s in all.",
      bases, static_cast<double>(cpu_nanoseconds() - begin) / 1e9)};
  return table;
}

}  // namespace conclave::tools

// bench start: how long it takes until the first event.
//
// From the text of a scenario: reading it, building the world, booting the nodes, one event. That
// is all that happens inside the process for each run, but for reading the file. Beside it stands
// what the process itself costs: CPU time of `conclave version` from exec to exit.
#include <fmt/format.h>
#include <spawn.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include <filesystem>
#include <optional>

#include "tools/bench/samples.h"
#include "tools/bench/scenes.h"
#include "tools/bench/timed_run.h"
#include "tools/cpu_time.h"
#include "tools/interrupt.h"

extern char** environ;

namespace conclave::tools {
namespace {

constexpr std::uint64_t start_rounds = 51, processes = 15;

double to_first_event(const std::string& text) {
  const std::uint64_t begin = cpu_nanoseconds();
  const sim::Scenario scenario = scene(text);
  sim::Simulation simulation(scenario, 1);
  std::uint64_t end = 0;
  simulation.stop_when([&] { return end = cpu_nanoseconds(), true; });
  simulation.run();
  return static_cast<double>(end - begin) / 1e3;
}

// Of one process of this program that does next to nothing.
std::optional<double> process_microseconds() {
  std::string name = "conclave", argument = "version";
  char* arguments[] = {name.data(), argument.data(), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", 1 /* O_WRONLY */, 0);
  pid_t child = 0;
  const int failed = ::posix_spawn(&child, "/proc/self/exe", &actions, nullptr, arguments, environ);
  ::posix_spawn_file_actions_destroy(&actions);
  rusage used{};
  int status = 0;
  if (failed != 0 || ::wait4(child, &status, 0, &used) != child || status != 0) return std::nullopt;
  const auto microseconds = [](const timeval& time) {
    return static_cast<double>(time.tv_sec) * 1e6 + static_cast<double>(time.tv_usec);
  };
  return microseconds(used.ru_utime) + microseconds(used.ru_stime);
}

void add_row(std::string name, const Samples& samples, Table& table) {
  if (samples.empty()) return;
  std::vector<Cell> row{word(std::move(name))};
  add_cells(samples, 0, row);
  table.rows.push_back(row);
}

}  // namespace

Table bench_start() {
  Table table;
  table.columns = {"what", "us", "us_range"};
  for (const std::string_view protocol : {"raft", "paxos"}) {
    for (const bool storm : {false, true}) {
      const std::string text = storm ? storm_text(protocol) : steady_text(protocol, 1, 100);
      Samples samples;
      for (std::uint64_t n = 0; n < start_rounds && !interrupted(); ++n)
        samples.add(to_first_event(text));
      add_row(scene(text).name, samples, table);
    }
  }
  Samples process;
  for (std::uint64_t n = 0; n < processes && !interrupted(); ++n) {
    const auto took = process_microseconds();
    if (!took) {
      table.wrong.push_back("this program cannot be started again");
      break;
    }
    process.add(*took);
  }
  add_row("process", process, table);
  table.notes.push_back(fmt::format(
      "CPU microseconds, median and range of {} times; of {} processes.", start_rounds, processes));
  return table;
}

}  // namespace conclave::tools

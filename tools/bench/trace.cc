// bench trace: what it costs to write down what happens.
//
// The same runs three times: without a trace, with every line rendered and counted, and with every
// line written to a file where temporary files lie. Each pair of samples is taken back to back.
#include <fmt/format.h>
#include <unistd.h>

#include <filesystem>
#include <string>

#include "sim/trace/line_file.h"
#include "tools/bench/samples.h"
#include "tools/bench/scenes.h"
#include "tools/bench/timed_run.h"
#include "tools/cpu_time.h"
#include "tools/interrupt.h"
#include "tools/recording.h"

namespace conclave::tools {
namespace {

constexpr std::uint64_t trace_rounds = 7;

class Counter final : public sim::LineSink {
 public:
  explicit Counter(sim::LineSink* next) : next_(next) {}
  void line(std::string_view text) override {
    ++lines_;
    bytes_ += text.size() + 1;
    if (next_ != nullptr) next_->line(text);
  }
  std::uint64_t lines() const { return lines_; }
  std::uint64_t bytes() const { return bytes_; }

 private:
  sim::LineSink* next_;
  std::uint64_t lines_ = 0, bytes_ = 0;
};

double traced(const sim::Scenario& scenario, std::uint64_t seed, Counter& counter) {
  const std::uint64_t begin = cpu_nanoseconds();
  sim::Simulation simulation(scenario, seed);
  Recording recording(simulation, scenario, seed, counter);
  recording.finish(simulation.run());
  return static_cast<double>(cpu_nanoseconds() - begin) / 1e9;
}

// A file that is there only during the benchmark.
class Scratch {
 public:
  Scratch()
      : path_((std::filesystem::temp_directory_path() /
               fmt::format("conclave-bench-{}.jsonl", ::getpid()))
                  .string()) {}
  ~Scratch() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  Scratch(const Scratch&) = delete;
  Scratch& operator=(const Scratch&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

struct Figures {
  Samples ratio, megabytes_per_s, lines_per_s;
  std::uint64_t lines = 0, bytes = 0;
};

void sample(const sim::Scenario& scenario, std::uint64_t seeds, const std::string* path,
            Figures& figures, Table& table) {
  double off = 0, on = 0;
  figures.lines = figures.bytes = 0;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    off += timed_run(scenario, seed).seconds;
    std::unique_ptr<sim::LineFile> file;
    if (path != nullptr) {
      auto created = sim::LineFile::create(*path);
      if (const auto* error = std::get_if<sim::FileError>(&created)) {
        table.wrong.push_back(sim::to_text(*error));
        return;
      }
      file = std::move(std::get<0>(created));
    }
    Counter counter(file.get());
    const std::uint64_t begin = cpu_nanoseconds();
    traced(scenario, seed, counter);
    if (file) {
      if (const auto error = file->close()) table.wrong.push_back(sim::to_text(*error));
    }
    on += static_cast<double>(cpu_nanoseconds() - begin) / 1e9;
    figures.lines += counter.lines();
    figures.bytes += counter.bytes();
  }
  figures.ratio.add(on / off);
  figures.megabytes_per_s.add(static_cast<double>(figures.bytes) / 1e6 / on);
  figures.lines_per_s.add(static_cast<double>(figures.lines) / on);
}

void add_row(const sim::Scenario& scenario, std::uint64_t seeds, const std::string* path,
             Table& table) {
  Figures figures;
  for (std::uint64_t round = 0; round < trace_rounds && !interrupted(); ++round) {
    sample(scenario, seeds, path, figures, table);
  }
  if (figures.ratio.empty()) return;
  std::vector<Cell> row{word(scenario.name), word(path == nullptr ? "counted" : "written"),
                        whole(figures.lines),
                        whole(figures.lines == 0 ? 0 : figures.bytes / figures.lines)};
  add_cells(figures.ratio, 2, row);
  add_cells(figures.megabytes_per_s, 0, row);
  row.push_back(whole(static_cast<std::uint64_t>(figures.lines_per_s.median())));
  table.rows.push_back(row);
}

}  // namespace

Table bench_trace() {
  Table table;
  table.columns = {"scene",       "lines_are", "lines",          "bytes_per_line", "times_the_cost",
                   "times_range", "mb_per_s",  "mb_per_s_range", "lines_per_s"};
  const Scratch scratch;
  const sim::Scenario storm = scene(storm_text("raft"));
  const sim::Scenario steady = scene(steady_text("raft", 64, 5'000));
  for (const std::string* path : {static_cast<const std::string*>(nullptr), &scratch.path()}) {
    add_row(storm, 10, path, table);
    add_row(steady, 1, path, table);
  }
  table.notes.push_back(fmt::format(
      "CPU time with the trace against without, and bytes per CPU second of the run that writes; "
      "median and range of {} rounds.",
      trace_rounds));
  return table;
}

}  // namespace conclave::tools

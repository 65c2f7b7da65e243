// Four files.
#include "tools/run_files.h"

#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>

#include "sim/data/json_text.h"
#include "sim/run/simulation.h"
#include "sim/trace/narrator.h"
#include "tools/recording.h"

namespace conclave::tools {
namespace {

namespace fs = std::filesystem;

sim::FileError cannot_write(const fs::path& path) {
  return {sim::FileTrouble::cannot_write, path.string(), 0, "cannot write it"};
}

class TraceLines final : public sim::LineSink {
 public:
  TraceLines(const fs::path& path, Haste haste) : file_(std::fopen(path.c_str(), "we"), close) {
    if (file_ && haste == Haste::every_line) {
      std::setvbuf(file_.get(), nullptr, _IOLBF, 1U << 16U);
    }
  }
  void line(std::string_view text) override {
    if (!file_) return;
    std::fwrite(text.data(), 1, text.size(), file_.get());
    std::fputc('\n', file_.get());
  }
  bool finish() {
    const bool whole = file_ && std::ferror(file_.get()) == 0;
    return std::fflush(file_.get()) == 0 && whole;
  }

 private:
  static int close(std::FILE* file) { return std::fclose(file); }
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> file_;
};

std::optional<sim::FileError> write_text(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file) return std::nullopt;
  return cannot_write(path);
}

}  // namespace

std::variant<ToldRun, sim::FileError> write_run(const fs::path& folder,
                                                const sim::Scenario& scenario, std::uint64_t seed,
                                                Haste haste) {
  if (auto error = write_text(folder / "scenario.json", sim::scenario_text(scenario))) {
    return *error;
  }
  const fs::path path = folder / "trace.jsonl";
  TraceLines lines(path, haste);
  sim::Simulation simulation(scenario, seed);
  Recording recording(simulation, scenario, seed, lines);
  sim::Narrator narrator(simulation.vocabulary());
  simulation.attach(narrator);
  ToldRun told;
  told.outcome = simulation.run();
  recording.finish(told.outcome);
  for (const std::string& line : narrator.lines()) told.story += line + "\n";
  if (!lines.finish()) return cannot_write(path);
  return told;
}

std::optional<sim::FileError> write_report(const fs::path& folder, const std::string& report,
                                           const sim::Json& summary) {
  if (auto error = write_text(folder / "report.txt", report)) return error;
  return write_text(folder / "summary.json", sim::json_text(summary));
}

}  // namespace conclave::tools

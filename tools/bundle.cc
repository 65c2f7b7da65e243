#include "tools/bundle.h"

// Four files, and a name at the end.

#include <errno.h>
#include <unistd.h>

#include <cstdio>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>

#include "protocols/core/check.h"
#include "sim/data/json_text.h"
#include "sim/data/units.h"
#include "sim/run/simulation.h"
#include "sim/trace/fingerprint.h"
#include "sim/trace/narrator.h"
#include "sim/trace/writer.h"
#include "tools/recording.h"
#include "tools/run_report.h"
#include "tools/version.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

namespace fs = std::filesystem;
using sim::FileError;
using sim::FileTrouble;
using sim::Json;

constexpr int exit_without_file = 74;

// Lines that are in the file as soon as they are told: the next one may be the end of the process.
class SwiftLines final : public sim::LineSink {
 public:
  SwiftLines(const fs::path& path, bool at_once) : file_(std::fopen(path.c_str(), "we"), close) {
    if (file_ && at_once) std::setvbuf(file_.get(), nullptr, _IOLBF, 1U << 16U);
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

std::optional<FileError> write_text(const fs::path& path, const std::string& text) {
  std::ofstream file(path, std::ios::binary);
  file << text;
  file.close();
  if (file) return std::nullopt;
  return FileError{FileTrouble::cannot_write, path.string(), 0, "cannot write it"};
}

std::string compiler() {
#if defined(__clang__)
  return "clang++ " __clang_version__;
#else
  return "g++ " __VERSION__;
#endif
}

Json summary_of(const BundleRequest& request, const sim::RunOutcome* outcome) {
  const Failure& failure = request.failure;
  Json json = Json::object();
  json["type"] = "bundle";
  json["scenario"] = request.scenario.name;
  json["source"] = request.source;
  json["protocol"] = request.scenario.protocol.name;
  const std::string& flaw = request.scenario.protocol.flaw;
  json["flaw"] = flaw.empty() ? Json() : Json(flaw);
  json["seed"] = sim::seed_text(failure.seed);
  json["verdict"] = outcome != nullptr ? Json(name_of(outcome->verdict)) : Json("crash");
  json["check"] = failure.defect.check;
  json["signature"] = failure.signature;
  json["detail"] = failure.defect.story;
  json["expected"] = failure.convicted;
  json["death"] = Json();
  if (failure.death) {
    json["death"] = failure.death->kind == Death::Kind::signalled
                        ? signal_name(failure.death->number)
                        : failure.defect.check;
  }
  json["at_ns"] = failure.defect.at_ns;
  json["event"] = failure.defect.event;
  if (outcome != nullptr) {
    json["events"] = outcome->events;
    json["messages"] = outcome->messages;
    json["virtual_ns"] = outcome->virtual_time.count();
    json["fingerprint"] = sim::fingerprint_text(outcome->fingerprint);
  }
  Json& drawn = json["sampled"] = Json::object();
  for (const sim::Drawn& one : request.drawn) drawn[one.pointer] = Json::parse(one.value);
  json["version"] = library_version();
  json["scenario_format"] = sim::scenario_format;
  json["trace_format"] = sim::trace_format;
  json["compiler"] = compiler();
  return json;
}

std::string opening(const BundleRequest& request, const Terminal& plain) {
  const Failure& failure = request.failure;
  std::string text = heading(request.scenario, failure.seed, plain);
  text += "from    " + request.source + "\n";
  if (!request.drawn.empty()) {
    std::vector<std::string> words;
    for (const sim::Drawn& one : request.drawn) words.push_back(one.pointer + " " + one.value);
    text += "sampled " + wrapped(words, "  ", 8, plain.width()) + "\n";
  }
  return text;
}

std::optional<FileError> finish_folder(const fs::path& partial, const fs::path& target) {
  std::error_code error;
  // A folder takes the place of another in two steps; what stood there before is moved out first.
  const fs::path old = partial.string() + ".old";
  fs::rename(target, old, error);
  fs::rename(partial, target, error);
  std::error_code ignored;
  fs::remove_all(old, ignored);
  if (!error) return std::nullopt;
  return FileError{FileTrouble::cannot_create, target.string(), 0, error.message()};
}

}  // namespace

std::variant<RunFiles, FileError> write_run_files(const fs::path& folder,
                                                  const BundleRequest& request) {
  const std::uint64_t seed = request.failure.seed;
  if (auto error = write_text(folder / "scenario.json", sim::scenario_text(request.scenario))) {
    return *error;
  }
  SwiftLines lines(folder / "trace.jsonl", request.failure.death.has_value());
  sim::RunOutcome outcome;
  std::string report;
  const Terminal plain(ColorChoice::never);
  {
    sim::Simulation simulation(request.scenario, seed);
    sim::TraceWriter writer(simulation.vocabulary(), lines);
    writer.begin(header_of(request.scenario, seed));
    simulation.attach(writer);
    sim::Narrator narrator(simulation.vocabulary(), {});
    simulation.attach(narrator);
    outcome = simulation.run();
    writer.end(end_of(outcome));
    report = opening(request, plain);
    for (const std::string& line : narrator.lines()) report += line + "\n";
  }
  Ran ran;
  ran.outcome = outcome;
  ran.assessment = assess(request.scenario.expect, outcome);
  report += checks_text(outcome.checks, plain) + faults_text(outcome, plain) +
            warnings_text(request.scenario, ran, plain);
  report += verdict_word(ran.assessment, plain) + "  " + ran.assessment.words + "  " +
            grouped(outcome.events) + " events  " + seconds(outcome.virtual_time) +
            " simulated  fingerprint " + sim::fingerprint_text(outcome.fingerprint) + "\n";
  if (auto error = write_text(folder / "report.txt", report)) return *error;
  if (auto error =
          write_text(folder / "summary.json", sim::json_text(summary_of(request, &outcome)))) {
    return *error;
  }
  if (!lines.finish()) {
    return FileError{FileTrouble::cannot_write, (folder / "trace.jsonl").string(), 0,
                     "cannot write it"};
  }
  return RunFiles{outcome.fingerprint, outcome.events};
}

std::variant<BundleWritten, FileError> write_bundle(const fs::path& out,
                                                    const BundleRequest& request) {
  const Failure& failure = request.failure;
  const fs::path target = out / failure.signature;
  const fs::path partial =
      out / ("." + failure.signature + "." + std::to_string(::getpid()) + ".partial");
  std::error_code error;
  fs::create_directories(partial, error);
  if (error) return FileError{FileTrouble::cannot_create, partial.string(), 0, error.message()};

  Child child(request.limits.memory, [&] {
    const auto written = write_run_files(partial, request);
    if (const auto* wrong = std::get_if<FileError>(&written)) {
      const std::string text = sim::to_text(*wrong);
      return ::write(STDERR_FILENO, text.data(), text.size()) < 0 ? 1 : exit_without_file;
    }
    return 0;
  });
  const Death death = child.wait(request.limits.patience + std::chrono::seconds(10));
  BundleWritten written{target, death.good() == failure.death.has_value()};
  if (!death.good()) {
    if (death.kind == Death::Kind::exited && death.number == exit_without_file) {
      fs::remove_all(partial, error);
      return FileError{FileTrouble::cannot_write, target.string(), 0, death.last_words};
    }
    // The run took its process along; the trace is there as far as it came.
    const Terminal plain(ColorChoice::never);
    const std::string report = opening(request, plain) + "FAIL  " + failure.defect.check + ": " +
                               wrapped(failure.defect.story, 6, plain.width()) + "\n" +
                               (death.last_words.empty() ? "" : "\n" + death.last_words);
    write_text(partial / "report.txt", report);
    write_text(partial / "summary.json", sim::json_text(summary_of(request, nullptr)));
  } else {
    std::ifstream in(partial / "summary.json");
    const Json summary = Json::parse(in, nullptr, false);
    written.differs = written.differs || summary.value("fingerprint", "") !=
                                             sim::fingerprint_text(failure.fingerprint);
  }
  if (auto wrong = finish_folder(partial, target)) return *wrong;
  return written;
}

std::string trace_in(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error) ? (fs::path(path) / "trace.jsonl").string() : path;
}

std::optional<std::string> death_in(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::nullopt;
  std::ifstream in(fs::path(path) / "summary.json");
  const Json summary = Json::parse(in, nullptr, false);
  if (!summary.is_object() || !summary.contains("death") || !summary["death"].is_string()) {
    return std::nullopt;
  }
  return summary["death"].get<std::string>();
}

std::string reproduce_line(const fs::path& folder) {
  const auto quoted = [](const std::string& word) {
    constexpr const char* plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+,:@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string out = "'";
    for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
  };
  return quoted(program_invocation_name) + " replay " + quoted(folder.string());
}

}  // namespace conclave::tools

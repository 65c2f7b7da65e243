// Four files, and a name at the end.
#include "tools/bundle.h"

#include <errno.h>
#include <signal.h>
#include <unistd.h>

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>
#include <system_error>

#include "protocols/core/check.h"
#include "sim/data/units.h"
#include "sim/trace/fingerprint.h"
#include "sim/trace/writer.h"
#include "tools/interrupt.h"
#include "tools/run_files.h"
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
constexpr std::uint64_t most_memory = 1ULL << 62U;
constexpr std::chrono::nanoseconds usual_patience = std::chrono::seconds(60);

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
  const std::string flaw = planted(request.scenario);
  json["flaw"] = flaw.empty() ? Json() : Json(flaw);
  json["seed"] = sim::seed_text(failure.seed);
  // Without an outcome the process is gone; that of the campaign may have fared better.
  json["verdict"] = outcome != nullptr ? name_of(outcome->verdict)
                    : failure.death    ? "crash"
                                       : name_of(sim::RunVerdict::violation);
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
  json["timeout_ns"] = request.limits.patience.count();
  json["memory"] = request.limits.memory;
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

// The four files of a run that ends well.
std::optional<FileError> write_files(const fs::path& folder, const BundleRequest& request) {
  const Haste haste = request.failure.death ? Haste::every_line : Haste::none;
  const auto written = write_run(folder, request.scenario, request.failure.seed, haste);
  if (const auto* error = std::get_if<FileError>(&written)) return *error;
  const auto& told = std::get<ToldRun>(written);
  const Terminal plain(ColorChoice::never);
  Ran ran;
  ran.outcome = told.outcome;
  ran.assessment = assess(request.scenario.expect, ran.outcome);
  const std::string report =
      opening(request, plain) + told.story + checks_text(ran.outcome.checks, plain) +
      faults_text(ran.outcome, plain) + warnings_text(request.scenario, ran, plain) +
      verdict_word(ran.assessment, plain) + "  " + ran.assessment.words + "  " +
      grouped(ran.outcome.events) + " events  " + seconds(ran.outcome.virtual_time) +
      " simulated  fingerprint " + sim::fingerprint_text(ran.outcome.fingerprint) + "\n";
  return write_report(folder, report, summary_of(request, &ran.outcome));
}

std::optional<FileError> finish_folder(const fs::path& partial, const fs::path& target) {
  std::error_code error;
  // A folder takes the place of another in two steps; what stood there before is moved out first,
  // and comes back if that fails.
  std::error_code ignored;
  const fs::path old = partial.string() + ".old";
  fs::rename(target, old, ignored);
  fs::rename(partial, target, error);
  if (error) {
    fs::rename(old, target, ignored);
    fs::remove_all(partial, ignored);
  }
  fs::remove_all(old, ignored);
  if (!error) return std::nullopt;
  return FileError{FileTrouble::cannot_create, target.string(), 0, error.message()};
}

// What the run may take, now that it writes a trace, which takes some three times as long. One that
// died has to die again, under the limits that it had.
Crew::Limits limits_of(const BundleRequest& request) {
  Crew::Limits limits = request.limits;
  if (request.failure.death) return limits;
  constexpr std::chrono::nanoseconds most = std::chrono::hours(24 * 365);
  limits.patience = 4 * std::min(limits.patience, most);
  if (limits.memory < most_memory) limits.memory *= 2;
  return limits;
}

// One is written within moments, as a rule, and worth those also when a person wants an end.
std::function<bool()> unless_interrupted() {
  using Clock = std::chrono::steady_clock;
  return [since = std::optional<Clock::time_point>()]() mutable {
    if (!interrupted()) return true;
    if (!since) since = Clock::now();
    return Clock::now() - *since < std::chrono::seconds(2);
  };
}

// Why the run came to no end here although it did in the campaign; nothing, if that is no excuse.
std::string why_cut_short(const Death& death) {
  if (death.kind == Death::Kind::timed_out) return "the trace ends early: it took too long";
  if (death.kind == Death::Kind::out_of_memory) {
    return "the trace ends early: it took too much memory";
  }
  const bool stopped = death.kind == Death::Kind::signalled &&
                       (death.number == SIGKILL || (death.number == SIGTERM && interrupted()));
  return stopped ? "the trace ends early: somebody ended its process" : "";
}

}  // namespace

std::variant<BundleWritten, FileError> write_bundle(const fs::path& out,
                                                    const BundleRequest& request) {
  const Failure& failure = request.failure;
  const fs::path target = out / failure.signature;
  const fs::path partial =
      out / ("." + failure.signature + "." + std::to_string(::getpid()) + ".partial");
  std::error_code error;
  fs::create_directories(partial, error);
  if (error) return FileError{FileTrouble::cannot_create, partial.string(), 0, error.message()};

  const Crew::Limits limits = limits_of(request);
  Child child(limits.memory, [&] {
    if (const auto wrong = write_files(partial, request)) {
      const std::string text = sim::to_text(*wrong);
      return ::write(STDERR_FILENO, text.data(), text.size()) < 0 ? 1 : exit_without_file;
    }
    return 0;
  });
  const Death death = child.wait_while(unless_interrupted(), limits.patience);
  BundleWritten written{target, false, ""};
  if (!death.good()) {
    if (death.kind == Death::Kind::exited && death.number == exit_without_file) {
      fs::remove_all(partial, error);
      return FileError{FileTrouble::cannot_write, target.string(), 0, death.last_words};
    }
    if (!failure.death) written.cut_short = why_cut_short(death);
    written.differs = !failure.death && written.cut_short.empty();
    // The run took its process along; the trace is there as far as it came.
    const Terminal plain(ColorChoice::never);
    std::string report = opening(request, plain) + "FAIL  " + failure.defect.check + ": " +
                         wrapped(failure.defect.story, 6, plain.width()) + "\n";
    if (!written.cut_short.empty()) report += "\n" + written.cut_short + "\n";
    if (!death.last_words.empty()) report += "\n" + death.last_words;
    if (const auto wrong = write_report(partial, report, summary_of(request, nullptr))) {
      fs::remove_all(partial, error);
      return FileError{FileTrouble::cannot_write, target.string(), 0, wrong->what};
    }
  } else {
    std::ifstream in(partial / "summary.json");
    const Json summary = Json::parse(in, nullptr, false);
    written.differs = failure.death || summary.value("fingerprint", "") !=
                                           sim::fingerprint_text(failure.fingerprint);
  }
  if (auto wrong = finish_folder(partial, target)) return *wrong;
  return written;
}

std::string trace_in(const std::string& path) {
  std::error_code error;
  return fs::is_directory(path, error) ? (fs::path(path) / "trace.jsonl").string() : path;
}

std::optional<BundleDeath> death_in(const std::string& path) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::nullopt;
  std::ifstream in(fs::path(path) / "summary.json");
  const Json summary = Json::parse(in, nullptr, false);
  if (!summary.is_object() || !summary.contains("death") || !summary["death"].is_string()) {
    return std::nullopt;
  }
  BundleDeath death{summary["death"].get<std::string>(), usual_patience, usual_memory};
  const auto limit = [&](const char* name, std::uint64_t usual) {
    const auto found = summary.find(name);
    return found != summary.end() && found->is_number_unsigned() ? found->get<std::uint64_t>()
                                                                 : usual;
  };
  death.memory = limit("memory", usual_memory);
  constexpr std::uint64_t most = std::chrono::nanoseconds(std::chrono::hours(24 * 365)).count();
  death.patience = std::chrono::nanoseconds(
      std::min(limit("timeout_ns", static_cast<std::uint64_t>(usual_patience.count())), most));
  return death;
}

std::string reproduce_line(const fs::path& folder) {
  return line_to("replay", folder);
}

std::string line_to(const std::string& command, const fs::path& path) {
  const auto quoted = [](const std::string& word) {
    constexpr const char* plain =
        "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-./+,:@%";
    if (!word.empty() && word.find_first_not_of(plain) == std::string::npos) return word;
    std::string out = "'";
    for (const char c : word) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return out + "'";
  };
  return quoted(program_invocation_name) + " " + command + " " + quoted(path.string());
}

}  // namespace conclave::tools

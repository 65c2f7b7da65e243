// conclave replay: a stored trace, run again and compared line by line.

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/data/units.h"
#include "sim/data/words.h"
#include "sim/run/simulation.h"
#include "sim/trace/clock_text.h"
#include "sim/trace/compare.h"
#include "sim/trace/fingerprint.h"
#include "sim/trace/line_file.h"
#include "tools/arguments.h"
#include "tools/breakpoint.h"
#include "tools/bundle.h"
#include "tools/campaign/child.h"
#include "tools/commands.h"
#include "tools/input.h"
#include "tools/interrupt.h"
#include "tools/recording.h"
#include "tools/run_report.h"
#include "tools/state_report.h"
#include "tools/trace_input.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

// Where to stop: at an occurrence, by its number, its time or its members.
struct Stops {
  std::optional<std::uint64_t> event;
  std::optional<sim::Time> time;
  std::vector<Breakpoint> breakpoints;

  bool empty() const { return !event && !time && breakpoints.empty(); }
};

// Hands each line on, and notices the one to stop at.
class Watch final : public sim::TraceSink, public sim::LineSink {
 public:
  Watch(const Stops& stops, sim::LineSink& comparison, sim::LineSink* copy)
      : stops_(stops), comparison_(comparison), copy_(copy) {}

  sim::Kinds kinds() const override { return sim::Kinds().set(); }
  // Before the line.
  void record(const sim::Occurrence& o) override {
    at_ = o.at;
    stopping_ = (stops_.event && o.index == *stops_.event) || (stops_.time && o.at >= *stops_.time);
  }
  void line(std::string_view text) override {
    if (copy_ != nullptr) copy_->line(text);
    comparison_.line(text);
    if (stopped_) return;
    for (const Breakpoint& breakpoint : stops_.breakpoints)
      stopping_ = stopping_ || breakpoint.matches(text);
    stopped_ = stopping_;
    if (!stopped_) return;
    stopped_at_ = at_;
    line_ = text;
  }

  bool stopped() const { return stopped_; }
  const std::string& last_line() const { return line_; }  // after which it stopped
  sim::Time at() const { return stopped_at_; }

 private:
  const Stops& stops_;
  sim::LineSink& comparison_;
  sim::LineSink* copy_;
  sim::Time at_{}, stopped_at_{};
  bool stopping_ = false, stopped_ = false;
  std::string line_;
};

class Replay final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.positional("TRACE", "a trace that `conclave run --trace` wrote, or a bundle", path_);
    arguments.text("--until", "EVENT|TIME",
                   "stop there and print the nodes' states: a line's i, or a time such as 1.5s",
                   until_);
    arguments.texts("--break", "MEMBERS",
                    "stop at the first line with these members, such as 'kind:recv node:n3'",
                    breaks_);
    arguments.text("--trace", "FILE", "write what happened this time", trace_);
    arguments.flag("--json", "one JSON object", json_);
  }

  Exit run(Terminal& terminal) override {
    if (!understand(terminal)) return Exit::usage;
    if (trace_ == "-") terminal.yield_output();
    const auto death = death_in(path_);
    path_ = trace_in(path_);
    if (trace_ && overwrites(path_, *trace_, terminal)) return Exit::usage;
    if (death) return replay_death(*death, terminal);
    auto file = TraceFile::open(path_);
    if (const auto* error = std::get_if<sim::FileError>(&file)) return refuse(*error, terminal);
    return replay(std::get<TraceFile>(file), terminal);
  }

 private:
  bool understand(Terminal& terminal) {
    bool sound = true;
    for (const std::string& text : breaks_) {
      auto breakpoint = Breakpoint::parse(text);
      if (breakpoint) {
        stops_.breakpoints.push_back(*breakpoint);
      } else {
        terminal.complain("--break: " + breakpoint.errors().front().what);
        sound = false;
      }
    }
    if (!until_) return sound;
    const auto event = parse_count(*until_);
    const auto time = sim::parse_duration(*until_);
    if (event) stops_.event = *event;
    if (time) stops_.time = sim::Time(*time);
    if (event || time) return sound;
    terminal.complain("--until: " + sim::in_quotes(*until_) +
                      " is neither a line's number nor a time such as 1.5s");
    return false;
  }

  static Exit refuse(const sim::FileError& error, Terminal& terminal) {
    terminal.complain(error);
    return exit_for(error.trouble);
  }

  Exit replay(const TraceFile& file, Terminal& terminal) {
    if (const auto error = incomparable(file)) return refuse(*error, terminal);
    auto first = file.lines();
    if (const auto* error = std::get_if<sim::FileError>(&first)) return refuse(*error, terminal);
    sim::TraceReader reader(std::move(std::get<sim::LineSource>(first)));
    if (const auto error = reader.begin()) return refuse(*error, terminal);
    const auto loaded = scenario_of(reader.header(), path_, terminal);
    if (const Exit* exit = std::get_if<Exit>(&loaded)) return *exit;
    auto again = file.lines();
    if (const auto* error = std::get_if<sim::FileError>(&again)) return refuse(*error, terminal);
    std::unique_ptr<sim::LineFile> copy;
    if (trace_) {
      auto created = sim::LineFile::create(*trace_);
      if (const auto* error = std::get_if<sim::FileError>(&created))
        return refuse(*error, terminal);
      copy = std::move(std::get<0>(created));
    }
    sim::TraceComparison comparison(std::move(std::get<sim::LineSource>(again)));
    Exit exit = run_again(std::get<sim::Scenario>(loaded), reader.header().seed, comparison,
                          copy.get(), terminal);
    if (copy) {
      const auto beside = interrupted() ? copy->spare() : std::nullopt;
      if (beside) terminal.complain(spared(*trace_, *beside));
      if (const auto error = copy->close()) exit = worse(exit, refuse(*error, terminal));
    }
    return exit;
  }

  // The bundle of a run that took its process with it: it must do so again, in a process of its
  // own.
  Exit replay_death(const BundleDeath& death, Terminal& terminal) const {
    if (until_ || trace_ || !breaks_.empty()) {
      terminal.complain(
          "this run ends with its process: --until, --break and --trace mean nothing "
          "here; its trace can be viewed");
      return Exit::usage;
    }
    auto opened = sim::LineSource::open(path_);
    if (const auto* error = std::get_if<sim::FileError>(&opened)) return refuse(*error, terminal);
    sim::TraceReader reader(std::move(std::get<sim::LineSource>(opened)));
    if (const auto error = reader.begin()) return refuse(*error, terminal);
    const auto loaded = scenario_of(reader.header(), path_, terminal);
    if (const Exit* exit = std::get_if<Exit>(&loaded)) return *exit;
    const auto& scenario = std::get<sim::Scenario>(loaded);
    const std::uint64_t seed = reader.header().seed;
    if (!json_) terminal.print(heading(scenario, seed, terminal));
    terminal.flush();
    Child child(death.memory, [&] { return static_cast<void>(sim::run(scenario, seed)), 0; });
    const Death now = child.wait_while([] { return !interrupted(); }, death.patience);
    if (interrupted()) return interruption();
    const bool same = short_word(now) == death.word;
    if (json_) {
      terminal.print(json(death, now, scenario, seed) + "\n");
    } else {
      terminal.print(same ? terminal.paint(Hue::green, "identical")
                          : terminal.paint(Hue::red, "different"));
      terminal.print(": stored " + death.word + "; now, " + in_words(now) + "\n");
      if (!now.last_words.empty()) terminal.print(now.last_words + "\n");
    }
    return same ? Exit::ok : Exit::nondeterminism;
  }

  Exit run_again(const sim::Scenario& scenario, std::uint64_t seed,
                 sim::TraceComparison& comparison, sim::LineSink* copy, Terminal& terminal) {
    sim::Simulation simulation(scenario, seed);
    Watch watch(stops_, comparison, copy);
    simulation.attach(watch);  // before the lines are written that it notices
    Recording recording(simulation, scenario, seed, watch);
    const auto finished = [&] {
      return watch.stopped() || comparison.difference() || comparison.ends_early() || interrupted();
    };
    simulation.stop_when(finished);
    const sim::RunOutcome outcome = simulation.run();
    const bool whole = !finished();
    if (whole) {
      recording.finish(outcome);
      comparison.finish();
    }
    if (comparison.error()) return refuse(*comparison.error(), terminal);
    if (json_) {
      terminal.print(json(watch, comparison, simulation, outcome) + "\n");
    } else {
      terminal.print(heading(scenario, seed, terminal));
      report(comparison, outcome, terminal);
      if (watch.stopped()) report_stop(watch, simulation.cluster(), terminal);
    }
    const bool missed = !stops_.empty() && !watch.stopped() && !comparison.difference();
    if (missed) terminal.complain("the run ended before it came to where it was to stop");
    const Exit exit = comparison.difference() ? Exit::nondeterminism
                      : missed                ? Exit::undecided
                                              : Exit::ok;
    return worse(exit, interruption());
  }

  void report(const sim::TraceComparison& comparison, const sim::RunOutcome& outcome,
              Terminal& terminal) const {
    const std::string lines = counted(comparison.same_lines(), "line");
    const std::string identical = terminal.paint(Hue::green, "identical");
    if (!comparison.versions().empty()) {
      terminal.print("written by version " + comparison.versions() + "\n");
    }
    if (comparison.difference()) {
      terminal.print(terminal.paint(Hue::red, "different") + ": " + *comparison.difference());
      if (!comparison.difference()->ends_with('\n')) terminal.print("\n");
    } else if (comparison.ends_early()) {
      terminal.print(identical + " as far as it goes: " + lines + "; the trace ends early\n");
    } else if (interrupted() || !stops_.empty()) {
      terminal.print(identical + " so far: " + lines + "\n");
    } else {
      terminal.print(identical + ": " + lines + ", fingerprint " +
                     sim::fingerprint_text(outcome.fingerprint) + "\n");
    }
  }

  static void report_stop(const Watch& watch, const sim::Cluster& cluster, Terminal& terminal) {
    terminal.print("at " + sim::clock_text(watch.at()) + ", after " + watch.last_line() + "\n");
    terminal.print(states_text(cluster, terminal));
  }

  std::string json(const BundleDeath& death, const Death& now, const sim::Scenario& scenario,
                   std::uint64_t seed) const {
    sim::Json json = sim::Json::object();
    json["type"] = "replay";
    json["trace"] = path_;
    json["scenario"] = scenario.name;
    json["seed"] = sim::seed_text(seed);
    const std::string word = short_word(now);
    json["identical"] = word == death.word;
    json["death"] = word.empty() ? sim::Json() : sim::Json(word);
    json["stored_death"] = death.word;
    return json.dump(-1, ' ', false, sim::Json::error_handler_t::replace);
  }

  std::string json(const Watch& watch, const sim::TraceComparison& comparison,
                   const sim::Simulation& simulation, const sim::RunOutcome& outcome) const {
    sim::Json json = sim::Json::object();
    json["type"] = "replay";
    json["trace"] = path_;
    json["scenario"] = outcome.scenario;
    json["seed"] = sim::seed_text(outcome.seed);
    json["identical"] = !comparison.difference();
    json["lines"] = comparison.same_lines();
    json["ends_early"] = comparison.ends_early();
    json["versions"] =
        comparison.versions().empty() ? sim::Json() : sim::Json(comparison.versions());
    json["difference"] =
        comparison.difference() ? sim::Json(*comparison.difference()) : sim::Json();
    json["fingerprint"] = sim::fingerprint_text(outcome.fingerprint);
    if (watch.stopped()) {
      json["stopped_at_ns"] = watch.at().time_since_epoch().count();
      json["stopped_after"] = watch.last_line();
      json["states"] = states_json(simulation.cluster());
    }
    return json.dump(-1, ' ', false, sim::Json::error_handler_t::replace);
  }

  std::string path_;
  std::optional<std::string> until_, trace_;
  std::vector<std::string> breaks_;
  bool json_ = false;
  Stops stops_;
};

}  // namespace

CommandKind replay_command() {
  return {"replay", "run a trace again, and find the first line that differs",
          "  conclave replay hello.jsonl\n"
          "  conclave replay out/agreement-3fa9c1\n"
          "  conclave replay hello.jsonl --until 1.5s\n"
          "  conclave replay hello.jsonl --break 'kind:became node:n3'",
          make_command<Replay>};
}

}  // namespace conclave::tools

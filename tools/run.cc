// conclave run: scenarios in, verdicts out.
#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include "sim/data/units.h"
#include "sim/run/simulation.h"
#include "sim/trace/fingerprint.h"
#include "sim/trace/line_file.h"
#include "sim/trace/narrator.h"
#include "tools/arguments.h"
#include "tools/check_names.h"
#include "tools/commands.h"
#include "tools/cpu_time.h"
#include "tools/input.h"
#include "tools/interrupt.h"
#include "tools/recording.h"
#include "tools/run_report.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

class Run final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.positionals("SCENARIO", "scenario files, run one after the other", paths_);
    arguments.parsed("--seed", "SEED",
                     "instead of the scenario's: decimal, 0x hexadecimal, or a git hash", seed_,
                     sim::parse_seed);
    arguments.texts("--set", "/POINTER=VALUE", "change the scenario, such as /network/loss=0.1",
                    set_);
    arguments.text("--trace", "FILE", "write what happened, as JSON Lines", trace_);
    arguments.texts("--check", "NAME", "judge by these checks instead of the scenario's", checks_);
    arguments.flag("--json", "one JSON object for each run", json_);
    arguments.flag("--quiet", "the verdict alone, a line for each run", quiet_);
  }

  Exit run(Terminal& terminal) override {
    if (!understand(terminal)) return Exit::usage;
    if (trace_ == "-") terminal.yield_output();
    Exit worst = Exit::ok;
    std::size_t met = 0;
    for (const std::string& path : paths_) {
      if (interrupted()) break;
      if (tells_story() && &path != &paths_.front()) terminal.print("\n");
      const Exit exit = run_file(path, terminal);
      if (exit == Exit::ok) ++met;
      worst = worse(worst, exit);
      terminal.flush();
    }
    if (paths_.size() > 1 && !json_) {
      terminal.print((tells_story() ? "\n" : "") + counted(paths_.size(), "scenario") + ", " +
                     grouped(met) + " as expected\n");
    }
    return worse(worst, interruption());
  }

 private:
  bool tells_story() const { return !json_ && !quiet_; }

  // What the library can't check. Says what is wrong.
  bool understand(Terminal& terminal) {
    const auto settings = parse_settings(set_, terminal);
    settings_ = settings.value_or(std::vector<sim::Setting>());
    const bool known = known_checks(checks_, terminal);
    const bool one_trace = !trace_ || paths_.size() == 1;
    if (!one_trace) terminal.complain("--trace: one trace holds one run, not several");
    const bool kept = !trace_ || std::none_of(paths_.begin(), paths_.end(), [&](const auto& path) {
      return overwrites(path, *trace_, terminal);
    });
    return settings && known && one_trace && kept;
  }
  Exit run_file(const std::string& path, Terminal& terminal) {
    auto loaded = load_scenario(path, settings_, terminal);
    if (const Exit* exit = std::get_if<Exit>(&loaded)) return *exit;
    auto& scenario = std::get<sim::Scenario>(loaded);
    judge_by(checks_, scenario);
    return run_scenario(scenario, terminal);
  }

  Exit run_scenario(const sim::Scenario& scenario, Terminal& terminal) {
    const std::uint64_t first = seed_.value_or(scenario.seed);
    const std::uint64_t most = scenario.expect.within_seeds.value_or(1);
    std::uint64_t tried = 1;
    std::optional<std::uint64_t> fingerprint;
    for (; most > 1; ++tried) {
      const sim::RunOutcome outcome = watch(scenario, first + tried - 1, nullptr, nullptr).outcome;
      fingerprint = outcome.fingerprint;
      if (assess(scenario.expect, outcome).met || tried == most || interrupted()) break;
    }
    return run_seed(scenario, first + tried - 1, tried, fingerprint, terminal);
  }

  // The run that is reported. `fingerprint`: what the same run came to before.
  Exit run_seed(const sim::Scenario& scenario, std::uint64_t seed, std::uint64_t tried,
                std::optional<std::uint64_t> fingerprint, Terminal& terminal) {
    std::unique_ptr<sim::LineFile> file;
    if (trace_) {
      auto created = sim::LineFile::create(*trace_);
      if (const auto* error = std::get_if<sim::FileError>(&created)) {
        terminal.complain(*error);
        return exit_for(error->trouble);
      }
      file = std::move(std::get<0>(created));
    }
    if (tells_story()) terminal.print(heading(scenario, seed, terminal));
    Ran ran = watch(scenario, seed, file.get(), tells_story() ? &terminal : nullptr);
    ran.seeds = tried;
    ran.assessment = assess(scenario.expect, ran.outcome, tried);
    if (ran.trace) {
      terminal.complain(spared(*trace_, *ran.trace));
    } else {
      ran.trace = trace_;
    }
    Exit exit = ran.assessment.exit;
    if (file) {
      if (const auto error = file->close()) {
        terminal.complain(*error);
        exit = worse(exit, exit_for(error->trouble));
      }
    }
    report(scenario, ran, terminal);
    if (fingerprint && !interrupted() && *fingerprint != ran.outcome.fingerprint) {
      terminal.complain(scenario.name + ": the same seed came to the fingerprints " +
                        sim::fingerprint_text(*fingerprint) + " and " +
                        sim::fingerprint_text(ran.outcome.fingerprint));
      exit = worse(exit, Exit::nondeterminism);
    }
    return exit;
  }

  static Ran watch(const sim::Scenario& scenario, std::uint64_t seed, sim::LineFile* file,
                   Terminal* story) {
    const std::uint64_t begin = cpu_nanoseconds();
    sim::Simulation simulation(scenario, seed);
    simulation.stop_when([] { return interrupted(); });
    std::optional<Recording> recording;
    if (file != nullptr) recording.emplace(simulation, scenario, seed, *file);
    std::optional<sim::Narrator> narrator;
    if (story != nullptr) {
      sim::NarratorLimits limits;
      limits.width = story->width();
      simulation.attach(narrator.emplace(simulation.vocabulary(), limits));
    }
    Ran ran;
    ran.outcome = simulation.run();
    ran.cpu_ns = cpu_nanoseconds() - begin;
    if (narrator) print_story(*narrator, *story);
    if (interrupted()) {
      if (ran.outcome.verdict == sim::RunVerdict::pass) {
        ran.outcome.verdict = sim::RunVerdict::undecided;
      }
      ran.outcome.why_undecided = "interrupted";
      if (file != nullptr) ran.trace = file->spare();
    } else if (recording) {
      recording->finish(ran.outcome);
    }
    return ran;
  }

  static void print_story(const sim::Narrator& narrator, Terminal& terminal) {
    for (const std::string& line : narrator.lines()) {
      const bool bad = line.find("  VIOLATION ") != std::string::npos;
      terminal.print(terminal.paint(bad ? Hue::red : Hue::plain, line) + "\n");
    }
  }

  void report(const sim::Scenario& scenario, const Ran& ran, Terminal& terminal) const {
    if (json_) return terminal.print(run_json(ran) + "\n");
    if (quiet_) return terminal.print(scenario.name + "  " + verdict_line(ran, terminal));
    terminal.print(checks_text(ran.outcome.checks, terminal));
    terminal.print(faults_text(ran.outcome, terminal));
    terminal.print(warnings_text(scenario, ran, terminal));
    terminal.print(verdict_line(ran, terminal));
  }

  std::vector<std::string> paths_, set_, checks_;
  std::optional<std::uint64_t> seed_;
  std::optional<std::string> trace_;
  bool json_ = false, quiet_ = false;
  std::vector<sim::Setting> settings_;
};

}  // namespace

CommandKind run_command() {
  return {"run", "run scenarios, and judge what happens",
          "  conclave run scenarios/raft/hello.json\n"
          "  conclave run scenarios/raft/*.json --quiet\n"
          "  conclave run hello.json --seed 7 --set /network/loss=0.1 --trace hello.jsonl",
          make_command<Run>};
}

}  // namespace conclave::tools

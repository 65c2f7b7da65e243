// conclave shrink: a failing seed in, the few steps that matter out.
#include "sim/shrink/shrink.h"

#include <chrono>
#include <filesystem>

#include "sim/data/units.h"
#include "sim/run/sample.h"
#include "tools/arguments.h"
#include "tools/bundle.h"
#include "tools/campaign/progress.h"
#include "tools/campaign/shrinking.h"
#include "tools/commands.h"
#include "tools/forked_laboratory.h"
#include "tools/input.h"
#include "tools/interrupt.h"
#include "tools/shrunk_files.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

using Clock = std::chrono::steady_clock;

std::string scenario_in(const std::string& path) {
  std::error_code error;  // what cannot be looked at cannot be opened, which is told then
  return std::filesystem::is_directory(path, error) ? path + "/scenario.json" : path;
}

class Shrink final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.positional("SCENARIO", "a scenario file, or the folder of a failure", path_);
    arguments.parsed("--seed", "SEED", "the seed that fails; left out: the scenario's", seed_,
                     sim::parse_seed);
    arguments.texts("--set", "/POINTER=VALUE", "change the scenario, such as /network/loss=0.1",
                    set_);
    arguments.count("--max-replays", "N", "how many candidates to try; left out: 1000", replays_);
    arguments.parsed("--max-time", "DURATION", "... and for how long", time_, sim::parse_duration);
    arguments.count("-j,--jobs", "N", "how many at a time; the result is the same", jobs_);
    arguments.text("--out", "DIR",
                   "write scenario.json, trace.jsonl, report.txt and summary.json there; left "
                   "out: the scenario goes to standard output",
                   out_);
  }

  Exit run(Terminal& terminal) override {
    const bool sound = understand(terminal);
    const auto settings = parse_settings(set_, terminal);
    if (!sound || !settings) return Exit::usage;
    auto loaded = load_scenario(scenario_in(path_), *settings, terminal);
    if (const Exit* exit = std::get_if<Exit>(&loaded)) return *exit;
    auto& scenario = std::get<sim::Scenario>(loaded);
    const std::uint64_t seed = seed_.value_or(scenario.seed);
    // The run that a campaign had with this seed.
    const auto sampled = sim::Sampler(std::move(scenario)).draw(seed);
    if (!sampled) {
      terminal.complain(path_ + ", as drawn by seed " + sim::seed_text(seed), sampled.errors());
      return Exit::bad_input;
    }
    return shrink(sampled->scenario, seed, terminal);
  }

 private:
  bool understand(Terminal& terminal) const {
    bool sound = true;
    const auto refuse = [&](const char* text) {
      terminal.complain(text);
      sound = false;
    };
    if (jobs_ && (*jobs_ == 0 || *jobs_ > 256)) refuse("--jobs: must be from 1 to 256");
    if (replays_ && *replays_ == 0) refuse("--max-replays: must be above 0, or nothing is tried");
    if (time_ && *time_ <= Duration::zero()) {
      refuse("--max-time: must be longer than 0s, or nothing is tried");
    }
    return sound;
  }

  Exit shrink(const sim::Scenario& scenario, std::uint64_t seed, Terminal& terminal) {
    const auto begin = Clock::now();
    Progress progress;
    sim::ShrinkProgress last;
    const auto stop = [&] {
      if (progress.due()) progress.say("shrinking: " + in_words(last));
      return interrupted() || (time_ && Clock::now() - begin > *time_);
    };
    sim::ShrinkOptions options;
    options.replays = replays_.value_or(options.replays);
    options.stop = stop;
    options.report = [&](const sim::ShrinkProgress& now) { last = now; };
    ForkedLaboratory laboratory(static_cast<unsigned>(jobs_.value_or(1)), stop);
    const auto shrunk = sim::shrink(scenario, seed, options, laboratory);
    progress.clear();
    if (!shrunk) {
      terminal.complain(path_, shrunk.errors());
      return worse(Exit::bad_input, interruption());
    }
    return hand_over(*shrunk, Clock::now() - begin, terminal);
  }

  Exit hand_over(const sim::Shrunk& shrunk, Clock::duration took, Terminal& terminal) const {
    if (out_) {
      if (const auto error = write_shrunk(*out_, shrunk)) {
        terminal.complain(*error);
        return exit_for(error->trouble);
      }
    } else {
      terminal.print(sim::scenario_text(shrunk.scenario));
      terminal.flush();
      terminal.yield_output();
    }
    terminal.print(shrunk.violation.check + ": " + shrunk.violation.story + "\n");
    terminal.print(sim::size_change(shrunk.before, shrunk.after) + "\n");
    const auto time = std::chrono::duration_cast<Duration>(took);
    terminal.print(counted(shrunk.replays, "replay") + " in " + seconds(time) +
                   (shrunk.complete ? "" : ", and there is more to try") + "\n");
    if (out_) terminal.print("run it:  " + line_to("run", *out_ + "/scenario.json") + "\n");
    return interruption();
  }

  std::string path_;
  std::vector<std::string> set_;
  std::optional<std::uint64_t> seed_, replays_, jobs_;
  std::optional<sim::Duration> time_;
  std::optional<std::string> out_;
};

}  // namespace

CommandKind shrink_command() {
  return {"shrink", "make a failing run small: the few steps that break the same promise",
          "  conclave shrink scenarios/raft/swarm.json --set /protocol/flaw=commit_unverified_tail "
          "--seed 0x26af9b101276d0d5 --out small\n"
          "  conclave shrink out/agreement-3fa9c1 -j 2 --max-time 60s > small.json",
          make_command<Shrink>};
}

}  // namespace conclave::tools

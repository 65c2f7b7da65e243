// conclave shrink: a failing seed in, the few steps that matter out.
#include <chrono>
#include <filesystem>

#include "sim/data/units.h"
#include "sim/shrink/shrink.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/input.h"
#include "tools/interrupt.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

class Shrink final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.positional("SCENARIO", "a scenario file", path_);
    arguments.parsed("--seed", "SEED", "the seed that fails, instead of the scenario's", seed_,
                     sim::parse_seed);
    arguments.count("--max-replays", "N", "how many candidates to try; 1,000 if left out",
                    replays_);
    arguments.parsed("--max-time", "DURATION", "... and for how long", time_,
                     sim::parse_duration);
  }

  Exit run(Terminal& terminal) override {
    auto loaded = load_scenario(path_, {}, terminal);
    if (const Exit* exit = std::get_if<Exit>(&loaded)) return *exit;
    const auto& scenario = std::get<sim::Scenario>(loaded);
    const auto begin = std::chrono::steady_clock::now();
    const auto stop = [&] {
      return interrupted() || (time_ && std::chrono::steady_clock::now() - begin > *time_);
    };
    sim::ShrinkOptions options;
    if (replays_) options.replays = *replays_;
    options.stop = stop;
    options.report = [&](const sim::ShrinkProgress& now) {
      terminal.remark(std::string(now.pass) + "  " + std::to_string(now.replays) + "  " +
                      std::to_string(now.size.events));
      terminal.complain(std::string(now.pass) + "  " + std::to_string(now.replays) + "  " +
                      std::to_string(now.size.events));
    };
    sim::SerialLaboratory laboratory(stop);
    const auto shrunk = sim::shrink(scenario, seed_.value_or(scenario.seed), options, laboratory);
    if (!shrunk) {
      terminal.complain(path_, shrunk.errors());
      return Exit::bad_input;
    }
    terminal.print(sim::scenario_text(shrunk->scenario));
    terminal.print("\n" + sim::size_change(shrunk->before, shrunk->after) + "  " +
                   std::to_string(shrunk->replays) + " replays\n");
    return Exit::ok;
  }

 private:
  std::string path_;
  std::optional<std::uint64_t> seed_, replays_;
  std::optional<sim::Duration> time_;
};

}  // namespace

CommandKind shrink_command() {
  return {"shrink", "make a failing run small",
          "  conclave shrink scenarios/raft/swarm.json --seed 0x7c1e90aa12",
          make_command<Shrink>};
}

}  // namespace conclave::tools

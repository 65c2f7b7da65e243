// conclave scenario: files, looked at without running them.

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "sim/data/json_text.h"
#include "sim/data/units.h"
#include "sim/run/sample.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/input.h"

namespace conclave::tools {
namespace {

class Validate final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.positionals("SCENARIO", "scenario files", paths_);
    arguments.texts("--set", "/POINTER=VALUE", "change the scenario before it is read", set_);
    arguments.flag("--quiet", "say nothing of what is valid", quiet_);
  }
  Exit run(Terminal& terminal) override {
    const auto settings = parse_settings(set_, terminal);
    if (!settings) return Exit::usage;
    Exit worst = Exit::ok;
    for (const std::string& path : paths_) {
      const auto loaded = load_scenario(path, *settings, terminal);
      if (const Exit* exit = std::get_if<Exit>(&loaded)) {
        worst = worse(worst, *exit);
      } else if (!samples_well(path, std::get<sim::Scenario>(loaded), terminal)) {
        worst = worse(worst, Exit::bad_input);
      } else if (!quiet_) {
        terminal.print(path + ": valid\n");
      }
    }
    return worst;
  }

 private:
  // What a campaign would draw is looked at for some seeds. Says what is wrong.
  static bool samples_well(const std::string& path, const sim::Scenario& scenario,
                           Terminal& terminal) {
    constexpr std::uint64_t seeds = 32;
    if (scenario.sample.empty()) return true;
    const sim::Sampler sampler(scenario);
    for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
      const auto sampled = sampler.draw(seed);
      if (sampled) continue;
      terminal.complain(path + ", as drawn by seed " + sim::seed_text(seed), sampled.errors());
      return false;
    }
    return true;
  }

  std::vector<std::string> paths_, set_;
  bool quiet_ = false;
};

class Show final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.positional("SCENARIO", "a scenario file", path_);
    arguments.texts("--set", "/POINTER=VALUE", "change the scenario before it is read", set_);
  }
  Exit run(Terminal& terminal) override {
    const auto settings = parse_settings(set_, terminal);
    if (!settings) return Exit::usage;
    const auto loaded = load_scenario(path_, *settings, terminal);
    if (const Exit* exit = std::get_if<Exit>(&loaded)) return *exit;
    terminal.print(sim::scenario_text(std::get<sim::Scenario>(loaded)));
    return Exit::ok;
  }

 private:
  std::string path_;
  std::vector<std::string> set_;
};

class Sample final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.positional("SCENARIO", "a scenario file", path_);
    arguments.parsed("--seed", "SEED", "which of its runs (that of the scenario)", seed_,
                     sim::parse_seed);
    arguments.texts("--set", "/POINTER=VALUE", "change the scenario before it is read", set_);
  }
  Exit run(Terminal& terminal) override {
    const auto settings = parse_settings(set_, terminal);
    if (!settings) return Exit::usage;
    auto loaded = load_scenario(path_, *settings, terminal);
    if (const Exit* exit = std::get_if<Exit>(&loaded)) return *exit;
    auto& scenario = std::get<sim::Scenario>(loaded);
    const std::uint64_t seed = seed_.value_or(scenario.seed);
    const auto sampled = sim::Sampler(std::move(scenario)).draw(seed);
    if (!sampled) {
      terminal.complain(path_ + ", as drawn by seed " + sim::seed_text(seed), sampled.errors());
      return Exit::bad_input;
    }
    terminal.print(sim::scenario_text(sampled->scenario));
    return Exit::ok;
  }

 private:
  std::string path_;
  std::optional<std::uint64_t> seed_;
  std::vector<std::string> set_;
};

class Schema final : public Command {
 public:
  void describe(Arguments&) override {}
  Exit run(Terminal& terminal) override {
    terminal.print(sim::json_text(sim::scenario_schema()));
    return Exit::ok;
  }
};

}  // namespace

CommandKind scenario_validate_command() {
  return {"scenario validate", "tell everything that is wrong with scenario files",
          "  conclave scenario validate scenarios/raft/*.json", make_command<Validate>};
}

CommandKind scenario_show_command() {
  return {"scenario show", "print a scenario with every default written out",
          "  conclave scenario show scenarios/raft/hello.json\n"
          "  conclave scenario show hello.json --set /nodes=5 >five.json",
          make_command<Show>};
}

CommandKind scenario_sample_command() {
  return {"scenario sample", "print what a seed of a campaign makes of a scenario",
          "  conclave scenario sample scenarios/raft/swarm.json --seed 7", make_command<Sample>};
}

CommandKind scenario_schema_command() {
  return {"scenario schema", "print the JSON Schema of scenario files",
          "  conclave scenario schema >scenario.schema.json", make_command<Schema>};
}

}  // namespace conclave::tools

// conclave fuzz: scenarios in, a campaign over their seeds, a bundle for each failure out.

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <optional>
#include <string>
#include <thread>
#include <variant>
#include <vector>

#include "sim/data/json_text.h"
#include "sim/data/units.h"
#include "sim/trace/line_file.h"
#include "tools/arguments.h"
#include "tools/bundle.h"
#include "tools/campaign/campaign.h"
#include "tools/campaign/github.h"
#include "tools/campaign/junit.h"
#include "tools/campaign/progress.h"
#include "tools/campaign/regressions.h"
#include "tools/campaign/report.h"
#include "tools/campaign/shrinking.h"
#include "tools/commands.h"
#include "tools/input.h"
#include "tools/interrupt.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t usual_runs = 1000;

// Every scenario file below a folder, in the order of their names; a file is itself. Says what
// cannot be read, or that there is none.
std::variant<std::vector<std::string>, Exit> files_of(const std::string& path, Terminal& terminal) {
  std::error_code error;
  if (!fs::is_directory(path, error)) return std::vector{path};
  std::vector<std::string> files;
  fs::recursive_directory_iterator entry(path, error);
  for (; !error && entry != fs::recursive_directory_iterator(); entry.increment(error)) {
    if (entry->path().extension() == ".json") files.push_back(entry->path().string());
  }
  if (error) {
    terminal.complain(path + ": not all of this folder can be read: " + error.message());
    return Exit::cannot_read;
  }
  if (files.empty()) {
    terminal.complain(path + ": there is no scenario in this folder");
    return Exit::cannot_read;
  }
  std::sort(files.begin(), files.end());
  return files;
}

// What a campaign finds, as it finds it: bundles and progress.
class Desk final : public CampaignListener {
 public:
  Desk(const std::vector<Entrant>& entrants, fs::path out, Crew::Limits limits, bool convictions,
       Terminal& terminal)
      : entrants_(entrants),
        out_(std::move(out)),
        limits_(limits),
        convictions_(convictions),
        terminal_(terminal) {}

  void found(const Failure& failure, bool first) override {
    if (failure.convicted && !convictions_) return;
    const Entrant& entrant = entrants_[failure.entrant];
    const auto sampled = entrant.sampler.draw(failure.seed);
    if (!sampled) return;
    const BundleRequest request{sampled->scenario, failure, sampled->drawn, entrant.path, limits_};
    const auto written = write_bundle(out_, request);
    progress_.clear();
    if (const auto* error = std::get_if<sim::FileError>(&written)) {
      terminal_.complain(*error);
      exit_ = worse(exit_, exit_for(error->trouble));
      return;
    }
    const auto& bundle = std::get<BundleWritten>(written);
    bundles_[failure.signature] = bundle.folder.string();
    if (first) {
      terminal_.complain(failure.defect.check + " at seed " + sim::seed_text(failure.seed) +
                         ": see " + bundle.folder.string());
    }
    if (!bundle.cut_short.empty()) {
      terminal_.complain(bundle.folder.string() + ": " + bundle.cut_short);
    }
    // A process that somebody killed, or that hung on a busy machine, may well do better alone.
    if (bundle.differs && !failure.death) {
      terminal_.complain(bundle.folder.string() + ": the same seed came to something else");
      exit_ = worse(exit_, Exit::nondeterminism);
    }
  }

  bool go_on(const CampaignResult& so_far, std::optional<std::uint64_t> total) override {
    if (progress_.due()) {
      const std::uint64_t runs = so_far.runs();
      const double rate = so_far.seconds > 0 ? static_cast<double>(runs) / so_far.seconds : 0;
      progress_.say(
          (total ? grouped(runs) + " of " + counted(*total, "seed") : counted(runs, "seed")) +
          "  " + grouped(static_cast<std::uint64_t>(rate)) + "/s  " +
          counted(so_far.failures.size(), "distinct failure") + "  " +
          seconds(Duration(static_cast<Duration::rep>(so_far.seconds * 1e9))));
    }
    return !interrupted();
  }

  // Each failure that left a bundle is told once more, in as few steps as its time allows.
  void shrink(const CampaignResult& result, std::chrono::nanoseconds time) {
    for (const auto* list : {&result.failures, &result.convictions}) {
      for (const Failure& failure : *list) {
        if (!interrupted() && bundles_.contains(failure.signature)) shrink(failure, time);
      }
    }
  }

  void finish() { progress_.clear(); }
  const std::map<std::string, std::string>& shrunk() const { return shrunk_; }
  const std::map<std::string, std::string>& bundles() const { return bundles_; }
  Exit exit() const { return exit_; }

 private:
  void shrink(const Failure& failure, std::chrono::nanoseconds time) {
    // A run that takes its process along has no schedule, one that differs has no story, and one
    // that did better than expected breaks no promise.
    const std::string& check = failure.defect.check;
    if (failure.death || check == "nondeterminism" || check == "expect") return;
    const auto sampled = entrants_[failure.entrant].sampler.draw(failure.seed);
    if (!sampled) return;
    ShrinkBudget budget;
    budget.time = time;
    budget.workers = limits_.workers;
    budget.memory = limits_.memory;
    budget.go_on = [] { return !interrupted(); };
    budget.progress = [&](const sim::ShrinkProgress& now) {
      if (!progress_.due()) return;
      progress_.say("shrinking " + failure.signature + ": " + in_words(now));
    };
    const auto done =
        shrink_bundle(bundles_.at(failure.signature), sampled->scenario, failure.seed, budget);
    progress_.clear();
    if (const auto* why = std::get_if<std::string>(&done)) {
      terminal_.complain(failure.signature + " was not shrunk: " + *why);
    } else {
      shrunk_[failure.signature] = std::get<ShrunkBundle>(done).change;
    }
  }

  const std::vector<Entrant>& entrants_;
  fs::path out_;
  Crew::Limits limits_;
  bool convictions_;
  Terminal& terminal_;
  Progress progress_;
  std::map<std::string, std::string> bundles_;  // by signature
  std::map<std::string, std::string> shrunk_;   // likewise: how much smaller
  Exit exit_ = Exit::ok;
};

class Fuzz final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.positionals("SCENARIO", "scenario files, or folders of them", paths_);
    arguments.parsed("--seeds", "A..B", "run these very seeds of each scenario", seeds_,
                     parse_seed_range);
    arguments.count("--runs", "N", "run so many seeds of each scenario (1,000)", runs_);
    arguments.parsed("--max-time", "DURATION", "run for so long", time_, sim::parse_duration);
    arguments.parsed("--seed", "BASE",
                     "what --runs and --max-time mix their seeds from: a number or a git hash (1)",
                     base_, sim::parse_seed);
    arguments.count("-j,--jobs", "N", "worker processes (one for each processor)", jobs_);
    arguments.text("--out", "FOLDER", "where bundles of failures go (out)", out_);
    arguments.flag_or_count("--keep-going", "do not end at the first failure; =N: at the Nth",
                            keep_going_);
    arguments.parsed("--timeout", "DURATION", "how long one seed may take (30s)", timeout_,
                     sim::parse_duration);
    arguments.parsed("--memory", "SIZE", "how much a worker may use (2GiB)", memory_,
                     sim::parse_size);
    arguments.flag("--no-shrink", "leave failures as they were found", no_shrink_);
    arguments.parsed("--shrink-time", "DURATION", "how long to shrink each failure (1m)",
                     shrink_time_, sim::parse_duration);
    arguments.text("--regress", "FILE", "run these first: a scenario and a seed on each line",
                   regress_);
    arguments.count("--verify-determinism", "PERCENT", "run this share of the seeds twice (1)",
                    verify_);
    arguments.choice("--expect", {"scenario", "pass", "fail"},
                     "how it must end: as each scenario says, or so", expect_);
    arguments.count("--at-least", "N", "undecided (exit 2) unless so many seeds ran", at_least_);
    arguments.parsed("--shard", "I/N", "of N machines that share the seeds, this is the Ith",
                     shard_, parse_shard);
    arguments.texts("--set", "/POINTER=VALUE", "change the scenarios, such as /network/loss=0.1",
                    set_);
    arguments.text("--junit", "FILE", "write a report as JUnit's XML", junit_);
    arguments.flag("--github", "annotations and a step summary for GitHub Actions", github_);
    arguments.flag("--json", "one JSON object for each failure, and one for the whole", json_);
  }

  Exit run(Terminal& terminal) override {
    if (!understand(terminal)) return Exit::usage;
    const Exit loaded = load(terminal);
    if (loaded != Exit::ok) return loaded;
    terminal.flush();
    Desk desk(entrants_, out_.value_or("out"), crew_limits(), out_ || expect_ == "fail", terminal);
    Campaign campaign(entrants_, options());
    const CampaignResult result = campaign.run(desk);
    if (!no_shrink_) desk.shrink(result, shrink_time_.value_or(std::chrono::seconds(60)));
    desk.finish();
    const Campaigned all{entrants_, result,         options().agenda,
                         at_least_, desk.bundles(), desk.shrunk()};
    return report(all, desk.exit(), terminal);
  }

 private:
  bool understand(Terminal& terminal) {
    bool sound = true;
    const auto refuse = [&](const std::string& text) {
      terminal.complain(text);
      sound = false;
    };
    if (seeds_ && base_)
      refuse("--seeds names the seeds themselves: --seed means nothing beside it");
    if (seeds_ && runs_) refuse("give either --seeds or --runs");
    if (verify_ && *verify_ > 100) refuse("--verify-determinism: a share is at most 100 percent");
    if (jobs_ && (*jobs_ == 0 || *jobs_ > 1000)) refuse("--jobs: from 1 to 1000");
    if (keep_going_ && *keep_going_ == 0) refuse("--keep-going: from 1 on");
    if (timeout_ && *timeout_ <= Duration::zero()) {
      refuse("--timeout: must be longer than 0s, or no seed has the time to end");
    }
    if (memory_ && *memory_ == 0) refuse("--memory: must be above 0B, or no worker can run");
    const auto settings = parse_settings(set_, terminal);
    settings_ = settings.value_or(std::vector<sim::Setting>());
    return sound && settings;
  }

  Crew::Limits crew_limits() const {
    Crew::Limits limits;
    limits.workers =
        static_cast<unsigned>(jobs_.value_or(std::max(1U, std::thread::hardware_concurrency())));
    limits.memory = memory_.value_or(usual_memory);
    limits.patience = timeout_.value_or(std::chrono::seconds(30));
    return limits;
  }

  CampaignOptions options() const {
    CampaignOptions options;
    options.agenda.base = base_.value_or(1);
    options.agenda.shard = shard_.value_or(Shard());
    options.agenda.verify_percent = verify_.value_or(1);
    options.crew = crew_limits();
    options.most_failures = keep_going_.value_or(1);
    if (time_) options.time = *time_;
    return options;
  }

  // Everything that is wrong with any of the files is said.
  Exit load(Terminal& terminal) {
    Exit worst = regress_ ? load_regressions(terminal) : Exit::ok;
    for (const std::string& path : paths_) {
      const auto files = files_of(path, terminal);
      if (const Exit* exit = std::get_if<Exit>(&files)) {
        worst = worse(worst, *exit);
        continue;
      }
      for (const std::string& file : std::get<0>(files))
        worst = worse(worst, load_scenario_file(file, terminal));
    }
    return worst;
  }

  Exit load_scenario_file(const std::string& path, Terminal& terminal) {
    auto loaded = load_scenario(path, settings_, terminal);
    if (const Exit* exit = std::get_if<Exit>(&loaded)) return *exit;
    const Wanted wanted = expect_ == "pass"   ? Wanted::pass
                          : expect_ == "fail" ? Wanted::fail
                                              : Wanted::as_scenario;
    auto& scenario = std::get<sim::Scenario>(loaded);
    const Goal goal = goal_of(scenario, wanted);
    // A run ends at what it expects; what is not wanted ends it too.
    if (wanted == Wanted::pass) scenario.expect = {};
    const std::uint64_t usual =
        goal.conviction ? scenario.expect.within_seeds.value_or(usual_runs) : usual_runs;
    Entrant entrant{path, sim::Sampler(std::move(scenario)), goal};
    if (seeds_) {
      entrant.first_seed = seeds_->first;
      entrant.count = seeds_->last - seeds_->first + 1;
    } else {
      entrant.count = runs_.value_or(time_ ? Track::no_end : usual);
    }
    entrants_.push_back(std::move(entrant));
    return Exit::ok;
  }

  Exit load_regressions(Terminal& terminal) {
    constexpr std::size_t most = 16U << 20U;
    const auto text = read_text(*regress_, most);
    if (const auto* error = std::get_if<sim::FileError>(&text)) {
      terminal.complain(*error);
      return exit_for(error->trouble);
    }
    sim::InputErrors errors;
    const auto regressions = parse_regressions(std::get<std::string>(text),
                                               fs::path(*regress_).parent_path().string(), errors);
    terminal.complain(*regress_, errors);
    Exit worst = errors.empty() ? Exit::ok : Exit::bad_input;
    for (const Regression& one : regressions) {
      auto loaded = load_scenario(one.path, {}, terminal);
      if (const Exit* exit = std::get_if<Exit>(&loaded)) {
        terminal.complain(*regress_ + ": it is named in line " + std::to_string(one.line));
        worst = worse(worst, *exit);
        continue;
      }
      auto& scenario = std::get<sim::Scenario>(loaded);
      const Goal goal = goal_of_regression(scenario);
      if (!goal.conviction) scenario.expect = {};
      const std::uint64_t seed = one.seed.value_or(scenario.seed);
      entrants_.push_back({one.path, sim::Sampler(std::move(scenario)), goal, 1, seed, true});
    }
    return worst;
  }

  // Files come first: whether they could be written is part of the exit, which is told.
  Exit report(const Campaigned& all, Exit exit, Terminal& terminal) const {
    exit = worse(exit, all.exit());
    if (junit_) exit = worse(exit, write_junit(all, terminal));
    if (github_) exit = worse(exit, add_step_summary(all, terminal));
    exit = worse(exit, interruption());
    terminal.print(json_ ? campaign_json(all, exit) : campaign_text(all, exit, terminal));
    if (github_) {
      // GitHub reads both streams; whoever reads JSON reads nothing else.
      terminal.flush();
      if (json_) terminal.yield_output();
      terminal.print(github_annotations(all));
    }
    return exit;
  }

  Exit write_junit(const Campaigned& all, Terminal& terminal) const {
    auto created = sim::LineFile::create(*junit_);
    if (const auto* error = std::get_if<sim::FileError>(&created)) {
      terminal.complain(*error);
      return exit_for(error->trouble);
    }
    auto& file = std::get<0>(created);
    std::string text = junit_text(all);
    if (text.ends_with('\n')) text.pop_back();
    file->line(text);
    if (const auto error = file->close()) {
      terminal.complain(*error);
      return exit_for(error->trouble);
    }
    return Exit::ok;
  }

  static Exit add_step_summary(const Campaigned& all, Terminal& terminal) {
    const char* path = std::getenv("GITHUB_STEP_SUMMARY");
    if (path == nullptr || *path == '\0') return Exit::ok;
    std::ofstream file(path, std::ios::binary | std::ios::app);
    file << github_summary(all);
    file.close();
    if (file) return Exit::ok;
    terminal.complain(std::string(path) + ": cannot write the step summary");
    return Exit::cannot_write;
  }

  std::vector<std::string> paths_, set_;
  std::optional<SeedRange> seeds_;
  std::optional<std::uint64_t> runs_, base_, jobs_, keep_going_, memory_, verify_, at_least_;
  std::optional<Duration> time_, timeout_, shrink_time_;
  std::optional<Shard> shard_;
  std::optional<std::string> out_, regress_, junit_;
  std::string expect_ = "scenario";
  bool github_ = false, json_ = false, no_shrink_ = false;
  std::vector<sim::Setting> settings_;
  std::vector<Entrant> entrants_;
};

}  // namespace

CommandKind fuzz_command() {
  return {"fuzz", "run scenarios with many seeds, and keep what fails",
          "  conclave fuzz scenarios/raft/swarm.json --max-time 1m\n"
          "  conclave fuzz scenarios/raft scenarios/paxos --runs 200 --keep-going\n"
          "  conclave fuzz swarm.json --seed $(git rev-parse HEAD) --shard 2/4 --regress known.txt",
          make_command<Fuzz>};
}

}  // namespace conclave::tools

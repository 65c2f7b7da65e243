// The bench: what goes, what stays, and what it costs. The laboratories here decide by the names of
// faults, which stand for steps that matter.
#include "sim/shrink/bench.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

#include "sim/shrink/units.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

// Steps that are named by numbers: 0, 1, 2, ...
Scenario numbered(std::size_t steps) {
  Scenario scenario;
  scenario.schedule.emplace();
  for (std::size_t n = 0; n < steps; ++n) {
    Step step;
    step.kind = Step::Kind::end;
    step.text = std::to_string(n);
    scenario.schedule->push_back(step);
  }
  return scenario;
}

std::vector<std::string> names(const Schedule& steps) {
  std::vector<std::string> names;
  for (const Step& step : steps) names.push_back(step.text);
  return names;
}

// A candidate fails if it has all of these steps.
class Needs : public Laboratory {
 public:
  explicit Needs(std::vector<std::string> steps) : steps_(std::move(steps)) {}

  std::optional<Found> first(std::size_t count, const Make& make, std::uint64_t,
                             const Wanted&) override {
    for (std::size_t n = 0; n < count; ++n) {
      ++trials;
      const Scenario candidate = make(n);
      const auto there = names(*candidate.schedule);
      const bool fails = std::all_of(steps_.begin(), steps_.end(), [&](const std::string& step) {
        return std::find(there.begin(), there.end(), step) != there.end();
      });
      if (fails) return Found{n, trial(there)};
    }
    return std::nullopt;
  }
  std::uint64_t trials = 0;
  std::vector<std::string> skipped;  // steps that never happen

 private:
  Trial trial(const std::vector<std::string>& there) const {
    Trial trial;
    trial.fails = true;
    for (const std::string& step : there) {
      trial.taken.push_back(std::find(skipped.begin(), skipped.end(), step) == skipped.end());
    }
    trial.useful = trial.taken;
    return trial;
  }

  std::vector<std::string> steps_;
};

struct Table {
  explicit Table(std::size_t steps, std::vector<std::string> needed, std::uint64_t replays = 1000)
      : laboratory(std::move(needed)),
        options{.replays = replays, .stop = {}, .report = {}},
        bench(numbered(steps), 1, {}, options, laboratory) {}
  Needs laboratory;
  ShrinkOptions options;
  ShrinkBench bench;
};

using Names = std::vector<std::string>;

}  // namespace

TEST_SUITE("shrink/bench") {
  TEST_CASE("what is left is what is needed, wherever it stands") {
    for (const Names& needed :
         {Names{"0"}, Names{"99"}, Names{"3", "4", "70"}, Names{"0", "50", "99"}}) {
      Table table(100, needed);
      CHECK(table.bench.reduce(every_step(table.bench)));
      CHECK(names(table.bench.steps()) == needed);
      CHECK(table.bench.replays() == table.laboratory.trials);
      CHECK(table.bench.replays() < 60);
    }
  }

  TEST_CASE("what fails whatever happens loses every step in one trial") {
    Table table(1000, {});
    CHECK(table.bench.reduce(every_step(table.bench)));
    CHECK(table.bench.steps().empty());
    CHECK(table.bench.replays() == 1);
  }

  TEST_CASE("where every step is needed, nothing goes") {
    Table table(8, {"0", "1", "2", "3", "4", "5", "6", "7"});
    CHECK_FALSE(table.bench.reduce(every_step(table.bench)));
    CHECK(table.bench.steps().size() == 8);
    CHECK(table.bench.replays() == 1 + 2 + 4 + 8);
  }

  TEST_CASE("a unit goes as a whole, or stays as a whole") {
    Table table(6, {"3"});
    CHECK(table.bench.reduce({{0, 5}, {1, 3}, {2, 4}}));
    CHECK(names(table.bench.steps()) == Names{"1", "3"});
  }

  TEST_CASE("a step that did not happen goes along with the next success") {
    Table table(10, {"2"});
    table.laboratory.skipped = {"0", "1", "5"};
    CHECK(table.bench.offer_without({9}));
    CHECK(names(table.bench.steps()) == Names{"2", "3", "4", "6", "7", "8"});
    CHECK(table.bench.ids() == std::vector<StepId>{2, 3, 4, 6, 7, 8});
  }

  TEST_CASE("a budget is kept to the trial, and what it leaves is a result") {
    Table table(100, {"3", "4", "70"}, 10);
    table.bench.reduce(every_step(table.bench));
    CHECK(table.bench.over());
    CHECK(table.bench.replays() == 10);
    CHECK(table.laboratory.trials == 10);
    const auto left = names(table.bench.steps());
    for (const char* needed : {"3", "4", "70"}) {
      CHECK(std::find(left.begin(), left.end(), needed) != left.end());
    }
    CHECK(left.size() < 100);
  }

  TEST_CASE("progress is told of after every offer, also of those in vain") {
    Table table(8, {"0", "1", "2", "3", "4", "5", "6", "7"});
    std::uint64_t told = 0;
    table.options.report = [&](const ShrinkProgress& now) {
      CHECK(now.replays == table.laboratory.trials);
      ++told;
    };
    table.bench.reduce(every_step(table.bench));
    CHECK(told == 4);
  }

  TEST_CASE("who says stop is heeded before the next trial") {
    Table table(100, {"3"});
    table.options.stop = [] { return true; };
    CHECK_FALSE(table.bench.reduce(every_step(table.bench)));
    CHECK(table.laboratory.trials == 0);
  }
}

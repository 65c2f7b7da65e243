// conclave shrink, as a person meets it.

#include <doctest/doctest.h>

#include <string>

#include "tests/support/shell.h"

using conclave::test::has;
using conclave::test::Said;
using conclave::test::Shell;

namespace {

// A planted mistake that some seeds show.
constexpr const char* flawed = R"({"version": 1, "name": "flawed",
    "protocol": {"name": "raft", "flaw": "commit_unverified_tail",
                 "options": {"batch_max": 2, "window": 2}},
    "nodes": 5, "nemesis": "storm",
    "workload": {"clients": 3, "rate": "60/s", "operations": 0, "until": "2s"}})";

// Leaves the first failure's bundle, as it was found, as the folder `bundle`.
void find_failure(Shell& shell) {
  shell.write("flawed.json", flawed);
  const Said found = shell.runs(
      "$c fuzz flawed.json --seeds 1..400 --no-shrink --out out && exit 9; mv out/* bundle");
  REQUIRE(found.exit == 0);
}

}  // namespace

TEST_SUITE("program/shrink") {
  TEST_CASE("a bundle becomes a scenario on standard output, which fails as it expects to") {
    Shell shell;
    find_failure(shell);
    const Said said = shell.runs("$c shrink bundle -j 2 > small.json");
    CHECK(said.exit == 0);
    CHECK_HAS(said.err, "events ");
    CHECK_HAS(said.err, " replays in ");
    CHECK(!has(said.err, "more to try"));
    CHECK_HAS(shell.read("small.json"), "\"schedule\": [");
    CHECK_HAS(shell.read("small.json"), "\"name\": \"flawed_shrunk\"");
    CHECK(shell.runs("$c run small.json --quiet").exit == 0);
    // The same whatever the number of workers, and what is small stays as it is.
    CHECK(shell.runs("$c shrink bundle -j 1 2>/dev/null | cmp - small.json").exit == 0);
    CHECK(shell.runs("$c shrink small.json > smaller.json").exit == 0);
    CHECK(shell.runs("grep -c '\"at\"' small.json | cmp - <(grep -c '\"at\"' smaller.json)").exit ==
          0);
  }

  TEST_CASE("--out gets the same four files that a campaign leaves") {
    Shell shell;
    find_failure(shell);
    const Said said = shell.runs(
        "$c shrink flawed.json --seed $(sed -n 's/.*\"seed\": \"\\(0x[0-9a-f]*\\)\".*/\\1/p' "
        "bundle/summary.json | head -n 1) --out 'so small'");
    CHECK(said.exit == 0);
    for (const char* file : {"scenario.json", "trace.jsonl", "report.txt", "summary.json"}) {
      CHECK_MESSAGE(shell.runs("test -s 'so small'/" + std::string(file)).exit == 0, file);
    }
    const auto at = said.out.find("run it:  ");
    REQUIRE(at != std::string::npos);
    const Said again = shell.runs("$c run 'so small/scenario.json' --quiet");
    CHECK(again.exit == 0);
    CHECK(shell.runs(said.out.substr(at + 9)).exit == 0);
    CHECK(shell.runs("$c replay 'so small'").exit == 0);
    CHECK(shell.runs("touch file; $c shrink bundle --max-replays 3 --out file/x").exit >= 73);
  }

  TEST_CASE("a budget leaves the best so far, and says that there is more to try") {
    Shell shell;
    find_failure(shell);
    const Said said = shell.runs("$c shrink bundle --max-replays 12 > small.json");
    CHECK(said.exit == 0);
    CHECK_HAS(said.err, "12 replays");
    CHECK_HAS(said.err, "more to try");
    CHECK(shell.runs("$c run small.json --quiet").exit == 0);
    CHECK(shell.runs("$c shrink bundle --max-replays 0").exit == 64);
    const Said none = shell.runs("$c shrink bundle --max-time 0s");
    CHECK(none.exit == 64);
    CHECK_HAS(none.err, "--max-time: must be longer than 0s");
  }

  TEST_CASE("Ctrl-C and SIGTERM keep the best so far") {
    Shell shell;
    find_failure(shell);
    // Sooner or later one of them comes in the middle.
    int cut_short = 0;
    for (const char* delay : {"0.05", "0.1", "0.15", "0.2", "0.3", "0.4", "0.6", "0.8", "1.2"}) {
      const bool term = cut_short > 0;
      const Said said =
          shell.runs("set -m; rm -rf small; $c shrink bundle -j 1 --out small & sleep " +
                     std::string(delay) + "; kill -" + (term ? "TERM" : "INT") + " $!; wait $!");
      const bool whole = shell.runs("test -e small/scenario.json").exit == 0;
      CHECK((said.exit == 0 || said.exit == (term ? 143 : 130)));
      if (whole) CHECK(shell.runs("$c run small/scenario.json --quiet").exit == 0);
      CHECK(shell.strangers() == 0);
      if (said.exit == 0) break;
      if (!whole) CHECK_HAS(said.err, "no time for a single replay");
      if (whole) {
        CHECK_HAS(said.out, "more to try");
        if (++cut_short == 2) break;
      }
    }
    CHECK(cut_short > 0);
  }

  TEST_CASE("what cannot be shrunk is refused") {
    Shell shell;
    const Said sound = shell.runs("$c shrink $hello --seed 3");
    CHECK(sound.exit == 65);
    CHECK_HAS(sound.err, "the run with seed 0x3 does not fail");
    CHECK(shell.runs("$c shrink").exit == 64);
    CHECK(shell.runs("$c shrink $hello -j 0").exit == 64);
    CHECK(shell.runs("$c shrink nowhere").exit == 66);
    CHECK(shell.runs("mkdir empty; $c shrink empty").exit == 66);
    CHECK(shell.runs("$c shrink $(printf '%0300d' 0)").exit == 66);  // no name of a file
  }

  TEST_CASE("a scenario that samples is shrunk from the run that a campaign had with this seed") {
    Shell shell;
    find_failure(shell);
    // As it stands it is sound: what makes it fail is drawn.
    const std::string sampling =
        "sed -e 's/\"nodes\": 5/\"nodes\": 1/' -e 's/\"version\": 1,/\"version\": 1, \"sample\": "
        "{\"\\/nodes\": {\"choose\": [5]}},/' flawed.json > sampling.json; ";
    const std::string seed =
        "$(sed -n 's/.*\"seed\": \"\\(0x[0-9a-f]*\\)\".*/\\1/p' bundle/summary.json | head -n 1)";
    const Said said = shell.runs(sampling + "$c shrink sampling.json --seed " + seed +
                                 " --max-replays 12 > small.json");
    CHECK(said.exit == 0);
    CHECK(shell.runs("grep -q '\"sample\"' small.json").exit == 1);
    CHECK(shell.runs("$c run small.json --quiet").exit == 0);
    const Said odd = shell.runs("sed -i 's/\\[5\\]/[0]/' sampling.json; $c shrink sampling.json");
    CHECK(odd.exit == 65);
    CHECK_HAS(odd.err, "sampling.json, as drawn by seed");
  }
}

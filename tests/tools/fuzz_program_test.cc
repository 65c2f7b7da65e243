// conclave fuzz, replay of bundles, diff, completions: as a person meets them.

#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <tuple>

#include "tests/support/shell.h"

using conclave::test::has;
using conclave::test::Said;
using conclave::test::Shell;
using Json = nlohmann::ordered_json;

namespace {

// A scenario that is quick to run, and one with a planted mistake that some of its seeds show.
constexpr const char* quick = R"({"version": 1, "name": "quick", "protocol": {"name": "raft"},
    "nodes": 3, "workload": {"operations": 5}, "sample": {"/nodes": {"choose": [3, 5]}}})";
constexpr const char* flawed = R"({"version": 1, "name": "flawed",
    "protocol": {"name": "raft", "flaw": "commit_unverified_tail",
                 "options": {"batch_max": 2, "window": 2}},
    "nodes": 5, "nemesis": "storm",
    "workload": {"clients": 3, "rate": "60/s", "operations": 0, "until": "2s"}})";

std::vector<Json> lines_of(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
  return lines;
}

Json summary_of(const Said& said) {
  const auto lines = lines_of(said.out);
  REQUIRE(!lines.empty());
  CHECK(lines.back()["type"] == "summary");
  return lines.back();
}

}  // namespace

TEST_SUITE("program/fuzz") {
  TEST_CASE("a campaign without failures says what it did and leaves nothing behind") {
    Shell shell;
    shell.write("quick.json", quick);
    const Said said = shell.runs("$c fuzz quick.json --runs 60 -j 2; s=$?; ls -A; exit $s");
    CHECK(said.exit == 0);
    CHECK_HAS(said.out, "PASS  0 distinct failures in 60 seeds");
    CHECK_HAS(said.out, "base 0x1");
    CHECK_HAS(said.out, "marks ");
    CHECK(!has(said.out, "\nout\n"));
    CHECK(!has(said.err, "conclave:"));
  }

  // What a campaign found: by signature how many seeds, and the best of them.
  using Found = std::map<std::string, std::tuple<std::uint64_t, std::uint64_t, std::string>>;
  void add(Found & found, const Said& said) {
    for (const Json& line : lines_of(said.out)) {
      if (line["type"] != "failure") continue;
      const auto events = line["events"].get<std::uint64_t>();
      auto& [seeds, fewest, fingerprint] = found[line["signature"]];
      if (seeds == 0 || events < fewest) {
        fewest = events;
        fingerprint = line["fingerprint"];
      }
      seeds += line["seeds"].get<std::uint64_t>();
    }
  }

  TEST_CASE("one worker, two workers and four shards find the same failures in the same runs") {
    Shell shell;
    shell.write("flawed.json", flawed);
    const std::string fuzz =
        "$c fuzz flawed.json --seeds 1..200 --json --no-shrink --expect pass --keep-going ";
    const Said one = shell.runs(fuzz + "-j 1"), two = shell.runs(fuzz + "-j 2");
    CHECK(one.exit == 1);
    const auto total = [](const Said& said) {
      Json summary = summary_of(said);
      for (const char* key : {"seconds", "cpu_seconds"}) summary.erase(key);
      return summary;
    };
    CHECK(total(one) == total(two));
    Found alone, together, shards;
    add(alone, one);
    add(together, two);
    CHECK(!alone.empty());
    CHECK(alone == together);
    std::uint64_t seeds = 0, failing = 0, events = 0, fingerprint = 0;
    for (const char* shard : {"1/4", "2/4", "3/4", "4/4"}) {
      const Said said = shell.runs(fuzz + "--shard " + shard);
      add(shards, said);
      const Json part = summary_of(said);
      seeds += part["seeds"].get<std::uint64_t>();
      failing += part["failing"].get<std::uint64_t>();
      events += part["events"].get<std::uint64_t>();
      fingerprint += std::stoull(part["fingerprint"].get<std::string>(), nullptr, 16);
    }
    CHECK(alone == shards);
    const Json whole = summary_of(one);
    CHECK(seeds == 200);
    CHECK(failing == whole["failing"]);
    CHECK(events == whole["events"]);
    CHECK(fingerprint == std::stoull(whole["fingerprint"].get<std::string>(), nullptr, 16));
    CHECK(whole["coverage"]["states"] > 10);
  }

  TEST_CASE("shards that end at their first failure run all that one machine would have run") {
    Shell shell;
    shell.write("flawed.json", flawed);
    const std::string fuzz = "$c fuzz flawed.json --seeds 1..200 --json --no-shrink --expect pass ";
    const Json one = lines_of(shell.runs(fuzz).out).front();
    REQUIRE(one["type"] == "failure");
    bool found = false;
    for (const char* shard : {"1/4", "2/4", "3/4", "4/4"}) {
      const auto lines = lines_of(shell.runs(fuzz + "--shard " + shard).out);
      found = found || lines.front()["seed"] == one["seed"];
      const auto last = std::stoull(one["seed"].get<std::string>(), nullptr, 16);
      CHECK(lines.back()["seeds"].get<std::uint64_t>() >= last / 4);
    }
    CHECK(found);
  }

  TEST_CASE("a shard that meets no conviction leaves the verdict to the others") {
    Shell shell;
    shell.write("quick.json", quick);
    const Said said = shell.runs("$c fuzz quick.json --runs 20 --expect fail --shard 1/2");
    CHECK(said.exit == 2);
    CHECK_HAS(said.out,
              "quick: a violation is expected, and none is in the 10 seeds of this shard");
    CHECK(!has(said.out, "FAIL"));
  }

  TEST_CASE("a failure becomes a bundle, and the line to reproduce it works as printed") {
    Shell shell;
    shell.write("flawed.json", flawed);
    const Said said = shell.runs(
        "$c fuzz flawed.json --seeds 1..400 -j 2 --shrink-time 3s --out 'my out' --junit j.xml");
    CHECK(said.exit == 1);
    CHECK_HAS(said.out, "FAIL  flawed seed 0x");
    CHECK_HAS(said.out, "signature ");
    const auto at = said.out.find("reproduce:  ");
    REQUIRE(at != std::string::npos);
    const std::string line = said.out.substr(at + 12, said.out.find('\n', at) - at - 12);
    CHECK_HAS(line, "./conclave replay 'my out/");
    const Said again = shell.runs(line);
    CHECK(again.exit == 0);
    CHECK_HAS(again.out, "identical: ");
    CHECK(shell.strangers() == 0);

    const Said files = shell.runs("cd 'my out'/* && ls -A && cat summary.json");
    for (const char* file : {"scenario.json", "trace.jsonl", "report.txt", "summary.json"}) {
      CHECK_HAS(files.out, file);
    }
    const Json summary = Json::parse(files.out.substr(files.out.find('{')));
    CHECK(summary["verdict"] == "violation");
    CHECK_HAS(again.out, summary["fingerprint"].get<std::string>());
    for (const char* key : {"signature", "check", "detail", "version", "compiler", "seed"}) {
      CHECK_MESSAGE(summary[key].is_string(), key);
    }
    // Shrunk, it is the same four files, and expects what it shows.
    for (const char* file : {"scenario.json", "trace.jsonl", "report.txt", "summary.json"}) {
      CHECK_MESSAGE(shell.runs("test -s 'my out'/*/shrunk/" + std::string(file)).exit == 0, file);
    }
    CHECK(shell.runs("$c run 'my out'/*/shrunk/scenario.json --quiet").exit == 0);
    CHECK(shell.runs("$c replay 'my out'/*/shrunk").exit == 0);
    CHECK_HAS(said.out, " -> ");
    // Its scenario fails by itself.
    CHECK(shell.runs("$c run 'my out'/*/scenario.json --quiet").exit == 1);
    CHECK_HAS(shell.read("j.xml"), "failures=\"1\"");
  }

  TEST_CASE("--expect fail wants a failure, and --expect pass wants none") {
    Shell shell;
    shell.write("quick.json", quick);
    shell.write("flawed.json", flawed);
    const Said found =
        shell.runs("$c fuzz flawed.json --runs 400 --expect fail --no-shrink --json");
    CHECK(found.exit == 0);
    CHECK(lines_of(found.out).front()["type"] == "conviction");
    CHECK(lines_of(found.out).front()["bundle"].is_string());
    const Said none = shell.runs("$c fuzz quick.json --runs 20 --expect fail");
    CHECK(none.exit == 1);
    CHECK_HAS(none.out, "no violation, which is expected");
    CHECK(shell.runs("$c fuzz quick.json --runs 20 --expect pass").exit == 0);
    const std::string planted = " --set '/expect={\"violation\": \"agreement\"}'";
    CHECK(shell.runs("$c fuzz quick.json --runs 20 --expect pass" + planted).exit == 0);
    CHECK(shell.runs("$c fuzz quick.json --runs 20" + planted).exit == 1);
  }

  TEST_CASE("known seeds are run first, and what is wrong with their list is told") {
    Shell shell;
    shell.write("quick.json", quick);
    shell.write("known.txt", "# known\nquick.json 5\nquick.json 0x6\nquick.json\n");
    const Said said = shell.runs("$c fuzz quick.json --runs 10 --regress known.txt --json");
    CHECK(said.exit == 0);
    CHECK(summary_of(said)["regressions"]["run"] == 3);
    CHECK(summary_of(said)["regressions"]["ok"] == 3);
    CHECK(summary_of(said)["seeds"] == 13);

    shell.write("bad.txt", "quick.json x\nquick.json y\n");
    const Said bad = shell.runs("$c fuzz quick.json --regress bad.txt");
    CHECK(bad.exit == 65);
    CHECK_HAS(bad.err, "bad.txt: line 1: \"x\" is no seed");
    CHECK_HAS(bad.err, "bad.txt: line 2");
    shell.write("gone.txt", "gone.json 1\n");
    const Said gone = shell.runs("$c fuzz quick.json --regress gone.txt");
    CHECK(gone.exit == 66);
    CHECK_HAS(gone.err, "named in line 1");
    shell.write("both.txt", "gone.json 1\nquick.json x\nill.json 1\n");
    shell.write("ill.json", "{}");
    const Said both = shell.runs("$c fuzz quick.json --regress both.txt");
    CHECK(both.exit == 66);
    CHECK_HAS(both.err, "both.txt: line 2: \"x\" is no seed");
    CHECK_HAS(both.err, "named in line 1");
    CHECK_HAS(both.err, "named in line 3");
    CHECK_HAS(both.err, "ill.json: /version: is missing");
    CHECK(
        shell.runs("head -c 5000 /dev/urandom >r; $c fuzz quick.json --runs 1 --regress r").exit >=
        65);
    CHECK(shell.runs("$c fuzz quick.json --regress nowhere").exit == 66);
  }

  TEST_CASE("Ctrl-C and SIGTERM leave a summary and whole files") {
    for (const auto& [signal, exit] : {std::pair("INT", 130), std::pair("TERM", 143)}) {
      Shell shell;
      shell.write("quick.json", quick);
      const Said said = shell.runs(
          "set -m; $c fuzz quick.json --max-time 1m -j 2 --json --junit j.xml --keep-going & "
          "sleep 1; kill -" +
          std::string(signal) + " $!; wait $!");
      CHECK(said.exit == exit);
      const Json summary = summary_of(said);
      CHECK(summary["interrupted"] == true);
      CHECK(summary["exit"] == exit);
      CHECK(summary["seeds"] > 0);
      CHECK_HAS(shell.read("j.xml"), "</testsuite>");
      CHECK(shell.strangers() == 0);
    }
  }

  TEST_CASE("a process group that is told to end is no crash of the node at hand") {
    Shell shell;
    shell.write("quick.json", quick);
    const Said said = shell.runs(
        "set -m; $c fuzz quick.json --max-time 1m -j 2 --json & sleep 1; kill -TERM -$!; wait $!");
    CHECK(said.exit == 143);
    CHECK(summary_of(said)["crashed"] == 0);
    CHECK(summary_of(said)["failing"] == 0);
  }

  TEST_CASE("a worker that is killed in the middle is replaced, and the campaign ends well") {
    Shell shell;
    shell.write("quick.json", quick);
    const Said said = shell.runs(
        "$c fuzz quick.json --max-time 3s -j 2 & sleep 1; "
        "kill -9 $(cut -d' ' -f1 /proc/$!/task/$!/children); wait $!");
    CHECK(said.exit == 0);
    CHECK_HAS(said.out, "somebody killed 1 worker; their seeds were run again");
    CHECK_HAS(said.out, "PASS  0 distinct failures");
    CHECK_HAS(said.out, " 0 crashed ");
  }

  TEST_CASE("a seed that takes too long, or too much memory, is told like any failure") {
    Shell shell;
    shell.write("quick.json", quick);
    const Said late = shell.runs(
        "$c fuzz quick.json --set /workload/operations=10000000 --set /limits/virtual_time=100h "
        "--set /limits/events=1000000000 --runs 2 -j 1 --timeout 300ms");
    CHECK(late.exit == 1);
    CHECK_HAS(late.out, "FAIL  quick seed 0x");
    CHECK_HAS(late.out, "hang: The process that ran it is gone: it took too long.");
    CHECK_HAS(late.out, "signature hang-");
    // It hangs again, by the limits that it had.
    const Said again = shell.runs("$c replay out/hang-*");
    CHECK(again.exit == 0);
    CHECK_HAS(again.out, "identical: stored hang; now, it took too long");
    const Said json = shell.runs("$c replay out/hang-* --json");
    CHECK(lines_of(json.out).at(0)["identical"] == true);
    CHECK(shell.runs("$c replay out/hang-* --until 1s").exit == 64);
    CHECK(
        shell
            .runs(
                "sed -i 's/\"timeout_ns\": .*/\"timeout_ns\": 60000000000,/' "
                "out/hang-*/summary.json; timeout --preserve-status -s INT 1 $c replay out/hang-*")
            .exit == 130);
    const Said large = shell.runs("$c fuzz quick.json --runs 2 --memory 1MiB --no-shrink");
    CHECK((large.exit == 1 || has(large.out, "PASS")));  // where memory can be limited
    CHECK((has(large.out, "signature memory-") || has(large.out, "PASS")));
  }

  TEST_CASE("a cluster that is expected not to recover passes as it does alone") {
    Shell shell;
    const Said said =
        shell.runs("$c fuzz scenarios/world/rotten_majority_cannot_recover.json --seeds 1..4");
    CHECK(said.exit == 0);
    shell.write("quick.json", quick);
    const Said better = shell.runs(
        "$c fuzz quick.json --runs 3 --set '/budget=\"unlimited\"' --set "
        "'/expect=\"unrecoverable\"' --shrink-time 1s");
    CHECK(better.exit == 1);
    CHECK_HAS(better.out, "expect: The cluster recovered, though it is expected not to.");
    CHECK_HAS(better.out, "reproduce:  ");
    CHECK(!has(better.err, "not shrunk"));
  }

  TEST_CASE("a campaign that is useless is no success") {
    Shell shell;
    shell.write("quick.json", quick);
    const Said cut = shell.runs("$c fuzz quick.json --runs 60 --set /limits/events=50");
    CHECK(cut.exit == 2);
    CHECK_HAS(cut.out, "most seeds came to no verdict: 60 of 60; mostly, limits.events");
    const Said few = shell.runs("$c fuzz quick.json --runs 5 --at-least 10");
    CHECK(few.exit == 2);
    CHECK_HAS(few.out, "only 5 seeds ran");
  }

  TEST_CASE("GitHub gets annotations and a summary of the step") {
    Shell shell;
    shell.write("flawed.json", flawed);
    const Said said = shell.runs(
        "GITHUB_STEP_SUMMARY=step.md $c fuzz flawed.json --seeds 1..400 --github --no-shrink "
        "--keep-going=2");
    CHECK(said.exit == 1);
    CHECK_HAS(said.out, "\n::error file=flawed.json,title=flawed seed 0x");
    CHECK_HAS(shell.read("step.md"), "| failure | seed | what | reproduce |");
    // Whoever reads JSON finds nothing else, and is told the exit.
    const Said json = shell.runs(
        "$c fuzz flawed.json --seeds 1..400 --github --no-shrink --json --junit /dev/full");
    CHECK(json.exit == 74);
    CHECK(summary_of(json)["exit"] == 74);
    CHECK_HAS(json.err, "::error file=flawed.json,title=flawed seed 0x");
  }

  TEST_CASE("what makes no sense is refused before anything runs") {
    Shell shell;
    shell.write("quick.json", quick);
    for (const char* flags :
         {"--seeds 5..1", "--seeds 1..2 --seed 3", "--seeds 1..2 --runs 3", "--shard 0/2",
          "--shard 3/2", "-j 0", "--max-time 5", "--verify-determinism 101", "--expect maybe",
          "--keep-going=0", "--keep-going=x", "--seed x", "--timeout 0s", "--memory 0B",
          "--seeds 0..18446744073709551615", "--shard 2/18446744073709551615"}) {
      CHECK_MESSAGE(shell.runs("$c fuzz quick.json " + std::string(flags)).exit == 64, flags);
    }
    CHECK(shell.runs("$c fuzz nowhere.json").exit == 66);
    CHECK(shell.runs("mkdir empty; $c fuzz empty").exit == 66);
    CHECK(shell.runs("mkdir -m 0 closed; $c fuzz closed; s=$?; chmod 700 closed; exit $s").exit ==
          66);
    CHECK(shell.runs("$c fuzz $(printf '%0300d' 0)").exit == 66);  // no name of a file
    CHECK(shell.runs("echo '{' >bad.json; $c fuzz bad.json").exit == 65);
    shell.write("odd.json",
                R"({"version": 1, "name": "odd", "protocol": {"name": "raft"}, "nodes": 3,
                                "sample": {"/nodes": {"choose": [0]}}})");
    const Said odd = shell.runs("$c fuzz odd.json --runs 5");
    CHECK(odd.exit == 65);
    CHECK_HAS(odd.out + odd.err, "odd.json, as drawn by seed");
  }

  TEST_CASE("a bundle that cannot be written is said") {
    Shell shell;
    shell.write("flawed.json", flawed);
    CHECK(shell.runs("touch out; $c fuzz flawed.json --seeds 1..400").exit == 73);
  }
}

TEST_SUITE("program/scenario sample") {
  TEST_CASE("it prints what a campaign would run, which runs by itself") {
    Shell shell;
    shell.write("quick.json", quick);
    const Said said = shell.runs("$c scenario sample quick.json --seed 7");
    CHECK(said.exit == 0);
    CHECK(!has(said.out, "\"sample\""));
    CHECK(Json::parse(said.out)["seed"] == "0x7");
    shell.write("one.json", said.out);
    CHECK(shell.runs("$c run one.json --quiet").exit == 0);
  }
}

TEST_SUITE("program/diff") {
  TEST_CASE("the same run twice is identical") {
    Shell shell;
    const Said said = shell.runs(
        "$c run $hello --trace a >/dev/null; $c run $hello --trace b >/dev/null; $c diff a b");
    CHECK(said.exit == 0);
    CHECK_HAS(said.out, "identical: ");
  }

  TEST_CASE("the first difference is told with what led to it") {
    Shell shell;
    const Said said = shell.runs(
        "$c run $hello --trace a >/dev/null; sed '300s/\"t\":/\"t\":1/' a >b; $c diff a b");
    CHECK(said.exit == 1);
    CHECK_HAS(said.out, "different: line 300 differs");
    CHECK_HAS(said.out, "t: first ");
    CHECK_HAS(said.out, "what led to it, newest first");
  }

  TEST_CASE("runs of two seeds are told apart by their headers, and then by what happened") {
    Shell shell;
    const Said said = shell.runs(
        "$c run $hello --trace a >/dev/null; $c run $hello --seed 9 --trace b >/dev/null; "
        "$c diff a b");
    CHECK(said.exit == 1);
    CHECK_HAS(said.out, "they are of two runs\n");
    CHECK_HAS(said.out, "seed: first ");
    CHECK_HAS(said.out, "before it, the same on both sides");
  }

  TEST_CASE("a trace that ends early differs, and what is no trace is refused") {
    Shell shell;
    const Said said =
        shell.runs("$c run $hello --trace a >/dev/null; head -n 100 a >b; $c diff b a");
    CHECK(said.exit == 1);
    CHECK_HAS(said.out, "ends early");
    CHECK(shell.runs("$c diff a nowhere").exit == 66);
  }
}

TEST_SUITE("program/completions") {
  TEST_CASE("bash completes commands, subcommands and flags") {
    Shell shell;
    const Said said = shell.runs(
        "source <($c completions bash)\n"
        "try() { COMP_WORDS=(\"$@\"); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); _conclave; "
        "echo \"${COMPREPLY[@]}\"; }\n"
        "try conclave re; try conclave scenario sa; try conclave fuzz --keep; try conclave run x");
    CHECK(said.exit == 0);
    CHECK(said.out == "replay\nsample\n--keep-going\n\n");
  }

  TEST_CASE("every shell gets every command") {
    Shell shell;
    for (const char* name : {"bash", "zsh", "fish"}) {
      const Said said = shell.runs(std::string("$c completions ") + name);
      CHECK(said.exit == 0);
      for (const char* word : {"fuzz", "replay", "validate", "verify-determinism"}) {
        CHECK_HAS(said.out, word);
      }
    }
    CHECK(shell.runs("$c completions tcsh").exit == 64);
  }
}

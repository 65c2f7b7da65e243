// The program and the files that people already have: what it writes over, and what it refuses to
// hold against each other.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/shell.h"

using conclave::test::Said;
using conclave::test::Shell;
using Json = nlohmann::ordered_json;

TEST_SUITE("program: what is there already") {
  TEST_CASE("no command writes over what it reads, by whatever name") {
    Shell shell;
    shell.runs("cp $hello h.json; $c run h.json --trace t.jsonl; cp h.json h; cp t.jsonl t");
    shell.runs("ln -s t.jsonl link.jsonl; mkdir bundle; cp t bundle/trace.jsonl");
    for (const std::string line : {
             "$c run h.json --trace h.json",
             "$c run h.json --trace ./h.json",
             "$c run - --trace h.json <h.json",
             "$c replay t.jsonl --trace t.jsonl",
             "$c replay link.jsonl --trace t.jsonl",
             "$c view t.jsonl -o t.jsonl",
             "$c view bundle -o bundle/trace.jsonl",
         }) {
      CAPTURE(line);
      const Said said = shell.runs(line);
      CHECK(said.exit == 64);
      CHECK_HAS(said.err, "it would be written over what is read from it; name another file");
      CHECK(said.out == "");
    }
    CHECK(shell.runs("cmp h.json h && cmp t.jsonl t && cmp bundle/trace.jsonl t").exit == 0);
    CHECK(shell.strangers() == 0);
    CHECK(shell.runs("$c run h.json --trace t.jsonl && $c view t.jsonl -o h.txt").exit == 0);
  }

  TEST_CASE("a run that is broken off does not replace a whole trace by half a one") {
    Shell shell;
    CHECK(shell.runs("$c run $hello --trace t.jsonl && cp t.jsonl t").exit == 0);
    const Said said = shell.breaks_off("--trace t.jsonl --json");
    CHECK(said.exit == 143);
    CHECK_HAS(said.err, "t.jsonl stays as it was; what there is of the trace lies in ");
    CHECK_HAS(said.err, "t.jsonl.partial");
    CHECK_HAS(Json::parse(said.out)["trace"].get<std::string>(), "t.jsonl.partial");
    CHECK(shell.runs("cmp t t.jsonl").exit == 0);
    const Said again = shell.runs("$c replay t.jsonl.partial");
    CHECK(again.exit == 0);
    CHECK_HAS(again.out, "the trace ends early");
  }
}

TEST_SUITE("program/diff: what can be compared") {
  TEST_CASE("two traces that end early alike are the same as far as they go") {
    Shell shell;
    shell.runs("$c run $hello --trace t.jsonl; head -n 90 t.jsonl >a; cp a b");
    const Said said = shell.runs("$c diff a b");
    CHECK(said.exit == 0);
    CHECK_HAS(said.out, "identical as far as they go: 90 lines; both end early\n");
    CHECK(Json::parse(shell.runs("$c diff a b --json").out)["identical"] == true);
    for (const std::string line : {"$c diff a t.jsonl", "$c diff t.jsonl a"}) {
      CAPTURE(line);
      CHECK(shell.runs(line).exit == 1);
    }
    shell.runs("head -c 30000 t.jsonl >a; cp a b");
    CHECK(shell.runs("$c diff a b").exit == 0);
  }

  TEST_CASE("what is no trace is refused, as elsewhere") {
    Shell shell;
    shell.runs("$c run $hello --trace t.jsonl; touch none");
    for (const std::string line :
         {"$c diff none none", "$c diff /bin/ls /bin/ls", "$c diff t.jsonl none",
          "$c diff none t.jsonl", "$c diff $hello $hello"}) {
      CAPTURE(line);
      const Said said = shell.runs(line);
      CHECK(said.exit == 65);
      CHECK_HAS(said.err, "trace");
    }
  }

  TEST_CASE("lines that end in CR LF are named, not called different one by one") {
    Shell shell;
    shell.runs("$c run $hello --trace t.jsonl; sed 's/$/\\r/' t.jsonl >dos.jsonl");
    for (const std::string line :
         {"$c replay dos.jsonl", "$c diff t.jsonl dos.jsonl", "$c diff dos.jsonl t.jsonl"}) {
      CAPTURE(line);
      const Said said = shell.runs(line);
      CHECK(said.exit == 65);
      CHECK_HAS(said.err, "dos.jsonl, line 1: the lines end in CR LF");
    }
    CHECK(shell.runs("$c check dos.jsonl").exit == 0);
  }
}

TEST_SUITE("program/check: as the run was judged") {
  TEST_CASE("the exits of run and check are the same, whatever ended the run") {
    Shell shell;
    for (const std::string run : {
             "scenarios/world/misdirected_write_unseen_by_unbound_code.json",
             "scenarios/world/misdirected_write_unseen_by_unbound_code.json "
             "--set '/checks=[\"agreement\"]' --set '/expect=\"pass\"'",
             "scenarios/world/rotten_majority_cannot_recover.json",
             "scenarios/world/rotten_majority_cannot_recover.json --set '/expect=\"pass\"'",
             "scenarios/flaws/r01b_ack_own_tail.json",
             "scenarios/raft/hello.json --set /network/latency=1000h --set /limits/events=1430",
         }) {
      CAPTURE(run);
      const Said ran = shell.runs("$c run " + run + " --json --trace t.jsonl");
      const Said checked = shell.runs("$c check t.jsonl --json");
      CHECK(checked.exit == ran.exit);
      const Json one = Json::parse(ran.out), other = Json::parse(checked.out);
      CHECK(other["verdict"] == one["verdict"]);
      CHECK(other["violations"] == one["violations"]);
    }
  }
}

// The program and the files that people already have: what it writes over, and what it refuses to
// hold against each other.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "tests/support/shell.h"

using conclave::test::Said;
using conclave::test::Shell;
using Json = nlohmann::ordered_json;

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

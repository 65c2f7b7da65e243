// The program as a person meets it: started in a shell, judged by its exit, its output and what it
// leaves behind.

#include <doctest/doctest.h>

#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>

#include "tests/support/places.h"
#include "tests/support/shell.h"

using conclave::test::has;
using conclave::test::Said;
using conclave::test::Shell;
using Json = nlohmann::ordered_json;

TEST_SUITE("program/run") {
  TEST_CASE("a run tells who ran, what happened, how it was judged and how it ended") {
    Shell shell;
    const Said said = shell.runs("$c run $hello");
    CHECK(said.exit == 0);
    CHECK(said.err == "");
    CHECK_HAS(said.out, "hello  raft  3 nodes  seed 0x1\n");
    CHECK_HAS(said.out, "leads term 1\n");
    CHECK_HAS(said.out, "checks  one_leader ok (1)");
    CHECK_HAS(said.out, "\nPASS  ");
    CHECK_HAS(said.out, "  fingerprint ");
  }

  TEST_CASE("the first line names what was planted, into a protocol and into its hosts") {
    Shell shell;
    const Said said = shell.runs(
        "$c run $hello --set /protocol/flaw=commit_old_term --set /host/flaw=ack_before_sync");
    CHECK_HAS(said.out,
              "hello  raft with the flaw commit_old_term on hosts with the flaw ack_before_sync  ");
  }

  TEST_CASE("the first picture of README.md is what the program prints") {
    Shell shell;
    std::ifstream file(conclave::checkout() / "README.md", std::ios::binary);
    const std::string readme{std::istreambuf_iterator<char>(file), {}};
    std::istringstream lines(shell.runs("$c run scenarios/raft/old_leader_returns.json").out);
    std::string line;
    int count = 0;
    while (std::getline(lines, line)) {
      ++count;
      const auto took = line.find("s simulated in ");  // how long differs from run to run
      if (took == std::string::npos) {
        CHECK_HAS(readme, "    " + line + "\n");
      } else {
        CHECK_HAS(readme, "    " + line.substr(0, took));
        CHECK_HAS(readme, line.substr(line.find("  fingerprint ")) + "\n");
      }
    }
    CHECK(count > 15);
  }

  TEST_CASE("--json has the keys that scripts rely on, and one line for each run") {
    Shell shell;
    const Said said = shell.runs("$c run $hello $hello --json --seed 0x5eed");
    CHECK(said.exit == 0);
    std::istringstream lines(said.out);
    std::string line;
    int count = 0;
    while (std::getline(lines, line)) {
      ++count;
      const Json json = Json::parse(line);
      CHECK(json["type"] == "run");
      CHECK(json["scenario"] == "hello");
      CHECK(json["protocol"] == "raft");
      CHECK(json["seed"] == "0x5eed");
      CHECK(json["verdict"] == "pass");
      CHECK(json["expect_met"] == true);
      CHECK(json["violations"] == Json::array());
      for (const char* key : {"events", "messages", "virtual_ns", "cpu_ns"}) CHECK(json[key] > 0);
      for (const char* key : {"invoked", "ok", "failed", "unknown"}) {
        CHECK(json["operations"][key].is_number_unsigned());
      }
      CHECK(json["faults"].is_object());
      CHECK(json["checks"]["one_leader"]["verdict"] == "ok");
      CHECK(json["checks"]["one_leader"]["evaluations"] >= 1);
      CHECK(json["fingerprint"].get<std::string>().size() == 16);
      CHECK(json["trace"] == nullptr);
    }
    CHECK(count == 2);
  }

  TEST_CASE("010 is the seed ten, and what is no seed is refused") {
    Shell shell;
    CHECK_HAS(shell.runs("$c run $hello --seed 010 --json").out, "\"seed\":\"0xa\"");
    for (const char* seed : {"-1", "18446744073709551616", "words"}) {
      CHECK(shell.runs(std::string("$c run $hello --seed ") + seed).exit == 64);
    }
  }

  TEST_CASE("--set and --check change the run") {
    Shell shell;
    const Said five = shell.runs("$c run $hello --set /nodes=5 --check agreement --check progress");
    CHECK(five.exit == 0);
    CHECK_HAS(five.out, "5 nodes");
    CHECK_HAS(five.out, "checks  agreement ok");
    CHECK(!has(five.out, "one_leader"));
    CHECK(shell.runs("$c run $hello --check agrement").exit == 64);
    CHECK_HAS(shell.runs("$c run $hello --check agrement").err, "did you mean agreement?");
    CHECK(shell.runs("$c run $hello --set nodes=5").exit == 64);
    const Said wrong = shell.runs("$c run $hello --set /nodez=5");
    CHECK(wrong.exit == 65);
    CHECK_HAS(wrong.err, "did you mean nodes?");
  }

  TEST_CASE("a limit that is met leaves the run undecided") {
    Shell shell;
    const Said said = shell.runs("$c run $hello --set /limits/events=100");
    CHECK(said.exit == 2);
    CHECK_HAS(said.out, "UNDECIDED  limits.events of 100 was reached");
  }

  TEST_CASE("a planted flaw that is convicted is as expected, and is not when nobody expects it") {
    Shell shell;
    shell.write("flaw.json", R"({"version": 1, "name": "flaw", "nodes": 3,
        "protocol": {"name": "raft", "flaw": "ack_before_sync"},
        "expect": {"violation": "durable_before_visible"}})");
    const Said expected = shell.runs("$c run flaw.json");
    CHECK(expected.exit == 0);
    CHECK_HAS(expected.out, "PASS  as expected: violation of durable_before_visible");
    CHECK_HAS(expected.out, "VIOLATION durable_before_visible: ");
    const Said unexpected = shell.runs("$c run flaw.json --set '/expect=\"pass\"'");
    CHECK(unexpected.exit == 1);
    CHECK_HAS(unexpected.out, "FAIL  violation of durable_before_visible");
    const Said missing = shell.runs("$c run flaw.json --set '/protocol={\"name\": \"raft\"}'");
    CHECK(missing.exit == 1);
    CHECK_HAS(missing.out, "though a violation of durable_before_visible is expected");
  }

  TEST_CASE("within_seeds: seeds are tried one after the other until one convicts") {
    Shell shell;
    shell.write("never.json", R"({"version": 1, "name": "never", "nodes": 3, "seed": 5,
        "protocol": {"name": "raft"}, "workload": {"operations": 5},
        "expect": {"violation": "agreement", "within_seeds": 3}})");
    const Said said = shell.runs("$c run never.json --json");
    CHECK(said.exit == 1);
    const Json json = Json::parse(said.out);
    CHECK(json["seeds_tried"] == 3);
    CHECK(json["seed"] == "0x7");
  }

  TEST_CASE("of several runs the worst exit is told, and the others are done") {
    Shell shell;
    shell.write("bad.json", "{");
    const Said said = shell.runs("$c run bad.json nowhere.json $hello --quiet");
    CHECK(said.exit == 66);
    CHECK_HAS(said.err, "conclave: bad.json: line 1, column 2: ");
    CHECK_HAS(said.err, "conclave: nowhere.json: cannot read: ");
    CHECK_HAS(said.out, "hello  PASS  ");
    CHECK_HAS(said.out, "3 scenarios, 1 as expected\n");
  }

  TEST_CASE("a folder can't be run, standard input can") {
    Shell shell;
    CHECK(shell.runs("$c run scenarios").exit == 66);
    CHECK_HAS(shell.runs("$c run scenarios").err, "it is a folder");
    CHECK(shell.runs("$c run - <$hello").exit == 0);
  }

  TEST_CASE("flags have twins in the environment") {
    Shell shell;
    CHECK_HAS(shell.runs("CONCLAVE_SEED=7 CONCLAVE_JSON=1 $c run $hello").out, "\"seed\":\"0x7\"");
    CHECK(shell.runs("CONCLAVE_SEED=words $c run $hello").exit == 64);
  }

  TEST_CASE("colours are for terminals, or for who asks") {
    Shell shell;
    CHECK(!has(shell.runs("$c run $hello").out, "\x1b"));
    CHECK_HAS(shell.runs("$c run $hello --color always").out, "\x1b[");
    CHECK_HAS(shell.runs("CONCLAVE_COLOR=always $c run $hello").out, "\x1b[");
  }
}

TEST_SUITE("program/run: what can't be written") {
  TEST_CASE("a trace that can't be created or finished leaves no half file") {
    Shell shell;
    const Said full = shell.runs("$c run $hello --trace /dev/full");
    CHECK(full.exit == 74);
    CHECK_HAS(full.err, "/dev/full: cannot write: No space left on device");
    CHECK(shell.runs("$c run $hello --trace nowhere/t.jsonl").exit == 73);
    CHECK(shell.runs("$c run $hello --trace scenarios").exit == 73);
    CHECK(shell.strangers() == 0);
  }

  TEST_CASE("results that nobody can have are an error, and a reader that leaves is no crash") {
    Shell shell;
    CHECK(shell.runs("$c run $hello >/dev/full").exit == 74);
    CHECK(shell.runs("$c run $hello >&-").exit == 74);
    CHECK(shell.runs("$c list flaws | true; exit ${PIPESTATUS[0]}").exit % 74 == 0);
  }

  TEST_CASE("a standard output that is closed does not flow into the trace") {
    Shell shell;
    CHECK(shell.runs("$c run $hello --trace t.jsonl >&-").exit == 74);
    CHECK(shell.runs("$c replay t.jsonl").exit == 0);
  }
}

TEST_SUITE("program/replay") {
  TEST_CASE("a trace replays line for line, from a file, from a pipe, and to a copy") {
    Shell shell;
    CHECK(shell.runs("$c run $hello --seed 3 --trace t.jsonl").exit == 0);
    const Said file =
        shell.runs("$c replay t.jsonl --trace again.jsonl && cmp t.jsonl again.jsonl");
    CHECK(file.exit == 0);
    CHECK_HAS(file.out, "identical: ");
    CHECK(shell.runs("$c run $hello --seed 3 --trace - 2>/dev/null | $c replay -").exit == 0);
    CHECK(shell.runs("$c replay <(cat t.jsonl)").exit == 0);
  }

  TEST_CASE("one changed number is found: the line, the member, both sides, what came before") {
    Shell shell;
    shell.runs("$c run $hello --trace t.jsonl");
    const Said said =
        shell.runs("sed '500s/\"t\":[0-9]*/\"t\":12345/' t.jsonl >u.jsonl; $c replay u.jsonl");
    CHECK(said.exit == 3);
    CHECK_HAS(said.out, "line 500");
    CHECK_HAS(said.out, "t: stored 12345, now ");
    CHECK_HAS(said.out, "before it");
    const Said json = shell.runs("$c replay u.jsonl --json");
    CHECK(json.exit == 3);
    CHECK(Json::parse(json.out)["identical"] == false);
    CHECK(Json::parse(json.out)["lines"] == 499);
  }

  TEST_CASE("a trace that ends early replays as far as it goes") {
    Shell shell;
    shell.runs("$c run $hello --trace t.jsonl; head -c 30000 t.jsonl >cut.jsonl");
    const Said said = shell.runs("$c replay cut.jsonl");
    CHECK(said.exit == 0);
    CHECK_HAS(said.out, "the trace ends early");
    CHECK(Json::parse(shell.runs("$c replay cut.jsonl --json").out)["ends_early"] == true);
  }

  TEST_CASE("it stops where it is told to, and prints what the nodes hold then") {
    Shell shell;
    shell.runs("$c run $hello --trace t.jsonl");
    const Said leader = shell.runs("$c replay t.jsonl --break 'kind:became role:leader'");
    CHECK(leader.exit == 0);
    CHECK_HAS(leader.out, "\"role\": \"leader\"");
    const Said event = shell.runs("$c replay t.jsonl --until 1000 --json");
    const Json json = Json::parse(event.out);
    CHECK(json["stopped_after"].get<std::string>().starts_with("{\"i\":1000,"));
    CHECK(json["states"]["n1"]["up"] == true);
    CHECK(Json::parse(shell.runs("$c replay t.jsonl --until 0.3s --json").out)["stopped_at_ns"] >=
          300'000'000);
    CHECK(shell.runs("$c replay t.jsonl --until soon").exit == 64);
    CHECK(shell.runs("$c replay t.jsonl --break recv").exit == 64);
    const Said missed = shell.runs("$c replay t.jsonl --until 1h");
    CHECK(missed.exit == 2);
    CHECK_HAS(missed.err, "before it came to where");
  }

  TEST_CASE("what is no trace is bad input, with its line") {
    Shell shell;
    CHECK(shell.runs("$c replay nowhere.jsonl").exit == 66);
    CHECK(shell.runs("$c replay /dev/null").exit == 65);
    CHECK(shell.runs("$c replay $hello").exit == 65);
    shell.write("newer.jsonl", R"({"conclave_trace":99})");
    const Said newer = shell.runs("$c replay newer.jsonl");
    CHECK(newer.exit == 65);
    CHECK_HAS(newer.err, "99");
  }

  TEST_CASE("a run that is broken off leaves a trace that replays") {
    Shell shell;
    const Said said = shell.breaks_off("--trace t.jsonl");
    CHECK(said.exit == 143);
    CHECK_HAS(said.out, "UNDECIDED  interrupted");
    const Said again = shell.runs("$c replay t.jsonl");
    CHECK(again.exit == 0);
    CHECK_HAS(again.out, "the trace ends early");
  }
}

TEST_SUITE("program/check") {
  TEST_CASE("a history in which no call was answered is undecided, even an empty one") {
    Shell shell;
    shell.write("asked.jsonl", R"({"process": 1, "type": "invoke", "f": "get", "key": "x"})");
    shell.write("empty.jsonl", "");
    for (const char* file : {"asked.jsonl", "empty.jsonl"}) {
      const Said said = shell.runs(std::string("$c check --history ") + file);
      CHECK(said.exit == 2);
      CHECK_HAS(said.out, "UNDECIDED");
      CHECK_HAS(said.out, "no call was answered, so there was nothing to compare");
    }
  }

  TEST_CASE("a bundle is checked and viewed by the trace in it") {
    Shell shell;
    CHECK(shell.runs("mkdir bundle && $c run $hello --trace bundle/trace.jsonl").exit == 0);
    CHECK_HAS(shell.runs("$c check bundle").out, "PASS");
    CHECK_HAS(shell.runs("$c view bundle").out, "LEADER t1");
    const Said none = shell.runs("$c view bundle --around violation");
    CHECK(none.exit == 65);
    CHECK_HAS(none.err, "no check was violated in it");
  }

  TEST_CASE("a stored trace is judged as the run was") {
    Shell shell;
    const Json run = Json::parse(
        shell.runs("$c run scenarios/raft/election_storm.json --json --trace t.jsonl").out);
    const Said said = shell.runs("$c check t.jsonl --json");
    CHECK(said.exit == 0);
    const Json check = Json::parse(said.out);
    CHECK(check["verdict"] == run["verdict"]);
    for (const auto& item : run["checks"].items()) {
      const std::string name = item.key();
      if (name == "progress") continue;  // counts pauses up to the end, which a trace does not tell
      CHECK_MESSAGE(check["checks"][name] == item.value(), name);
    }
    CHECK(shell.runs("$c check t.jsonl --check agreement").exit == 0);
    CHECK(shell.runs("$c check t.jsonl --check agrement").exit == 64);
  }

  TEST_CASE("a violation is found again, at the same place") {
    Shell shell;
    shell.write("flaw.json", R"({"version": 1, "name": "flaw", "nodes": 3,
        "protocol": {"name": "raft", "flaw": "ack_before_sync"}})");
    const Json run = Json::parse(shell.runs("$c run flaw.json --json --trace t.jsonl").out);
    const Said said = shell.runs("$c check t.jsonl --json");
    CHECK(said.exit == 1);
    CHECK(Json::parse(said.out)["violations"] == run["violations"]);
  }

  TEST_CASE("a violation says in fields what its paragraph says in words") {
    Shell shell;
    shell.write("flaw.json", R"({"version": 1, "name": "flaw", "nodes": 3, "faults":
        [{"id": "f1", "at": "0ms", "do": "loss", "rate": 0.01}],
        "protocol": {"name": "raft", "flaw": "ack_before_sync"}})");
    const Json run = Json::parse(shell.runs("$c run flaw.json --json").out);
    const Json violation = run["violations"][0];
    CHECK(violation["check"] == "durable_before_visible");
    CHECK(violation["id"] == "I12");
    CHECK(violation["promise"] ==
          "every promise, vote or acknowledgement that leaves a node rests on durable state");
    CHECK(violation["nodes"].size() == 1);
    CHECK(violation["slot"] == 1);
    CHECK(violation["lines"].back() == violation["event"]);
    CHECK(violation["active_faults"][0]["id"] == "f1");
    CHECK(violation["active_faults"][0]["what"] == "loss");
    CHECK(violation["detail"].get<std::string>().find("Look at #") != std::string::npos);
  }

  TEST_CASE("half a trace is judged as far as it goes, and stays undecided") {
    Shell shell;
    shell.runs("$c run $hello --trace t.jsonl; head -c 30000 t.jsonl >cut.jsonl");
    const Said said = shell.runs("$c check cut.jsonl");
    CHECK(said.exit == 2);
    CHECK_HAS(said.out, "UNDECIDED");
    CHECK_HAS(said.out, "ends early");
  }

  TEST_CASE("histories from elsewhere are judged by their model") {
    Shell shell;
    const std::string write = R"({"process": 1, "type": "invoke", "f": "write", "value": 1}
{"process": 1, "type": "ok", "f": "write", "value": 1}
{"process": 2, "type": "invoke", "f": "read"}
)";
    shell.write("good.jsonl", write + R"({"process": 2, "type": "ok", "f": "read", "value": 1})");
    shell.write("bad.jsonl", write + R"({"process": 2, "type": "ok", "f": "read", "value": null})");
    shell.write("garbage.jsonl", write + "nonsense\n{}\n");
    CHECK(shell.runs("$c check --history good.jsonl --model register").exit == 0);
    const Said bad = shell.runs("$c check --history bad.jsonl --model register");
    CHECK(bad.exit == 1);
    CHECK_HAS(bad.out, "not linearizable");
    CHECK(Json::parse(
              shell.runs("$c check --history bad.jsonl --model register --json").out)["verdict"] ==
          "violation");
    const Said garbage = shell.runs("$c check --history garbage.jsonl --model register");
    CHECK(garbage.exit == 65);
    CHECK_HAS(garbage.err, "line 4");
    CHECK_HAS(garbage.err, "line 5");
    CHECK(shell.runs("$c check --history nowhere.jsonl").exit == 66);
    CHECK(shell.runs("$c check").exit == 64);
    CHECK(shell.runs("$c check t.jsonl --history good.jsonl").exit == 64);
  }
}

TEST_SUITE("program/scenario") {
  TEST_CASE("validate tells every mistake of every file, each with its place") {
    Shell shell;
    shell.write("bad.json", R"({"version": 1, "name": "bad", "protocol": {"name": "raft"},
        "nodes": 0, "netwrok": {}, "workload": {"timeout": 5}})");
    const Said said = shell.runs("$c scenario validate bad.json $hello");
    CHECK(said.exit == 65);
    CHECK_HAS(said.err, "conclave: bad.json: /nodes: ");
    CHECK_HAS(said.err, "conclave: bad.json: ");
    CHECK_HAS(said.err, "did you mean network?");
    CHECK_HAS(said.err, "conclave: bad.json: /workload/timeout: ");
    CHECK_HAS(said.out, "hello.json: valid\n");
    CHECK(shell.runs("$c scenario validate $(find scenarios/ -name '*.json')").exit == 0);
  }

  TEST_CASE("show prints a scenario that runs the same") {
    Shell shell;
    const Said said = shell.runs(
        "$c scenario show $hello >shown.json && $c scenario show shown.json | cmp - shown.json");
    CHECK(said.exit == 0);
    const auto fingerprint = [&](const char* file) {
      return Json::parse(shell.runs(std::string("$c run --json ") + file).out)["fingerprint"];
    };
    CHECK(fingerprint("shown.json") == fingerprint("$hello"));
  }

  TEST_CASE("the schema is JSON") {
    Shell shell;
    CHECK(Json::parse(shell.runs("$c scenario schema").out)["$schema"] ==
          "http://json-schema.org/draft-07/schema#");
  }
}

TEST_SUITE("program: the other commands") {
  TEST_CASE("bench flaws says how soon the flaws that lie here are convicted") {
    Shell shell;
    CHECK(shell.runs("mkdir away; cd away; ../conclave bench flaws").exit == 1);  // there are none
    shell.write("flaw.json", R"({"version": 1, "name": "flaw", "nodes": 3,
        "protocol": {"name": "raft", "flaw": "ack_before_sync"},
        "expect": {"violation": ["durable_before_visible"], "within_seeds": 2}})");
    const Said said = shell.runs(
        "mkdir -p away/scenarios/flaws; mv flaw.json away/scenarios/flaws; cd away; "
        "../conclave bench flaws --json");
    CHECK(said.exit == 0);
    const Json row = Json::parse(said.out);
    CHECK(row["file"] == "flaw");
    CHECK(row["first_check"] == "durable_before_visible");
    CHECK(row["median_seeds"] == 1);
    CHECK(row["worst_seeds"] == 1);
    CHECK(shell.runs("$c bench flauws").exit == 64);
  }

  TEST_CASE("bench start says what a start costs, and how far that varies") {
    Shell shell;
    const Said said = shell.runs("$c bench start --json");
    CHECK(said.exit == 0);
    const Json row = Json::parse(said.out.substr(0, said.out.find('\n')));
    CHECK(row["bench"] == "start");
    CHECK(row["what"] == "raft-steady");
    CHECK(row["us"] > 0);
    CHECK(row["us_range"][0] <= row["us"]);
    CHECK(row["us_range"][1] >= row["us"]);
  }

  TEST_CASE("bench knows what it can measure, and refuses what it does not know") {
    Shell shell;
    CHECK_HAS(shell.runs("$c bench --list").out, "integrity  ");
    const Said unknown = shell.runs("$c bench integrty");
    CHECK(unknown.exit == 64);
    CHECK_HAS(unknown.err, "did you mean integrity?");
  }

  TEST_CASE("list knows every registry, in words and in JSON") {
    Shell shell;
    for (const char* what :
         {"protocols", "flaws", "checks", "faults", "profiles", "workloads", "integrity"}) {
      const Said words = shell.runs(std::string("$c list ") + what);
      CHECK(words.exit == 0);
      CHECK_MESSAGE(!words.out.empty(), what);
      std::istringstream lines(shell.runs(std::string("$c list --json ") + what).out);
      std::string line;
      int count = 0;
      while (std::getline(lines, line)) {
        ++count;
        const Json json = Json::parse(line);
        CHECK(json["type"] == what);
        CHECK(has(words.out, json["name"].get<std::string>()));
        CHECK(!json["summary"].get<std::string>().empty());
      }
      CHECK_MESSAGE(count >= 1, what);
    }
    CHECK_HAS(shell.runs("$c list faults").out, "  nodes stop, lose what they had not synced");
    CHECK_HAS(shell.runs("$c list protocols").out, "raft\n");
    CHECK_HAS(shell.runs("$c list flaws").out, "commit_old_term\n");
  }

  TEST_CASE("view shows a trace as columns, or a part of it, or a file of it") {
    Shell shell;
    shell.runs("$c run $hello --trace t.jsonl");
    const Said whole = shell.runs("$c view t.jsonl");
    CHECK(whole.exit == 0);
    CHECK_HAS(whole.out, "n3");
    const Said part = shell.runs("$c view t.jsonl --around 0.3s --window 3");
    CHECK(part.exit == 0);
    CHECK(part.out.size() < whole.out.size() / 10);
    CHECK(shell.runs("$c view t.jsonl -o v.txt && $c view t.jsonl | cmp - v.txt").exit == 0);
    CHECK(shell.runs("$c view t.jsonl --around violation").exit == 65);
    CHECK(shell.runs("$c view $hello").exit == 65);
    CHECK(shell.runs("$c view nowhere.jsonl").exit == 66);
  }

  TEST_CASE("version tells the three numbers") {
    Shell shell;
    const Json json = Json::parse(shell.runs("$c version --json").out);
    CHECK(json["version"].is_string());
    CHECK(json["scenario_format"] == 1);
    CHECK(json["trace_format"] == 1);
  }
}

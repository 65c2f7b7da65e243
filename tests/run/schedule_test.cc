// Schedules: a run that is written down and told again is the same run, and a schedule that a
// person writes does what it says.
#include "sim/run/schedule.h"

#include <doctest/doctest.h>

#include <string>

#include "sim/run/simulation.h"
#include "tests/support/effort.h"
#include "tests/support/scenario_files.h"

using namespace conclave;
using namespace conclave::sim;
using test::scenario_in;

namespace {

Scenario read(const std::string& text) {
  const auto parsed = parse_scenario(text);
  REQUIRE_MESSAGE(parsed.ok(), (parsed.ok() ? "" : to_text(parsed.errors())));
  return *parsed;
}

struct Recorded {
  RunOutcome outcome;
  Scenario scenario;  // that goes by what happened
};

Recorded record(const Scenario& scenario, std::uint64_t seed) {
  Simulation simulation(scenario, seed);
  simulation.record();
  Recorded recorded{simulation.run(), scenario};
  recorded.scenario.schedule = simulation.recorded();
  recorded.scenario.faults.clear();
  recorded.scenario.nemesis = {};
  return recorded;
}

// The run of every seed from 1 on, written down, printed, read and told again.
void tell_again(const Scenario& scenario, std::uint64_t seeds) {
  if (sanitized && seeds < 10) return;  // the swarm has what the others have
  for (std::uint64_t seed = 1; seed <= effort(seeds); ++seed) {
    CAPTURE(seed);
    const Recorded recorded = record(scenario, seed);
    const RunOutcome again = run(read(scenario_text(recorded.scenario)), seed);
    REQUIRE(recorded.outcome.fingerprint == run(scenario, seed).fingerprint);  // nobody notices
    REQUIRE(again.steps_taken == again.steps);
    REQUIRE(again.fingerprint == recorded.outcome.fingerprint);
    REQUIRE(again.violations == recorded.outcome.violations);
  }
}

}  // namespace

TEST_SUITE("run/schedule: recorded") {
  TEST_CASE("a recorded run of Raft, told again, has the same fingerprint" *
            doctest::skip(sanitized)) {
    tell_again(scenario_in("raft/hello.json"), 3);
    tell_again(scenario_in("raft/old_leader_returns.json"), 3);
    tell_again(scenario_in("raft/leader_crash_mid_commit.json"), 3);
    tell_again(scenario_in("raft/election_storm.json"), 3);
    tell_again(scenario_in("raft/swarm.json"), 20);
  }

  // What a crash left, crash by crash.
  struct Left final : Reader<Left> {
    void on(const Occurrence& o, const Crashed& crashed) {
      told.push_back(std::to_string(o.node.value()) + " " + std::string(crashed.survived));
    }
    std::vector<std::string> told;
  };

  TEST_CASE(
      "a crash that is told again leaves what it left, under another seed and after fewer "
      "crashes") {
    const Scenario torn = read(R"({"version": 1, "name": "torn", "protocol": {"name": "raft"},
        "nodes": 3, "disk": {"torn_write": 1, "sync_latency": "20ms"},
        "workload": {"clients": 4, "rate": "200/s", "operations": 300},
        "faults": [{"id": "f1", "do": "crash", "at": "500ms", "nodes": "all", "for": "50ms"},
                   {"id": "f2", "do": "crash", "at": "1s", "nodes": "all", "for": "50ms"},
                   {"id": "f3", "do": "restart", "at": "1500ms", "nodes": "all", "for": "3s"}]})");
    std::size_t torn_ones = 0;
    for (std::uint64_t seed = 1; seed <= effort(5); ++seed) {
      Simulation simulation(torn, seed);
      Left left;
      simulation.attach(left);
      simulation.record();
      simulation.run();
      Scenario story = torn;
      story.faults.clear();
      story.schedule = simulation.recorded();
      const auto tell = [&](std::uint64_t with) {
        const Scenario told = read(scenario_text(story));
        Simulation again(told, with);
        Left what;
        again.attach(what);
        again.run();
        return what.told;
      };
      CHECK(tell(seed) == left.told);
      CHECK(tell(seed + 100) == left.told);
      std::erase_if(*story.schedule, [](const Step& step) { return step.text == "f1"; });
      const auto fewer = tell(seed);
      REQUIRE(left.told.size() == 9);
      REQUIRE(fewer.size() == 6);
      for (const std::string& one : left.told) torn_ones += one.find('~') != std::string::npos;
    }
    CHECK(torn_ones > effort(3));
  }

  TEST_CASE("a recorded run of Paxos, told again, has the same fingerprint" *
            doctest::skip(sanitized)) {
    tell_again(scenario_in("paxos/leader_handover_with_gaps.json"), 3);
    tell_again(scenario_in("paxos/storm.json"), 3);
    tell_again(scenario_in("paxos/swarm.json"), 20);
    tell_again(scenario_in("paxos/one_value.json"), 5);
  }
}

namespace {

// Three nodes and a client; the schedule is what matters.
std::string story(const std::string& steps, const std::string& more = "") {
  return R"({"version": 1, "name": "story", "protocol": {"name": "raft"}, "nodes": 3,
      "workload": {"clients": 1}, "disk": {"write_latency": "0s", "sync_latency": "0s"})" +
         more + R"(, "schedule": [)" + steps + "]}";
}

const std::string election = R"(
    {"at": "1ms", "timer": "election", "node": "n1"},
    {"at": "2ms", "deliver": "vote_request", "from": "n1", "to": "n2"},
    {"at": "3ms", "deliver": "vote_reply", "from": "n2", "to": "n1"})";

struct Told {
  RunOutcome outcome;
  std::vector<bool> taken;
  NodeId leader;
};

struct FirstLeader final : Reader<FirstLeader> {
  void on(const Occurrence& o, const Became& became) {
    if (became.role == Role::leader && leader == NodeId()) leader = o.node;
  }
  NodeId leader;
};

Told tell(const std::string& text) {
  const Scenario scenario = read(text);
  Simulation simulation(scenario, scenario.seed);
  FirstLeader first;
  simulation.attach(first);
  RunOutcome outcome = simulation.run();
  return {std::move(outcome), simulation.taken(), first.leader};
}

std::string wrong(const std::string& text) {
  const auto parsed = parse_scenario(text);
  return parsed.ok() ? "" : to_text(parsed.errors());
}

}  // namespace

TEST_SUITE("run/schedule: written") {
  TEST_CASE("three steps elect a leader, and then the cluster recovers by itself") {
    const Told told = tell(story(election));
    CHECK(told.leader == NodeId(1));
    CHECK(told.outcome.verdict == RunVerdict::pass);
    CHECK(told.outcome.steps == 3);
    CHECK(told.outcome.steps_taken == 3);
  }

  TEST_CASE("what no step names never happens") {
    const Told told = tell(story(election + R"(, {"at": "60s", "heal": true})"));
    CHECK(told.leader == NodeId(1));
    CHECK(told.outcome.messages == 2);
    CHECK(told.outcome.operations.ok == 0);
  }

  TEST_CASE("what is no step is told what a step is like") {
    const std::string begin =
        R"({"version": 1, "name": "x", "protocol": {"name": "raft"}, "nodes": 3,
        "schedule": )";
    CHECK(wrong(begin + "[{}]}") ==
          "/schedule/0: must be a step such as {\"sync\": \"n1\"}, not an empty object\n");
  }

  TEST_CASE("a step that cannot happen is skipped and counted") {
    const Told told = tell(story(R"(
        {"at": "1ms", "deliver": "vote_reply", "from": "n2", "to": "n1"},
        {"at": "1ms", "sync": "n3"},
        {"at": "1ms", "retry": 1, "client": "c1", "node": "n1"},
        {"at": "1ms", "give_up": 1, "client": "c1"},
        {"at": "1ms", "end": "f9"},)" +
                                 election));
    CHECK(told.taken == std::vector<bool>{false, false, false, false, false, true, true, true});
    CHECK(told.outcome.steps_taken == 3);
    CHECK(told.leader == NodeId(1));
  }

  TEST_CASE("of several messages the newest arrives, or the nth from the newest") {
    const std::string twice = R"(
        {"at": "1ms", "timer": "election", "node": "n1"},
        {"at": "2ms", "timer": "election", "node": "n1"},
        {"at": "3ms", "deliver": "vote_request", "from": "n1", "to": "n2", "nth": 2},
        {"at": "4ms", "deliver": "vote_reply", "from": "n2", "to": "n1"},)";
    // The vote is for the first election, which is over.
    CHECK(tell(story(twice + R"({"at": "9ms", "heal": true})")).leader == NodeId());
    CHECK(tell(story(twice + R"(
        {"at": "5ms", "deliver": "vote_request", "from": "n1", "to": "n2"},
        {"at": "6ms", "deliver": "vote_reply", "from": "n2", "to": "n1"},
        {"at": "9ms", "heal": true})"))
              .leader == NodeId(1));
  }

  TEST_CASE("clients ask for what they are told to ask for, and faults begin and end as told") {
    const Told told = tell(story(election + R"(,
        {"ask": "put k1 a", "client": "c1", "session": 4, "node": "n2"},
        {"fault": "f1", "do": "crash", "nodes": ["n3"]},
        {"retry": 4, "client": "c1", "node": "n1"},
        {"end": "f1"},
        {"at": "7ms", "deliver": "request", "from": "c1", "to": "n1"},
        {"at": "8ms", "give_up": 4, "client": "c1"})"));
    CHECK(told.outcome.steps_taken == 9);
    CHECK(told.outcome.operations.unknown == 1);
    CHECK(told.outcome.operations.ok == 1);  // the probe
    CHECK(told.outcome.faults.at("crash").began == 1);
    CHECK(told.outcome.verdict == RunVerdict::pass);
  }

  TEST_CASE("a fault of a name that is under way does not begin") {
    const Told told = tell(story(R"(
        {"at": "1ms", "fault": "f1", "do": "pause", "nodes": ["n1"]},
        {"at": "2ms", "fault": "f1", "do": "pause", "nodes": ["n2"]},
        {"at": "3ms", "end": "f1"},
        {"at": "4ms", "fault": "f1", "do": "pause", "nodes": ["n2"]},
        {"at": "9ms", "heal": true})"));
    CHECK(told.taken == std::vector<bool>{true, false, true, true, true});
    CHECK(told.outcome.faults.at("pause").began == 2);
  }

  TEST_CASE("a schedule that takes longer than the limit of time is undecided") {
    const Told told =
        tell(story(election + R"(, {"at": "2m", "timer": "election", "node": "n1"})"));
    CHECK(told.outcome.verdict == RunVerdict::undecided);
    CHECK(told.outcome.why_undecided ==
          "limits.virtual_time of 1m came before the schedule was over");
    CHECK(told.outcome.steps_taken == 3);
  }

  TEST_CASE("a schedule prints as it was read") {
    const Scenario scenario = read(story(election + R"(,
        {"at": "4ms", "first": true, "ask": "cas k1 a b", "client": "c1", "session": 2, "node": "n2"},
        {"at": "4ms", "deliver": "request", "from": "c1", "to": "n2", "nth": 3},
        {"at": "5ms", "drop": "vote_request", "from": "n1", "to": "n2"},
        {"at": "5ms", "delay": "vote_request", "from": "n1", "to": "n2"},
        {"at": "5ms", "deliver": "reply", "from": "n1", "to": "c1", "copied": true,
         "damage": {"shape": "burst", "seed": "0x17"}},
        {"at": "5ms", "fault": "f1", "cause": 17, "do": "partition", "isolate": "n1"},
        {"at": "6ms", "retry": 2, "client": "c1", "node": "n1"},
        {"at": "6ms", "give_up": 2, "client": "c1"},
        {"at": "6ms", "sync": "n2"},
        {"at": "7ms", "end": "f1"},
        {"at": "7ms", "fault": "f2", "do": "crash", "nodes": "n1", "survives": "+3 - | +"},
        {"at": "7ms", "fault": "f3", "do": "restart", "nodes": "all",
         "survives": [{"node": "n2", "leaves": "~137"}, {"node": "n3", "leaves": ""}]},
        {"at": "7ms", "heal": true})"));
    const std::string text = scenario_text(scenario);
    CHECK(scenario_text(read(text)) == text);
    CHECK(text.find(R"(    {"at": "2ms", "deliver": "vote_request", "from": "n1", "to": "n2"},)") !=
          std::string::npos);
    CHECK(text.find(R"({"at": "4ms", "first": true, "ask": "cas k1 a b", "client": "c1", )"
                    R"("session": 2, "node": "n2"})") != std::string::npos);
    CHECK(text.find(R"("survives": "+3 - | +"})") != std::string::npos);
    CHECK(text.find(R"("survives": [{"node": "n2", "leaves": "~137"}, )") != std::string::npos);
    CHECK(text.find(R"({"at": "7ms", "heal": true})") != std::string::npos);
  }

  TEST_CASE("what is wrong with a step is said at its place") {
    CHECK(wrong(story(R"({"deliver": "vote_requst", "from": "n1", "to": "n2"})")) ==
          "/schedule/0/deliver: \"vote_requst\" is no message on this link, did you mean "
          "vote_request?\n");
    CHECK(wrong(story(R"({"deliver": "request", "from": "n1", "to": "n2"})"))
              .starts_with("/schedule/0/deliver: \"request\" is no message on this link"));
    CHECK(wrong(story(R"({"deliver": "vote_reply", "from": "n9", "to": "n2"})"))
              .starts_with("/schedule/0/from: "));
    CHECK(wrong(story(R"({"fault": "f1", "do": "crash", "survives": "3"})"))
              .starts_with("/schedule/0/survives: "));
    CHECK(wrong(story(R"({"fault": "f1", "do": "crash", "survives": [{"node": "n1"}]})"))
              .starts_with("/schedule/0/survives/0/leaves: "));
    CHECK(wrong(story(R"({"timer": "elction", "node": "n1"})")).starts_with("/schedule/0/timer: "));
    CHECK(wrong(story(R"({"timer": "election", "node": "c1"})")) ==
          "/schedule/0/node: must be a node\n");
    CHECK(wrong(story(R"({"ask": "put k1", "client": "c1", "node": "n1"})"))
              .starts_with("/schedule/0/ask: "));
    CHECK(wrong(story(R"({"ask": "get k1", "client": "n2", "node": "n1"})")) ==
          "/schedule/0/client: must be a client\n");
    CHECK(wrong(story(R"({"retry": 70000, "client": "c1", "node": "n1"})"))
              .starts_with("/schedule/0/retry: "));
    CHECK(wrong(story(R"({"at": "2ms", "sync": "n1"}, {"at": "1ms", "sync": "n1"})")) ==
          "/schedule/1/at: is before the step before it\n");
    CHECK(wrong(story(R"({"heal": false})")) == "/schedule/0/heal: must be true\n");
    CHECK(wrong(story(R"({"fault": "f1", "do": "crsh"})")).starts_with("/schedule/0/do: "));
    CHECK(wrong(story(R"({"at": "1ms", "dliver": "vote_reply"})")).find("did you mean deliver?") !=
          std::string::npos);
    CHECK(wrong(story("7")).starts_with("/schedule/0: must be "));
  }

  TEST_CASE("a schedule has no faults and no nemesis beside it") {
    CHECK(wrong(story(election, R"(, "nemesis": "storm")")).starts_with("/schedule: "));
    CHECK(wrong(story(election, R"(, "faults": [{"id": "f1", "at": "1s", "do": "heal"}])"))
              .starts_with("/schedule: "));
  }
}

// Scenarios: what is accepted, what is refused and how, and that printing loses nothing.
#include "sim/run/scenario.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "protocols/registry.h"
#include "sim/checkers/checker.h"
#include "sim/data/json_text.h"
#include "sim/data/units.h"

namespace conclave::sim {
namespace {

using namespace std::chrono_literals;

constexpr const char* smallest =
    R"({ "version": 1, "name": "hello", "why": "three nodes agree", "protocol": {"name": "raft"}, "nodes": 3 })";

constexpr const char* scripted = R"({
  "version": 1, "name": "old_leader_returns", "seed": "0x5eed",
  "why": "a leader is cut off with one follower, writes on, and comes back after a new leader has committed",
  "protocol": {"name": "raft", "options": {"election_timeout": ["150ms", "300ms"], "heartbeat": "50ms"}},
  "nodes": [{"id": "n1", "zone": "eu"}, {"id": "n2", "zone": "eu"}, {"id": "n3", "zone": "us"}, {"id": "n4", "zone": "us"},
            {"id": "n5", "zone": "ap", "clock": {"offset": "20ms", "drift_ppm": 200}}],
  "network": {"latency": {"uniform": ["1ms", "3ms"]}, "loss": 0.001, "duplicate": 0.001, "integrity": "crc32c",
              "links": [{"between": ["zone:eu", "zone:us"], "latency": {"quantiles": {"p0": "38ms", "p50": "42ms", "p99": "70ms", "p100": "200ms"}}},
                        {"between": ["zone:us", "zone:ap"], "latency": "90ms", "bandwidth": "10Mbps"}]},
  "disk": {"write_latency": "80us", "sync_latency": {"exponential": {"mean": "2ms", "max": "50ms"}}, "integrity": "crc32c"},
  "faults": [{"id": "f1", "when": {"event": "leader_elected", "nth": 1, "delay": "500ms"}, "do": "partition", "groups": ["minority+leader", "rest"], "for": "2s"},
             {"id": "f2", "at": "6s", "do": "crash", "nodes": "leader", "for": "800ms"},
             {"id": "f4", "at": "8s", "do": "crash", "nodes": "n4", "for": "1.5*election_timeout"}],
  "workload": {"name": "kv", "clients": 4, "rate": "200/s", "ops": {"read": 0.5, "write": 0.4, "cas": 0.1},
               "keys": {"count": 5, "pick": "zipf"}, "timeout": "1s", "retry": "same_id", "from": "500ms", "until": "10s"},
  "checks": ["safety"],
  "limits": {"virtual_time": "20s", "events": 2000000}, "expect": "pass" })";

Scenario parsed(std::string_view text, std::span<const Setting> settings = {}) {
  const auto result = parse_scenario(text, settings);
  REQUIRE_MESSAGE(result.ok(), (result.ok() ? "" : to_text(result.errors())));
  return *result;
}

std::string errors_of(std::string_view text, std::span<const Setting> settings = {}) {
  const auto result = parse_scenario(text, settings);
  return result.ok() ? "" : to_text(result.errors());
}

// What is wrong with the smallest scenario once these values are set in it.
std::string errors_with(const std::vector<Setting>& settings) {
  return errors_of(smallest, settings);
}

Scenario with(const std::vector<Setting>& settings) {
  return parsed(smallest, settings);
}

bool mentions(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("the smallest scenario is whole: the rest has defaults") {
  const Scenario s = parsed(smallest);
  CHECK(s.name == "hello");
  CHECK(s.why == "three nodes agree");
  CHECK(s.protocol.name == "raft");
  CHECK(s.protocol.options.size() == find_protocol("raft")->options().size());
  REQUIRE(s.nodes.size() == 3);
  CHECK(s.nodes[2].id == "n3");
  CHECK(s.checks == std::vector<CheckSpec>{{"all", {}}});
  CHECK(s.budget == BudgetRule::survivable);
  CHECK(s.expect == Expectation{});
  CHECK(s.faults.empty());
}

TEST_CASE("a scripted scenario says everything") {
  const Scenario s = parsed(scripted);
  CHECK(s.seed == 0x5eed);
  CHECK(s.nodes[4] == NodeSpec{"n5", "ap", {20ms, 200}, {}});
  CHECK(s.network.link.loss == Ratio{1'000'000});
  CHECK(s.network.links[1].latency == Delay(90ms));
  CHECK(s.network.links[1].bandwidth == 10'000'000);
  CHECK(s.disk.options.sync_latency == Delay(Delay::Exponential{2ms, 50ms}));
  REQUIRE(s.faults.size() == 3);
  CHECK(s.faults[0].what == "partition");
  CHECK(s.faults[0].trigger == FaultTrigger{0s, "leader_elected", 1, 500ms});
  CHECK(s.faults[1].trigger == FaultTrigger{6s, "", 1, 0s});
  CHECK(s.faults[2].lasts == 450ms);  // of the longest election timeout
  CHECK(s.workload.rate == Rate{1, 5ms});
  CHECK(s.workload.operations == 0);
  CHECK(s.limits == Limits{20s, 2'000'000});
}

TEST_CASE("a scenario prints concretely, and reads back as it was") {
  for (const char* text : {smallest, scripted}) {
    const Scenario s = parsed(text);
    const Scenario again = parsed(scenario_text(s));
    CHECK(scenario_text(again) == scenario_text(s));
    CHECK(scenario_line(again) == scenario_line(s));
    CHECK(again.protocol == s.protocol);
    CHECK(again.disk == s.disk);
    CHECK(again.nodes == s.nodes);
    CHECK(again.network == s.network);
    CHECK(again.workload == s.workload);
    CHECK(again.checks == s.checks);
    CHECK(again.limits == s.limits);
    CHECK(again.faults.size() == s.faults.size());
  }
  CHECK(mentions(scenario_text(parsed(smallest)), "\"election_timeout\": [\"150ms\", \"300ms\"]"));
}

TEST_CASE("comments are accepted") {
  CHECK(parsed("// a scenario\n" + std::string(smallest) + "/* that was it */").name == "hello");
}

TEST_CASE("every mistake of a bad file is told at once") {
  CHECK(errors_of(R"({
    "version": 1, "name": "bad file", "protocol": {"name": "rafft"},
    "nodes": [{"id": "n1"}, {"id": "n1"}, {"id": "leader"}, {"id": "c1"}],
    "netwrok": {},
    "network": {"loss": 1.5, "loss": 0.1, "latency": 50, "links": [{"between": ["n1", "n7"]}]},
    "disk": {"sync_latency": "-2ms", "integrity": "crc33c"},
    "workload": {"timeout": "99999999h", "rate": 200},
    "faults": [{"id": "f", "at": "1s", "do": "crush"},
               {"id": "f", "at": "1s", "do": "crash", "nodes": "leadr"},
               {"id": "g", "do": "crash"},
               {"id": "h", "at": "1s", "when": {"event": "leader_elect"}, "do": "crash"},
               {"id": "i", "at": "1s", "do": "heal", "for": "1s"}],
    "checks": ["one_laeder"], "expect": {"violation": "agrement"} })") ==
        R"(/network/loss: duplicate key at line 5, column 30, first at line 5, column 17
/name: must be a name of letters, digits, "_", "-" and ".", not "bad file"
/protocol/name: "rafft" is unknown, did you mean raft?
/disk/sync_latency: a duration cannot be negative: "-2ms"
/disk/integrity: "crc33c" is unknown, did you mean crc32c?
/workload/rate: 200 needs a unit, such as "200/s"
/workload/timeout: "99999999h" is too large for a duration: at most 10000h
/network/latency: 50 needs a unit, such as "50ms"
/network/loss: must be a probability, a number from 0 to 1, not 1.5
/network/links/0/between/1: unknown place "n7", did you mean n1?
/faults/0/do: "crush" is unknown, did you mean crash?
/faults/1/nodes: unknown target "leadr", did you mean leader?
/faults/2: must have at or when
/faults/3: must not have both at and when
/faults/3/when/event: "leader_elect" is unknown, did you mean leader_elected?
/faults/4/for: means nothing for this kind of fault
/checks/0: "one_laeder" is unknown, did you mean one_leader?
/expect/violation: "agrement" is unknown, did you mean agreement?
/netwrok: unknown key, did you mean network?
/nodes/1/id: the same as /nodes/0/id
/nodes/2/id: is a word for targets
/nodes/3/id: is the name of a client
/faults/1/id: the same as /faults/0/id
)");
}

TEST_CASE("a bare number where a unit is needed is refused") {
  CHECK(errors_with({{"/network/latency", "50"}}) ==
        "/network/latency: 50 needs a unit, such as \"50ms\"\n");
  CHECK(errors_with({{"/workload/timeout", "2"}}) ==
        "/workload/timeout: 2 needs a unit, such as \"2ms\"\n");
  CHECK(errors_with({{"/workload/rate", "200"}}) ==
        "/workload/rate: 200 needs a unit, such as \"200/s\"\n");
  CHECK(errors_with({{"/network/bandwidth", "10"}}) ==
        "/network/bandwidth: 10 needs a unit, such as \"10Mbps\"\n");
}

TEST_CASE("negative and overflowing durations are refused") {
  CHECK(errors_with({{"/disk/write_latency", "-1ms"}}) ==
        "/disk/write_latency: a duration cannot be negative: \"-1ms\"\n");
  CHECK(errors_with({{"/limits/virtual_time", "99999999h"}}) ==
        "/limits/virtual_time: \"99999999h\" is too large for a duration: at most 10000h\n");
  CHECK(errors_with({{"/protocol/options/heartbeat", "99999999999999999999999s"}}) ==
        "/protocol/options/heartbeat: \"99999999999999999999999s\" has too many digits for a "
        "duration\n");
}

TEST_CASE("a probability outside 0..1 is refused") {
  for (const char* value : {"1.0001", "-0.1", "2", "\"half\"", "null"}) {
    CHECK(mentions(errors_with({{"/network/loss", value}}),
                   "/network/loss: must be a probability, a number from 0 to 1, not "));
  }
  CHECK(with({{"/network/loss", "1"}}).network.link.loss == Ratio{Ratio::one});
}

TEST_CASE("priorities of links have bounds, and are written as they were read") {
  CHECK(errors_with({{"/network/pct", "{}"}}) == "");
  CHECK(with({{"/network/pct", "{}"}}).network.pct == PriorityOptions{});
  CHECK_FALSE(parsed(smallest).network.pct);
  CHECK(mentions(errors_with({{"/network/pct", R"({"depth": 0})"}}), "/network/pct/depth: "));
  CHECK(mentions(errors_with({{"/network/pct", R"({"spread": 5})"}}), "/network/pct/spread: "));
  CHECK(mentions(errors_with({{"/network/pct", R"({"dept": 5})"}}),
                 "/network/pct/dept: unknown key, did you mean depth?"));
  CHECK(mentions(errors_with({{"/network/pct", "3"}}), "/network/pct: "));
}

TEST_CASE("the number of nodes has limits") {
  for (const char* count : {"0", "101", "1000000000", "-1", "2.5", "99999999999999999999", "[]"}) {
    CAPTURE(count);
    CHECK(errors_with({{"/nodes", count}}).substr(0, 7) == "/nodes:");
  }
  CHECK(with({{"/nodes", "100"}}).nodes.size() == 100);
  CHECK(with({{"/nodes", "1"}}).nodes.size() == 1);
}

TEST_CASE("unknown protocols, options, flaws, faults, checks, targets and events are refused") {
  CHECK(mentions(errors_with({{"/protocol/name", "rafft"}}),
                 "/protocol/name: \"rafft\" is unknown, did you mean raft?"));
  CHECK(mentions(errors_with({{"/protocol/options/hartbeat", "50ms"}}),
                 "/protocol/options/hartbeat: unknown key, did you mean heartbeat?"));
  CHECK(mentions(errors_with({{"/protocol/flaw", "commit_olt_term"}}),
                 "/protocol/flaw: \"commit_olt_term\" is unknown, did you mean commit_old_term?"));
  CHECK(mentions(errors_with({{"/faults", R"([{"id": "f", "at": "1s", "do": "crush"}])"}}),
                 "/faults/0/do: \"crush\" is unknown, did you mean crash?"));
  CHECK(mentions(errors_with({{"/checks", R"(["agrement"])"}}),
                 "/checks/0: \"agrement\" is unknown, did you mean agreement?"));
  CHECK(mentions(
      errors_with({{"/faults", R"([{"id": "f", "at": "1s", "do": "crash", "nodes": "n9"}])"}}),
      "/faults/0/nodes: unknown target \"n9\", did you mean n1?"));
  CHECK(mentions(
      errors_with(
          {{"/faults", R"([{"id": "f", "when": {"event": "leader_elect"}, "do": "heal"}])"}}),
      "/faults/0/when/event: \"leader_elect\" is unknown, did you mean leader_elected?"));
  CHECK(
      mentions(errors_with({{"/network/links", R"([{"between": ["n1", "zone:eu"], "loss": 1}])"}}),
               "/network/links/0/between/1: unknown place \"zone:eu\""));
}

TEST_CASE("a fault strikes at a time or on an event, and not both") {
  const auto fault = [](const char* json) { return errors_with({{"/faults", json}}); };
  CHECK(fault(R"([{"id": "f", "do": "crash"}])") == "/faults/0: must have at or when\n");
  CHECK(fault(R"([{"id": "f", "at": "1s", "when": {"event": "leader_elected"}, "do": "crash"}])") ==
        "/faults/0: must not have both at and when\n");
  CHECK(fault(R"([{"id": "f", "at": "1s", "do": "heal", "for": "1s"}])") ==
        "/faults/0/for: means nothing for this kind of fault\n");
  CHECK(fault(R"([{"id": "f", "at": "2*heartbeet", "do": "crash"}])") ==
        "/faults/0/at: no duration has the name \"heartbeet\" here, did you mean heartbeat?\n");
}

TEST_CASE("a fault that strikes by time has no there") {
  const auto fault = [](const char* json) { return errors_with({{"/faults", json}}); };
  const std::string why =
      "\"there\" is where an event sets a fault off, and this one strikes by time\n";
  CHECK(fault(R"([{"id": "f", "at": "1s", "do": "crash", "nodes": "there"}])") ==
        "/faults/0/nodes: " + why);
  CHECK(fault(R"([{"id": "f", "at": "1s", "do": "pause", "nodes": ["n1", "there"]}])") ==
        "/faults/0/nodes: " + why);
  CHECK(
      fault(
          R"([{"id": "f", "at": "1s", "do": "partition", "groups": [["n1"], ["there", "n2"]]}])") ==
      "/faults/0/groups: " + why);
  CHECK(errors_with({{"/nemesis", R"([{"every": "1s", "do": "crash", "nodes": "there"}])"}}) ==
        "/nemesis/0/nodes: " + why);
  CHECK(fault(R"([{"id": "there", "when": {"event": "boot"}, "do": "crash", "nodes": "there"}])") ==
        "");
  CHECK(errors_with({{"/nemesis", R"([{"on": "boot", "do": "crash", "nodes": "there"}])"}}) == "");
}

TEST_CASE("an event may be that of one node or client, which must be there") {
  const auto fault = [](const char* json) { return errors_with({{"/faults", json}}); };
  CHECK(fault(R"([{"id": "f", "when": {"event": "leader_elected", "of": "n2"}, "do": "crash"}])") ==
        "");
  CHECK(fault(R"([{"id": "f", "when": {"event": "write", "of": "n22"}, "do": "crash"}])") ==
        "/faults/0/when/of: unknown address \"n22\", did you mean n2?\n");
  CHECK(
      mentions(fault(R"([{"id": "f", "when": {"event": "write", "of": "leader"}, "do": "crash"}])"),
               "/faults/0/when/of: unknown address \"leader\""));
  CHECK(errors_with({{"/nemesis", R"([{"every": "1s", "of": "n1", "do": "crash"}])"}}) ==
        "/nemesis/0/of: means nothing without \"on\"\n");
}

TEST_CASE("duplicate ids are refused") {
  CHECK(errors_with({{"/nodes", R"([{"id": "a"}, {"id": "b"}, {"id": "a"}])"}}) ==
        "/nodes/2/id: the same as /nodes/0/id\n");
  CHECK(
      errors_with(
          {{"/faults",
            R"([{"id": "f", "at": "1s", "do": "heal"}, {"id": "f", "at": "2s", "do": "heal"}])"}}) ==
      "/faults/1/id: the same as /faults/0/id\n");
}

TEST_CASE("a node cannot bear a name that means something else") {
  CHECK(errors_with({{"/nodes", R"([{"id": "leader"}, {"id": "c12"}, {"id": "zone:eu"}])"}}) ==
        "/nodes/2/id: must be a name of letters, digits, \"_\", \"-\" and \".\", not \"zone:eu\"\n"
        "/nodes/0/id: is a word for targets\n"
        "/nodes/1/id: is the name of a client\n");
}

TEST_CASE("duplicate keys are refused") {
  CHECK(mentions(errors_of(R"({"version": 1, "name": "a", "protocol": {"name": "raft"}, "nodes": 3,
                               "nodes": 5})"),
                 "/nodes: duplicate key at line 2, column 32, first at line 1, column 59"));
}

TEST_CASE("a newer format is refused with one clear message") {
  CHECK(errors_of(R"({"version": 2, "nodes": {"new": "shape"}, "unheard": "of"})") ==
        "/version: this is format 2, and this program reads up to 1: a newer one is needed\n");
  CHECK(mentions(errors_with({{"/version", "0"}}), "/version: must be a whole number from 1 to 1"));
  CHECK(mentions(errors_with({{"/version", "\"1\""}}), "/version: must be a whole number"));
  CHECK(mentions(errors_of(R"({"name": "a", "protocol": {"name": "raft"}, "nodes": 3})"),
                 "/version: is missing"));
}

TEST_CASE("a document that is no object is refused") {
  for (const char* text : {"[]", "3", "null", "\"scenario\"", "true"}) {
    CHECK(mentions(errors_of(text), "must be an object, not "));
  }
  CHECK(mentions(errors_of(""), "line 1, column 1: "));
}

TEST_CASE("text that is cut short at any place is refused") {
  const std::string text = smallest;
  for (std::size_t length = 0; length + 1 < text.size(); ++length) {
    CHECK_FALSE(parse_scenario(text.substr(0, length)).ok());
  }
}

TEST_CASE("options are held against each other by their protocol") {
  CHECK(mentions(errors_with({{"/protocol/options/election_timeout", R"(["300ms", "150ms"])"}}),
                 "/protocol/options/election_timeout: "));
  CHECK(mentions(errors_with({{"/protocol/options/heartbeat", "10s"}}), "/protocol/options/"));
}

TEST_CASE("a setting changes one value before anything is checked") {
  CHECK(with({{"/network/loss", "0.1"}}).network.link.loss == Ratio{100'000'000});
  CHECK(with({{"/network/latency", "5ms"}}).network.link.latency == Delay(5ms));
  CHECK(with({{"/protocol/options/pre_vote", "true"}}).protocol != parsed(smallest).protocol);
  CHECK(errors_with({{"/network/loss", "0.1"}, {"/netwrok/loss", "0.1"}}) ==
        "/netwrok: unknown key, did you mean network?\n");
  CHECK(errors_with({{"network/loss", "0.1"}}) ==
        "network/loss: not a JSON pointer, such as /network/loss\n");
}

TEST_CASE("clients are near unless the scenario says otherwise") {
  const Scenario s = parsed(smallest);
  const NodeId n1(1), n2(2), c1(4);
  CHECK(link_of(s, n1, n2).latency == s.network.link.latency);
  CHECK(link_of(s, c1, n1).latency == s.network.client_latency);
  CHECK(link_of(s, n1, c1).latency == s.network.client_latency);
}

TEST_CASE("the last rule for a link counts, one way or both") {
  const Scenario s =
      with({{"/nodes", R"([{"id": "a", "zone": "eu"}, {"id": "b", "zone": "us"}, {"id": "d"}])"},
            {"/network/links",
             R"([{"between": ["zone:eu", "all"], "latency": "9ms", "loss": 0.5},
                                {"from": "b", "to": "a", "latency": "7ms"},
                                {"between": ["clients", "d"], "latency": "70ms", "bandwidth": "8kbps"},
                                {"between": ["c1", "a"], "loss": 1}])"}});
  const NodeId a(1), b(2), d(3), c1(4), c2(5);
  CHECK(link_of(s, a, b).latency == Delay(9ms));
  CHECK(link_of(s, b, a).latency == Delay(7ms));
  CHECK(link_of(s, b, a).loss == Ratio{500'000'000});
  CHECK(link_of(s, d, a).latency == Delay(9ms));
  CHECK(link_of(s, b, d) == s.network.link);
  CHECK(link_of(s, c2, d).latency == Delay(70ms));
  CHECK(link_of(s, d, c1).bandwidth == 8000);
  CHECK(link_of(s, a, c1).loss == Ratio{Ratio::one});
  CHECK(link_of(s, a, c2).loss == Ratio{});
  CHECK(scenario_text(parsed(scenario_text(s))) == scenario_text(s));
}

TEST_CASE("a link needs both its ends") {
  CHECK(errors_with({{"/network/links", R"([{"from": "n1", "loss": 1}])"}}) ==
        "/network/links/0: must have between or to\n");
  CHECK(errors_with({{"/network/links", R"([{"between": ["n1", "n2"], "to": "n1"}])"}}) != "");
  CHECK(errors_with({{"/network/links", R"([{"loss": 1}])"}}) ==
        "/network/links/0: must have between or from\n"
        "/network/links/0: must have between or to\n");
}

TEST_CASE("a node's disk is as all disks, but for what it says") {
  const Scenario s =
      with({{"/disk/write_latency", "1ms"},
            {"/disk/torn_write", "0"},
            {"/nodes", R"([{"id": "a"}, {"id": "b", "disk": {"write_latency": "9ms"}}])"}});
  CHECK(disk_of(s, 0) == s.disk.options);
  CHECK(disk_of(s, 1).write_latency == Delay(9ms));
  CHECK(disk_of(s, 1).torn_write == Ratio{});
}

TEST_CASE(
    "an unlimited budget asks for safety alone, and the cluster may be expected not to recover") {
  const Scenario lost = with({{"/budget", "unlimited"}, {"/expect", "unrecoverable"}});
  CHECK(lost.expect.unrecoverable);
  CHECK(scenario_text(parsed(scenario_text(lost))) == scenario_text(lost));
  CHECK(mentions(errors_with({{"/expect", "unrecoverable"}}),
                 "/expect: unrecoverable is an end only where the budget is unlimited"));
  CHECK(mentions(errors_with({{"/budget", "unlimited"}, {"/checks", R"(["safety", "progress"])"}}),
                 "/checks/1: is no check of safety"));
}

TEST_CASE("a scenario may expect a violation") {
  CHECK(with({{"/expect", "pass"}}).expect == Expectation{});
  CHECK(with({{"/expect", R"({"violation": "agreement"})"}}).expect ==
        Expectation{{"agreement"}, {}});
  CHECK(with({{"/expect", R"({"violation": ["agreement", "belief"], "within_seeds": 500})"}})
            .expect == Expectation{{"agreement", "belief"}, 500});
  CHECK(mentions(errors_with({{"/expect", "fail"}}),
                 "/expect: must be \"pass\", \"unrecoverable\" or {\"violation\": ..}"));
  CHECK(mentions(errors_with({{"/expect", "{}"}}), "/expect/violation: is missing"));
  CHECK(mentions(errors_with({{"/expect", R"({"violation": "agrement"})"}}),
                 "/expect/violation: \"agrement\" is unknown, did you mean agreement?"));
}

TEST_CASE("what is expected must be among the checks, and named once") {
  const auto expecting = [](const std::string& violation, const char* checks) {
    return errors_with({{"/expect", R"({"violation": )" + violation + "}"}, {"/checks", checks}});
  };
  CHECK(expecting(R"("progress")", R"(["safety"])") ==
        "/expect/violation: progress is none of the checks of this run, so nothing could find it "
        "violated\n");
  CHECK(mentions(expecting(R"(["agreement", "progress"])", R"(["agreement"])"),
                 "/expect/violation/1: progress is none"));
  CHECK(expecting(R"(["agreement", "progress"])", R"(["safety", {"check": "progress"}])").empty());
  CHECK(expecting(R"(["belief", "exception"])", R"(["agreement"])").empty());
  CHECK(expecting(R"(["belief", "belief"])", R"(["all"])") ==
        "/expect/violation/1: the same as /expect/violation/0\n");
}

TEST_CASE("a mistake of the text is told once, and not again for what it leaves") {
  const std::string text = R"({"version": 1, "name": "x", "protocol": {"name": "raft"}, "nodes": 3,
  "seed": 123456789012345678901234567890})";
  CHECK(errors_of(text) ==
        "/seed: the number 123456789012345678901234567890 at line 2, column 11 is out of range\n");
  CHECK(errors_with({{"/seed", "123456789012345678901234567890"}}) ==
        "/seed: the number 123456789012345678901234567890 at line 1, column 1 is out of range\n");
}

TEST_CASE("a setting appends to a list that the file does not have") {
  const Scenario s =
      with({{"/faults/-", R"({"id": "f1", "at": "1s", "do": "crash", "nodes": "leader"})"}});
  CHECK(s.faults.size() == 1);
}

TEST_CASE("a value to write is not empty") {
  CHECK(errors_with({{"/workload/value", R"("")"}}) ==
        "/workload/value: must not be empty; where it is left out, each value is a new one\n");
  CHECK(with({{"/workload/value", "v"}}).workload.value == "v");
}

TEST_CASE("what a campaign varies is kept, and its form is checked") {
  const Setting good{
      "/sample", R"({"/network/loss": {"log_uniform": [0.0001, 0.1]}, "/nodes": {"choose": [3, 5]},
                                    "/protocol/options/pre_vote": {"maybe": true},
                                    "/network/latency": {"uniform": ["1ms", "9ms"]}})"};
  const Scenario s = with({good});
  CHECK(Json::parse(s.sample).size() == 4);
  CHECK(parsed(scenario_text(s)).sample == s.sample);
  CHECK(errors_with({{"/sample",
                      R"({"network": {"int": [1, 2]}, "/a": {"choose": []}, "/b": {"int": [2, 1]},
                                     "/c": {"chose": [1]}, "/d": 3, "/sample/x": {"maybe": 1}})"}}) ==
        "/sample/network: is not a pointer to a value, such as /network/loss\n"
        "/sample/~1a/choose: must be a list of values, and is empty\n"
        "/sample/~1b/int: the first must not be greater than the second\n"
        "/sample/~1c/chose: unknown key, did you mean choose?\n"
        "/sample/~1d: must be an object with one of choose, int, uniform, log_uniform, subset or "
        "maybe, not 3\n"
        "/sample/~1sample~1x: is not a pointer to a value, such as /network/loss\n");
}

TEST_CASE("clients that would never end are refused") {
  CHECK(mentions(errors_with({{"/workload", R"({"operations": 0})"}}),
                 "/workload/operations: must be above zero"));
  CHECK(with({{"/workload", R"({"until": "5s"})"}}).workload.operations == 0);
  CHECK(mentions(errors_with({{"/workload", R"({"ops": {"read": 0}})"}}),
                 "/workload/ops: must have an operation"));
  CHECK(with({{"/workload", R"({"ops": {"read": 1}})"}}).workload.ops.write == Billionths{});
  CHECK(mentions(errors_with({{"/workload", R"({"rate": "5/s", "in_flight": 3})"}}),
                 "/workload: must not have both rate and in_flight"));
}

TEST_CASE("every fault, check, protocol and flaw of the registries can be written and read back") {
  for (const FaultKind& kind : fault_kinds()) {
    CAPTURE(kind.name);
    Scenario s = parsed(smallest);
    s.faults = {{"f", std::string(kind.name), {1s, "", 1, {}}, {}, AnyFault(kind.make())}};
    CHECK(scenario_text(parsed(scenario_text(s))) == scenario_text(s));
  }
  for (const CheckerKind& kind : checker_kinds()) {
    CAPTURE(kind.name);
    Scenario s = parsed(smallest);
    s.checks = {{std::string(kind.name), {}}};
    for (const OptionSpec& spec : kind.options())
      s.checks[0].options.emplace_back(spec.name, spec.standard);
    CHECK(parsed(scenario_text(s)).checks == s.checks);
  }
  for (const ProtocolKind& kind : protocol_kinds()) {
    for (const FlawInfo& flaw : kind.flaws) {
      CAPTURE(flaw.name);
      const Scenario s =
          with({{"/protocol", Json{{"name", kind.name}, {"flaw", flaw.name}}.dump()}});
      CHECK(s.protocol.flaw == flaw.name);
      CHECK(parsed(scenario_text(s)).protocol == s.protocol);
    }
  }
}

}  // namespace conclave::sim

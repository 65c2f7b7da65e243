// The schema and the parser, held against each other.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sim/data/json_text.h"
#include "sim/run/scenario.h"
#include "tests/support/effort.h"
#include "tests/support/json_schema.h"
#include "tests/support/scenario_files.h"

namespace conclave::sim {
namespace {

const Json& the_schema() {
  static const Json schema = scenario_schema();
  return schema;
}

std::string complaint(const Json& json) {
  return schema_complaint(the_schema(), json);
}

Json smallest() {
  return Json::parse(R"({"version": 1, "name": "a", "protocol": {"name": "raft"}, "nodes": 3})");
}

Json with(const char* pointer, const char* value) {
  Json json = smallest();
  REQUIRE_FALSE(set_value(json, pointer, value));
  return json;
}

}  // namespace

TEST_CASE("the schema accepts what the parser prints") {
  CHECK(complaint(smallest()) == "");
  const auto scenario = parse_scenario(smallest().dump());
  REQUIRE(scenario.ok());
  CHECK(complaint(scenario_json(*scenario)) == "");
}

TEST_CASE("every scenario of the house reads back as it was printed, and is as the schema says" *
          doctest::skip(sanitized)) {
  const auto paths = test::scenario_files();
  CHECK(paths.size() >= 10);
  for (const auto& path : paths) {
    CAPTURE(path.string());
    const std::string text = test::content_of(path);
    const auto scenario = parse_scenario(text);
    REQUIRE_MESSAGE(scenario.ok(), (scenario.ok() ? "" : to_text(scenario.errors())));
    CHECK(complaint(Json::parse(text)) == "");
    CHECK(complaint(scenario_json(*scenario)) == "");
    const auto again = parse_scenario(scenario_text(*scenario));
    REQUIRE(again.ok());
    CHECK(scenario_text(*again) == scenario_text(*scenario));
    CHECK(scenario->name == path.stem().string());  // each is named after its claim
    CHECK_FALSE(scenario->why.empty());
  }
}

TEST_CASE("the schema and the parser agree on single values") {
  struct Case {
    const char* pointer;
    const char* value;
    bool good;
  };
  const Case cases[] = {
      {"/version", "2", false},
      {"/version", "1.0", true},
      {"/name", "a b", false},
      {"/name", "a-b_c.d", true},
      {"/seed", "7", true},
      {"/seed", "0x5eed", true},
      {"/seed", "-1", false},
      {"/seed", "\"010\"", true},
      {"/seed", "\"word\"", false},
      {"/nodes", "0", false},
      {"/nodes", "100", true},
      {"/nodes", "101", false},
      {"/nodes", "5e0", true},
      {"/nodes", "[]", false},
      {"/nodes", R"([{"id": "a"}])", true},
      {"/nodes", R"([{"zone": "a"}])", false},
      {"/nodes", R"([{"id": "a", "clock": {"offset": "-5ms", "drift_ppm": -200}}])", true},
      {"/nodes", R"([{"id": "a", "clock": {"offset": 5}}])", false},
      {"/nodes", R"([{"id": "a", "disk": {"torn_write": 0.5}}])", true},
      {"/netwrok", "{}", false},
      {"/network/loss", "0.5", true},
      {"/network/loss", "1.5", false},
      {"/network/latency", "5", false},
      {"/network/latency", "5ms", true},
      {"/network/latency", "5 ms", false},
      {"/network/latency", R"({"uniform": ["1ms", "2ms"]})", true},
      {"/network/latency", R"({"uniform": ["1ms"]})", false},
      {"/network/latency", R"({"quantiles": {"p0": "1ms", "p99.9": "2ms", "p100": "3ms"}})", true},
      {"/network/latency", R"({"quantiles": {"p0": "1ms", "p101": "2ms", "p100": "3ms"}})", false},
      {"/network/latency", R"({"quantiles": {"p0": "1ms", "p099": "2ms", "p100": "3ms"}})", false},
      {"/network/latency", R"({"quantiles": {"p0": "1ms"}})", false},
      {"/network/integrity", "crc32c", true},
      {"/network/integrity", "crc33c", false},
      {"/network/links", R"([{"between": ["n1", "n2"], "bandwidth": "1MB/s"}])", true},
      {"/network/links", R"([{"from": "n1", "to": "n2"}])", true},
      {"/network/links", R"([{"loss": 1}])", false},
      {"/network/links", R"([{"between": ["n1", "n2"], "from": "n1", "to": "n2"}])", false},
      {"/protocol/name", "raff", false},
      {"/protocol/options/pre_vote", "true", true},
      {"/protocol/options/pre_vote", "1", false},
      {"/protocol/options/election_timeout", "200ms", true},
      {"/protocol/options/unheard", "1", false},
      {"/protocol/flaw", "commit_old_term", true},
      {"/protocol/flaw", "commit_very_old_term", false},
      {"/workload/rate", "200/s", true},
      {"/workload/rate", "200", false},
      {"/workload", R"({"rate": "5/s", "in_flight": 3})", false},
      {"/workload/keys", R"({"count": 0})", false},
      {"/faults",
       R"([{"id": "f", "at": "1s", "do": "crash", "nodes": ["n1", "leader"], "for": "1s"}])", true},
      {"/faults", R"([{"id": "f", "at": "2*heartbeat", "do": "crash"}])", true},
      {"/faults", R"([{"id": "f", "at": "1s", "do": "crush"}])", false},
      {"/faults", R"([{"id": "f", "do": "crash"}])", false},
      {"/faults", R"([{"id": "f", "at": "1s", "when": {"event": "crash"}, "do": "crash"}])", false},
      {"/faults", R"([{"id": "f", "when": {"event": "crash"}, "do": "heal"}])", true},
      {"/faults", R"([{"at": "1s", "do": "heal"}])", false},
      {"/faults",
       R"([{"id": "f", "at": "1s", "do": "partition", "groups": ["minority", "rest"], "isolate": "one"}])",
       false},
      {"/checks", R"(["safety"])", true},
      {"/checks", R"(["agreement", "all"])", true},
      {"/checks", R"([])", false},
      {"/checks", R"(["nonsense"])", false},
      {"/limits", R"({"events": 0})", false},
      {"/budget", "unlimited", true},
      {"/budget", "generous", false},
      {"/expect", "pass", true},
      {"/expect", "fail", false},
      {"/expect", R"({"violation": ["agreement"], "within_seeds": 3})", true},
      {"/expect", R"({"within_seeds": 3})", false},
      {"/sample", R"({"/network/loss": {"uniform": [0, 1]}})", true},
      {"/sample", R"({"network": {"uniform": [0, 1]}})", false},
      {"/sample", R"({"/network": {"uniform": [0]}})", false},
      {"/sample", R"({"/network": {"random": 1}})", false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.pointer);
    CAPTURE(c.value);
    const Json json = with(c.pointer, c.value);
    const auto parsed = scenario_from(json);
    CHECK_MESSAGE(parsed.ok() == c.good, (parsed.ok() ? "" : to_text(parsed.errors())));
    CHECK_MESSAGE(complaint(json).empty() == c.good, complaint(json));
  }
}

}  // namespace conclave::sim

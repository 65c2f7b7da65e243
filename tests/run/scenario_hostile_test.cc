// The scenario parser under random and mutated bytes: it answers, whatever it is given.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "sim/data/json_text.h"
#include "sim/kernel/random.h"
#include "sim/run/scenario.h"
#include "tests/support/effort.h"

namespace conclave::sim {
namespace {

constexpr const char* seed_text_of_all_parts = R"({
  "version": 1, "name": "all_parts", "seed": "0x5eed", "why": "something of everything",
  "protocol": {"name": "raft", "options": {"election_timeout": ["150ms", "300ms"], "pre_vote": true}},
  "nodes": [{"id": "n1", "zone": "eu"}, {"id": "n2", "clock": {"offset": "-20ms", "drift_ppm": 200}}, {"id": "n3"}],
  "network": {"latency": {"quantiles": {"p0": "1ms", "p99.9": "2ms", "p100": "3ms"}}, "loss": 1e-3,
              "links": [{"between": ["zone:eu", "all"], "bandwidth": "10Mbps"}]},
  "disk": {"sync_latency": {"exponential": {"mean": "2ms", "max": "50ms"}}},
  "faults": [{"id": "f1", "when": {"event": "leader_elected", "nth": 1}, "do": "partition", "isolate": "leader", "for": "2*heartbeat"}],
  "workload": {"rate": "200/s", "ops": {"read": 0.5}, "keys": {"pick": "zipf"}, "until": "10s"},
  "checks": ["safety"], "expect": {"violation": ["agreement"]}, "sample": {"/network/loss": {"uniform": [0, 1]}}})";

// A story: every kind of step, and a fault that says what it leaves.
constexpr const char* seed_text_of_all_steps = R"({
  "version": 1, "name": "all_steps", "protocol": {"name": "raft"}, "nodes": 3, "workload": {"clients": 1},
  "schedule": [
    {"at": "1ms", "timer": "election", "node": "n1"}, {"sync": "n1"},
    {"at": "2ms", "deliver": "vote_request", "from": "n1", "to": "n2", "nth": 2, "copied": true,
     "damage": {"shape": "burst", "seed": "0x17"}},
    {"at": "3ms", "drop": "vote_request", "from": "n1", "to": "n3"},
    {"at": "3ms", "delay": "vote_reply", "from": "n2", "to": "n1"},
    {"at": "4ms", "first": true, "ask": "cas k1 a b", "client": "c1", "session": 2, "node": "n2"},
    {"at": "5ms", "fault": "f1", "cause": 17, "do": "crash", "nodes": ["n1", "n2"],
     "survives": [{"node": "n1", "leaves": "+3 - ~137 | + -"}]},
    {"at": "5ms", "fault": "f2", "do": "partition", "isolate": "n3"},
    {"at": "6ms", "retry": 2, "client": "c1", "node": "n1"}, {"at": "7ms", "give_up": 2, "client": "c1"},
    {"at": "8ms", "end": "f1"}, {"at": "9ms", "heal": true}]})";

// Pieces that are likelier to hurt than random bytes are.
constexpr std::string_view nasty[] = {"{",
                                      "}",
                                      "[",
                                      "]",
                                      "\"",
                                      ":",
                                      ",",
                                      "\\u",
                                      "\\ud800",
                                      "//",
                                      "/*",
                                      "*/",
                                      "-",
                                      "1e999",
                                      "1e-999",
                                      "null",
                                      "true",
                                      "18446744073709551616",
                                      "-9223372036854775809",
                                      "0.0000000001",
                                      "\xFF",
                                      "\xC0\x80",
                                      "\xEF\xBB\xBF",
                                      "\"-1ms\"",
                                      "\"1*1\"",
                                      "\"99999999999h\"",
                                      "\"/s\"",
                                      "{\"a\":",
                                      "[[[[[[[[",
                                      "\"id\":",
                                      "1e18",
                                      "\"p50\""};

std::string mutated(std::string text, Random& random) {
  const std::uint64_t changes = 1 + random.below(2);
  for (std::uint64_t i = 0; i < changes && !text.empty(); ++i) {
    const std::size_t at = random.below(text.size());
    const std::size_t length = random.below(40);
    switch (random.below(6)) {
      case 0:
        text[at] = static_cast<char>(random.below(256));
        break;
      case 1:
        text.erase(at, length);
        break;
      case 2:
        text.insert(at, nasty[random.below(std::size(nasty))]);
        break;
      case 3:
        text.insert(at, text.substr(random.below(text.size()), length));
        break;
      case 4:
        text.replace(at, std::min(length, text.size() - at), nasty[random.below(std::size(nasty))]);
        break;
      default:
        text.resize(at);
        break;
    }
  }
  return text;
}

// Either it is a scenario, which prints and reads back as itself, or there is at least one error,
// and the errors print.
bool is_answered(const std::string& text) {
  const auto result = parse_scenario(text);
  if (!result.ok()) return !to_text(result.errors()).empty();
  const std::string printed = scenario_text(*result);
  const auto again = parse_scenario(printed);
  return again.ok() && scenario_text(*again) == printed;
}

}  // namespace

TEST_CASE("whatever bytes are given as a scenario, there is an answer") {
  for (const char* whole : {seed_text_of_all_parts, seed_text_of_all_steps}) {
    Random random(7);
    int accepted = 0;
    REQUIRE(parse_scenario(whole).ok());
    for (int i = 0; i < static_cast<int>(effort(2500)); ++i) {
      const std::string text = mutated(whole, random);
      CAPTURE(text);
      CHECK(is_answered(text));
      accepted += parse_scenario(text).ok() ? 1 : 0;
    }
    CHECK(accepted > static_cast<int>(effort(
                         20)));  // or the mutations tell nothing about what is behind the syntax
  }
}

TEST_CASE("whatever value stands at any place of a scenario, there is an answer" *
          doctest::skip(sanitized)) {
  for (const char* pointer : {"/version",
                              "/name",
                              "/seed",
                              "/why",
                              "/protocol",
                              "/protocol/name",
                              "/protocol/options",
                              "/nodes",
                              "/nodes/1",
                              "/nodes/1/clock/drift_ppm",
                              "/network",
                              "/network/latency",
                              "/network/latency/quantiles",
                              "/network/links/0",
                              "/network/links/0/between",
                              "/disk",
                              "/disk/sync_latency/exponential",
                              "/faults",
                              "/faults/0",
                              "/faults/0/when",
                              "/faults/0/do",
                              "/faults/0/for",
                              "/workload",
                              "/workload/ops",
                              "/workload/ops/read",
                              "/workload/keys/count",
                              "/nemesis",
                              "/checks",
                              "/checks/0",
                              "/limits",
                              "/budget",
                              "/expect",
                              "/expect/violation",
                              "/sample",
                              "/schedule",
                              "/schedule/0",
                              "/schedule/0/at",
                              "/schedule/0/timer",
                              "/schedule/1/sync",
                              "/schedule/2/nth",
                              "/schedule/2/damage",
                              "/schedule/2/damage/shape",
                              "/schedule/3/from",
                              "/schedule/5/first",
                              "/schedule/5/ask",
                              "/schedule/5/session",
                              "/schedule/6/cause",
                              "/schedule/6/do",
                              "/schedule/6/survives",
                              "/schedule/6/survives/0/leaves",
                              "/schedule/6/survives/0/node",
                              "/schedule/10/end",
                              "/schedule/11/heal"}) {
    const std::string_view place = pointer;
    const char* whole =
        place.starts_with("/schedule") ? seed_text_of_all_steps : seed_text_of_all_parts;
    for (const char* value : {"null",
                              "true",
                              "0",
                              "-1",
                              "1",
                              "1e300",
                              "-1e300",
                              "0.1",
                              "9223372036854775807",
                              "18446744073709551615",
                              "\"\"",
                              "\"x\"",
                              "\"1ms\"",
                              "\"leader\"",
                              "[]",
                              "[[]]",
                              "[1,2]",
                              "[\"1ms\",\"2ms\"]",
                              "{}",
                              "{\"x\":1}",
                              "{\"uniform\":[\"1ms\",\"2ms\"]}",
                              "[{}]",
                              "[{\"id\":\"n1\"},{\"id\":\"n1\"}]",
                              "{\"p0\":1}"}) {
      CAPTURE(pointer);
      CAPTURE(value);
      const Setting setting{pointer, value};
      const auto result = parse_scenario(whole, {&setting, 1});
      CHECK((result.ok() || !to_text(result.errors()).empty()));
    }
  }
}

TEST_CASE("random bytes are no scenario") {
  Random random(9);
  for (int i = 0; i < 1000; ++i) {
    std::string text;
    for (std::uint64_t n = random.below(200); n > 0; --n)
      text += static_cast<char>(random.below(256));
    CHECK_FALSE(parse_scenario(text).ok());
  }
}

TEST_CASE("huge files are refused quickly") {
  CHECK_FALSE(parse_scenario(std::string(100'000, '[')).ok());
  CHECK_FALSE(parse_scenario(std::string(20'000'000, ' ')).ok());
  CHECK_FALSE(parse_scenario("\"" + std::string(1'000'000, 'a') + "\"").ok());
  std::string many = "{\"version\": 1";
  for (int i = 0; i < 20'000; ++i) many += ",\"key" + std::to_string(i) + "\": 1";
  const auto result = parse_scenario(many + "}");
  REQUIRE_FALSE(result.ok());
  CHECK(to_text(result.errors()).size() < 100'000);
}

}  // namespace conclave::sim

// The scenario parser under random and mutated bytes: it answers, whatever it is given.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>
#include <string>

#include "sim/data/json_text.h"
#include "sim/kernel/random.h"
#include "sim/run/scenario.h"

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
  Random random(7);
  int accepted = 0;
  REQUIRE(parse_scenario(seed_text_of_all_parts).ok());
  for (int i = 0; i < 2500; ++i) {
    const std::string text = mutated(seed_text_of_all_parts, random);
    CAPTURE(text);
    CHECK(is_answered(text));
    accepted += parse_scenario(text).ok() ? 1 : 0;
  }
  CHECK(accepted > 20);  // or the mutations tell nothing about what is behind the syntax
}

TEST_CASE("whatever value stands at any place of a scenario, there is an answer") {
  const Result<Json> whole = parse_json(seed_text_of_all_parts);
  REQUIRE(whole.ok());
  Random random(8);
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
                              "/sample"}) {
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
      const auto result = parse_scenario(seed_text_of_all_parts, {&setting, 1});
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

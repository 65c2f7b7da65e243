// Sampling: what a seed makes of a scenario that says what may vary.
#include "sim/run/sample.h"

#include <doctest/doctest.h>

#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "sim/run/generator.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

Sampler sampler(const std::string& sample) {
  const std::string text = R"({"version": 1, "name": "varied", "protocol": {"name": "raft"},
      "nodes": 5, "nemesis": "storm", "sample": )" +
                           sample + "}";
  auto scenario = parse_scenario(text);
  REQUIRE_MESSAGE(scenario.ok(), (scenario.ok() ? "" : to_text(scenario.errors())));
  return Sampler(std::move(scenario).value());
}

// What a generator gives for many seeds; null where it leaves the value alone.
std::vector<Json> drawn(const std::string& generator, std::uint64_t seeds = 400) {
  const Json json = Json::parse(generator);
  std::vector<Json> out;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    Random random(seed);
    const auto value = generate(json, random);
    out.push_back(value ? *value : Json());
  }
  return out;
}

std::map<std::string, int> counts(const std::vector<Json>& values) {
  std::map<std::string, int> out;
  for (const Json& value : values) ++out[value.dump()];
  return out;
}

std::string errors_of(const std::string& sample) {
  const auto scenario = parse_scenario(
      R"({"version": 1, "name": "x", "protocol": {"name": "raft"}, "nodes": 3, "sample": )" +
      sample + "}");
  return scenario ? "" : to_text(scenario.errors());
}

}  // namespace

TEST_SUITE("run/sample") {
  TEST_CASE("what is drawn is concrete, and the seed is in it") {
    const auto drawn = sampler(R"({"/nodes": {"choose": [3]}, "/network/loss": {"choose": [0.25]},
        "/network/latency": {"choose": [{"uniform": ["2ms", "3ms"]}]}})")
                           .draw(77)
                           .value();
    CHECK(drawn.scenario.nodes.size() == 3);
    CHECK(drawn.scenario.network.link.loss.ppb == 250'000'000);
    CHECK(drawn.scenario.seed == 77);
    CHECK(drawn.scenario.sample.empty());
    CHECK(drawn.drawn == std::vector<Drawn>{{"/nodes", "3"},
                                            {"/network/loss", "0.25"},
                                            {"/network/latency", R"({"uniform":["2ms","3ms"]})"}});
    const Scenario again = parse_scenario(scenario_text(drawn.scenario)).value();
    CHECK(scenario_text(again) == scenario_text(drawn.scenario));
  }

  TEST_CASE("the same seed draws the same, and another draws something else") {
    const Sampler one = sampler(R"({"/network/loss": {"log_uniform": [0.0001, 0.5]}})");
    CHECK(scenario_text(one.draw(1).value().scenario) ==
          scenario_text(one.draw(1).value().scenario));
    CHECK(one.draw(1).value().drawn != one.draw(2).value().drawn);
  }

  TEST_CASE("leaving one pointer out changes nothing about the others") {
    const Sampler both =
        sampler(R"({"/nodes": {"choose": [3, 4, 5]}, "/network/loss": {"uniform": [0, 0.5]}})");
    const Sampler one = sampler(R"({"/network/loss": {"uniform": [0, 0.5]}})");
    for (std::uint64_t seed = 1; seed < 20; ++seed) {
      CHECK(both.draw(seed).value().drawn.back() == one.draw(seed).value().drawn.front());
    }
  }

  TEST_CASE("without a sample a scenario is itself") {
    const Scenario plain =
        parse_scenario(R"({"version": 1, "name": "x", "protocol": {"name": "raft"}, "nodes": 3})")
            .value();
    const Sampled drawn = Sampler(plain).draw(9).value();
    CHECK(drawn.drawn.empty());
    CHECK(drawn.scenario.seed == 9);
    CHECK(drawn.scenario.nodes == plain.nodes);
  }

  TEST_CASE("what makes no scenario is told with its place") {
    const auto drawn = sampler(R"({"/network/loss": {"choose": [7]}})").draw(1);
    REQUIRE(!drawn.ok());
    CHECK(to_text(drawn.errors()) ==
          "/network/loss: must be a probability, a number from 0 to 1, not 7\n");
    CHECK(!sampler(R"({"/netwrok/loss": {"choose": [0.5]}})").draw(1).ok());
    CHECK(!sampler(R"({"/nodes/x": {"choose": [0.5]}})").draw(1).ok());
  }

  TEST_CASE("what is drawn goes before defaults that it does not go with") {
    const auto small = [](const std::string& more) {
      return Sampler(
          parse_scenario(R"({"version": 1, "name": "x", "nodes": 3, )" + more + "}").value());
    };
    const auto drawn = [&](const std::string& more) {
      const auto sampled = small(more).draw(1);
      REQUIRE_MESSAGE(sampled.ok(), (sampled.ok() ? "" : to_text(sampled.errors())));
      return sampled->scenario;
    };
    const std::string raft = R"("protocol": {"name": "raft"}, )";
    const std::string rate = R"("sample": {"/workload/rate": {"choose": ["20/s"]}})";
    CHECK(rate_text(drawn(raft + rate).workload.rate.value()) == "20/s");
    CHECK(drawn(raft + R"("workload": {"clients": 5, "in_flight": 1}, )" + rate).workload.clients ==
          5);
    const std::string other = R"("sample": {"/protocol/name": {"choose": ["paxos"]}})";
    CHECK(drawn(raft + other).protocol.name == "paxos");
    // A printed scenario is the same scenario.
    const std::string printed = scenario_text(small(raft + rate).scenario());
    CHECK(Sampler(parse_scenario(printed).value()).draw(1).ok());
    // What was asked for stays, and its clash is told.
    const auto clash = small(raft + R"("workload": {"in_flight": 4}, )" + rate).draw(1);
    REQUIRE(!clash.ok());
    CHECK(to_text(clash.errors()) == "/workload: must not have both rate and in_flight\n");
    const auto lost =
        small(R"("protocol": {"name": "raft", "options": {"pre_vote": true}}, )" + other).draw(1);
    REQUIRE(!lost.ok());
    CHECK(lost.errors().size() == 1);
  }

  TEST_CASE("choose takes each of its values") {
    const auto seen = counts(drawn(R"({"choose": [3, 5, "x"]})"));
    CHECK(seen.size() == 3);
    for (const auto& drawing : seen) {
      CAPTURE(drawing.first);
      CHECK(drawing.second > 90);
    }
  }

  TEST_CASE("int takes both ends and all between") {
    CHECK(counts(drawn(R"({"int": [-1, 2]})")).size() == 4);
    CHECK(counts(drawn(R"({"int": [4, 4]})")) == std::map<std::string, int>{{"4", 400}});
    CHECK(drawn(R"({"int": [-9223372036854775808, 9223372036854775807]})", 3)[0].is_number());
  }

  TEST_CASE("uniform knows units, and stays in its range") {
    for (const Json& value : drawn(R"({"uniform": ["1ms", "20ms"]})")) {
      const Duration duration = parse_duration(value.get<std::string>()).value();
      CHECK(duration >= 1ms);
      CHECK(duration <= 20ms);
    }
    for (const Json& value : drawn(R"({"uniform": [0, 0.5]})")) {
      CHECK(value.get<double>() >= 0);
      CHECK(value.get<double>() <= 0.5);
    }
    for (const char* range :
         {R"(["20/s", "90/s"])", R"(["64KiB", "1MiB"])", R"(["1Mbps", "9Mbps"])"}) {
      const auto values = drawn(R"({"uniform": )" + std::string(range) + "}", 50);
      CHECK_MESSAGE(counts(values).size() > 20, range);
      for (const Json& value : values) CHECK(value.is_string());
    }
  }

  TEST_CASE("log_uniform gives every doubling the same share") {
    int low = 0, high = 0;
    for (const Json& value : drawn(R"({"log_uniform": [0.001, 0.256]})", 2000)) {
      const double number = value.get<double>();
      CHECK(number >= 0.001);
      CHECK(number <= 0.256);
      (number < 0.016 ? low : high) += 1;  // four doublings on either side
    }
    CHECK(low > 850);
    CHECK(high > 850);
    for (const Json& value : drawn(R"({"log_uniform": [1, 100]})"))
      CHECK(value.is_number_integer());
    for (const Json& value : drawn(R"({"log_uniform": ["1ms", "3s"]})")) {
      const Duration duration = parse_duration(value.get<std::string>()).value();
      CHECK(duration >= 1ms);
      CHECK(duration <= 3s);
    }
  }

  TEST_CASE("subset leaves each out with probability one half") {
    const auto seen = counts(drawn(R"({"subset": [1, 2, 3]})"));
    CHECK(seen.size() == 8);
    CHECK(seen.at("[]") > 25);
    CHECK(seen.at("[1,2,3]") > 25);
  }

  TEST_CASE("maybe leaves the scenario's own value half of the time") {
    const auto seen = counts(drawn(R"({"maybe": 0.5})"));
    CHECK(seen.at("null") > 150);
    CHECK(seen.at("0.5") > 150);
  }

  TEST_CASE("a value may hold generators of its own") {
    std::set<std::string> rates;
    int off = 0;
    for (const Json& value : drawn(R"({"subset": [
        {"do": "loss", "every": "100ms", "rate": {"sample": {"log_uniform": [0.01, 0.5]}}}]})")) {
      if (value.empty()) {
        ++off;
      } else {
        rates.insert(value[0]["rate"].dump());
      }
    }
    CHECK(off > 150);
    CHECK(rates.size() > 50);
  }

  TEST_CASE("generators that make no sense are refused, inside of values too") {
    CHECK(errors_of(R"({"/network/loss": {"log_uniform": [0, 0.5]}})") ==
          "/sample/~1network~1loss/log_uniform: must be a list of the least and the most, of one "
          "unit and "
          "above 0\n");
    CHECK(errors_of(R"({"/a": {"uniform": ["1ms", "2KiB"]}})") != "");
    CHECK(errors_of(R"({"/a": {"uniform": ["2ms", "1ms"]}})") != "");
    CHECK(errors_of(R"({"/a": {"maybe": {"sample": {"int": [2, 1]}}}})") ==
          "/sample/~1a/maybe/sample/int: the first must not be greater than the second\n");
    CHECK(errors_of(R"({"/a": {"int": [0.5, 2]}})") ==
          "/sample/~1a/int: must be a list of the least and the most, whole numbers\n");
    CHECK(errors_of(R"({"/seed": {"int": [1, 2]}})") != "");
  }
}

// What a scenario may say of a protocol, and what it gets for nonsense: a place and a reason. Told
// once, over the registry and the options that each protocol describes.
#include <doctest/doctest.h>

#include "sim/checkers/checker.h"
#include "tests/support/conformance.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

// What the parser says to an option of this value.
InputErrors errors_for(const ProtocolKind& kind, std::string_view option, const Json& value) {
  Json json = cluster_json(kind, 3);
  json["protocol"]["options"][std::string(option)] = value;
  const auto parsed = parse_scenario(json.dump());
  return parsed.ok() ? InputErrors{} : parsed.errors();
}

// Refused, at the option's own place, with a reason.
bool refused(const ProtocolKind& kind, std::string_view option, const Json& value) {
  const std::string place = "/protocol/options/" + std::string(option);
  const InputErrors errors = errors_for(kind, option, value);
  return std::any_of(errors.begin(), errors.end(), [&](const InputError& error) {
    return error.place.starts_with(place) && !error.what.empty();
  });
}

// Values of which none is of the type of `standard`.
std::vector<Json> of_other_types(const OptionValue& standard) {
  std::vector<Json> values{nullptr, Json::object(), Json::array(), 1.5, "", "gibberish"};
  if (!std::holds_alternative<bool>(standard)) values.push_back(true);
  if (!std::holds_alternative<std::uint64_t>(standard)) values.push_back(3);
  if (std::holds_alternative<std::uint64_t>(standard)) values.push_back("100ms");
  if (std::holds_alternative<std::uint64_t>(standard)) values.push_back(-1);
  if (std::holds_alternative<bool>(standard)) values.push_back("true");
  if (std::holds_alternative<Duration>(standard)) values.push_back("100 parsecs");
  if (std::holds_alternative<Duration>(standard)) values.push_back(Json{"1ms", "2ms"});
  if (std::holds_alternative<DurationRange>(standard)) {
    values.push_back(Json{"1ms", "2ms", "3ms"});
    values.push_back(Json{1, 2});
  }
  if (std::holds_alternative<std::string>(standard)) values.resize(4);  // any text may do
  return values;
}

}  // namespace

TEST_SUITE("conformance/options") {
  TEST_CASE("every option has a default, which prints and reads as itself") {
    for_every_protocol([](const ProtocolKind& kind) {
      const Scenario standard = cluster(kind, 3);
      const Json printed = scenario_json(standard)["protocol"];
      const std::vector<OptionSpec> specs = kind.options();
      REQUIRE(standard.protocol.options.size() == specs.size());
      REQUIRE(printed["options"].size() == specs.size());
      for (std::size_t n = 0; n < specs.size(); ++n) {
        CAPTURE(specs[n].name);
        CHECK(standard.protocol.options[n].first == specs[n].name);
        CHECK(standard.protocol.options[n].second == specs[n].standard);
        CHECK(errors_for(kind, specs[n].name, printed["options"][std::string(specs[n].name)])
                  .empty());
      }
      const auto again = parse_scenario(scenario_text(standard));
      REQUIRE(again.ok());
      CHECK(again.value().protocol == standard.protocol);
      CHECK(scenario_text(again.value()) == scenario_text(standard));
    });
  }

  TEST_CASE("the defaults work for one node, for a hundred, and for all between") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (std::size_t nodes = 1; nodes <= most_nodes; ++nodes) {
        CAPTURE(nodes);
        CHECK(kind.check({}, nodes).empty());
      }
    });
  }

  TEST_CASE("an option of the wrong type is refused where it stands") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const OptionSpec& option : kind.options()) {
        for (const Json& value : of_other_types(option.standard)) {
          const std::string text = value.dump();
          CAPTURE(option.name);
          CAPTURE(text);
          CHECK(refused(kind, option.name, value));
        }
      }
    });
  }

  TEST_CASE("a range upside down, a wait of no length, an empty window: refused with a reason") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const OptionSpec& option : kind.options()) {
        CAPTURE(option.name);
        if (std::holds_alternative<DurationRange>(option.standard)) {
          CHECK(refused(kind, option.name, Json{"2s", "1s"}));
          CHECK(refused(kind, option.name, "0ms"));
          CHECK(refused(kind, option.name, Json{"0ms", "1s"}));
          CHECK(refused(kind, option.name, Json{"-2s", "1s"}));
        }
        if (std::holds_alternative<Duration>(option.standard)) {
          CHECK(refused(kind, option.name, "0ms"));
          CHECK(refused(kind, option.name, "-1ms"));
        }
        const bool limit = option.name.find("batch") != option.name.npos || option.name == "window";
        if (limit) CHECK(refused(kind, option.name, 0));
        if (limit) CHECK_FALSE(refused(kind, option.name, 1));
      }
    });
  }

  TEST_CASE("an option that there is not is refused by name, and a slip of the pen is put right") {
    for_every_protocol([](const ProtocolKind& kind) {
      CHECK(refused(kind, "no_such_option", 1));
      for (const OptionSpec& option : kind.options()) {
        const std::string slip = std::string(option.name) + "s";
        const InputErrors errors = errors_for(kind, slip, 1);
        REQUIRE(errors.size() == 1);
        CHECK(errors[0].place + errors[0].what != "");
        CHECK_MESSAGE(errors[0].what.find(option.name) != std::string::npos, errors[0].what);
      }
    });
  }

  TEST_CASE("all that is wrong is said at once") {
    for_every_protocol([](const ProtocolKind& kind) {
      Json json = cluster_json(kind, 3);
      for (const OptionSpec& option : kind.options()) {
        json["protocol"]["options"][std::string(option.name)] = nullptr;
      }
      json["protocol"]["flaw"] = "no_such_flaw";
      const auto parsed = parse_scenario(json.dump());
      REQUIRE_FALSE(parsed.ok());
      CHECK(parsed.errors().size() >= kind.options().size() + 1);
    });
  }

  TEST_CASE("a scenario may plant any flaw of its protocol, and no other") {
    for_every_protocol([](const ProtocolKind& kind) {
      Json json = cluster_json(kind, 3);
      for (const FlawInfo& flaw : kind.flaws) {
        json["protocol"]["flaw"] = std::string(flaw.name);
        CHECK(read_scenario(json).protocol.flaw == flaw.name);
      }
      for (const std::string flaw : {"no_such_flaw", "none", "", "Flaw"}) {
        json["protocol"]["flaw"] = flaw;
        const auto parsed = parse_scenario(json.dump());
        CAPTURE(flaw);
        REQUIRE_FALSE(parsed.ok());
        CHECK(parsed.errors()[0].place == "/protocol/flaw");
      }
    });
  }

  TEST_CASE("no two protocols, options, flaws or ids of flaws share a name") {
    std::set<std::string_view> protocols;
    for_every_protocol([&](const ProtocolKind& kind) {
      CHECK(protocols.insert(kind.name).second);
      std::set<std::string_view> options, flaws, ids;
      for (const OptionSpec& option : kind.options()) {
        CAPTURE(option.name);
        CHECK(options.insert(option.name).second);
      }
      for (const FlawInfo& flaw : kind.flaws) {
        CAPTURE(flaw.name);
        CHECK(flaws.insert(flaw.name).second);
        CHECK(ids.insert(flaw.id).second);
      }
    });
  }

  TEST_CASE("a protocol claims checks that there are, each for its claimants only, and each once") {
    for_every_protocol([](const ProtocolKind& kind) {
      std::set<std::string_view> claimed;
      for (const std::string_view name : kind.checks) {
        CAPTURE(name);
        const CheckerKind* check = find_checker(name);
        REQUIRE(check);
        CHECK(check->binds == Binds::claimants);
        CHECK(claimed.insert(name).second);
      }
    });
  }
}

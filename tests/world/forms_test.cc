#include "sim/world/forms.h"

// How delays are written in a file.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sim/data/json_text.h"

namespace conclave::sim {
namespace {

std::string errors_of(std::string_view text, Delay& delay) {
  const auto json = parse_json(text);
  REQUIRE(json.ok());
  Reading reading;
  read(Cursor(*json, "/latency", reading), [&](Form& form) { describe(form, delay); });
  return to_text(reading.errors());
}

Delay delay_of(std::string_view text) {
  Delay delay;
  CHECK(errors_of(text, delay) == "");
  return delay;
}

std::string errors_of(std::string_view text) {
  Delay delay;
  return errors_of(text, delay);
}

std::string written(Delay delay) {
  return write([&](Form& form) { describe(form, delay); }).dump();
}

constexpr const char* quantiles =
    R"({"quantiles":{"p0":"38ms","p50":"42ms","p99.9":"70ms","p100":"200ms"}})";

}  // namespace

TEST_CASE("a delay is written in one of four ways") {
  CHECK(delay_of("\"5ms\"") == Delay(5ms));
  CHECK(delay_of(R"({"uniform": ["1ms", "3ms"]})") == Delay(Delay::Uniform{1ms, 3ms}));
  CHECK(delay_of(R"({"exponential": {"mean": "2ms", "max": "50ms"}})") ==
        Delay(Delay::Exponential{2ms, 50ms}));
  CHECK(delay_of(quantiles) == Delay(Delay::Quantiles{{{Ratio{0}, 38ms},
                                                       {Ratio{500'000'000}, 42ms},
                                                       {Ratio{999'000'000}, 70ms},
                                                       {Ratio{1'000'000'000}, 200ms}}}));
}

TEST_CASE("a delay reads back as it was written") {
  for (const char* text :
       {"\"5ms\"", R"({"uniform":["1ms","3ms"]})", R"({"exponential":{"mean":"2ms","max":"50ms"}})",
        quantiles, R"({"quantiles":{"p0":"1ms","p0.0000001":"1ms","p100":"1ms"}})"}) {
    CHECK(written(delay_of(text)) == text);
  }
}

TEST_CASE("percentiles may stand in any order") {
  CHECK(delay_of(R"({"quantiles": {"p100": "2ms", "p0": "1ms"}})") ==
        delay_of(R"({"quantiles": {"p0": "1ms", "p100": "2ms"}})"));
}

TEST_CASE("the options of clocks, disks and links read back as they were written") {
  ClockOptions clock{-20ms, 200};
  const Json clock_json = write([&](Form& form) { describe(form, clock); });
  CHECK(clock_json.dump() == R"({"offset":"-20ms","drift_ppm":200})");

  DiskOptions disk{Delay(1us), Delay(2us), Ratio{3}};
  const Json disk_json = write([&](Form& form) { describe(form, disk); });
  LinkOptions link{Delay(5ms), Ratio{1}, Ratio{2}, 1000, 1024};
  const auto describe_whole_link = [](LinkOptions& options) {
    return
        [&](Form& form) { form.object([&](Fields& fields) { describe_link(fields, options); }); };
  };
  const Json link_json = write(describe_whole_link(link));

  Reading reading;
  ClockOptions clock_again;
  DiskOptions disk_again;
  LinkOptions link_again;
  read(Cursor(clock_json, "", reading), [&](Form& form) { describe(form, clock_again); });
  read(Cursor(disk_json, "", reading), [&](Form& form) { describe(form, disk_again); });
  read(Cursor(link_json, "", reading), describe_whole_link(link_again));
  CHECK(to_text(reading.errors()) == "");
  CHECK(clock_again == clock);
  CHECK(disk_again == disk);
  CHECK(link_again == link);
}

TEST_CASE("an integrity code has a known name") {
  const Json wrong = "crc33";
  Reading reading;
  std::string name;
  read(Cursor(wrong, "/network/integrity", reading),
       [&](Form& form) { describe_integrity(form, name); });
  CHECK(to_text(reading.errors()) ==
        "/network/integrity: \"crc33\" is unknown, did you mean crc32?\n");
}

TEST_CASE("an integrity code is bound to its place unless it says otherwise") {
  const auto read_back = [](const Json& json) {
    Reading reading;
    IntegrityChoice choice;
    read(Cursor(json, "/integrity", reading), [&](Form& form) { describe(form, choice); });
    CHECK(to_text(reading.errors()) == "");
    const Json again = write([&](Form& form) { describe(form, choice); });
    return std::pair(choice, again.dump());
  };
  CHECK(read_back("xxh3") == std::pair(IntegrityChoice{"xxh3", true}, std::string("\"xxh3\"")));
  CHECK(read_back(Json::parse(R"({"code": "crc32c", "bound": true})")).second == "\"crc32c\"");
  CHECK(read_back(Json::parse(R"({"code": "sum8", "bound": false})")) ==
        std::pair(IntegrityChoice{"sum8", false}, std::string(R"({"code":"sum8","bound":false})")));
  Reading reading;
  IntegrityChoice choice;
  const Json wrong = Json::parse(R"({"cod": "sum8", "bound": 1})");
  read(Cursor(wrong, "/integrity", reading), [&](Form& form) { describe(form, choice); });
  CHECK(to_text(reading.errors()).find("/integrity/cod: unknown key, did you mean code?") !=
        std::string::npos);
  CHECK(to_text(reading.errors()).find("/integrity/bound: ") != std::string::npos);
}

TEST_CASE("a delay that makes no sense is refused at its place") {
  CHECK(errors_of("50") == "/latency: 50 needs a unit, such as \"50ms\"\n");
  CHECK(errors_of("[]") ==
        "/latency: must be a duration such as \"5ms\", {\"uniform\": [..]}, "
        "{\"exponential\": {..}} or {\"quantiles\": {..}}, not an empty list\n");
  CHECK(errors_of(R"({"unifrom": ["1ms", "2ms"]})") ==
        "/latency/unifrom: unknown key, did you mean uniform?\n");
  CHECK(errors_of(R"({"uniform": ["3ms", "1ms"]})") ==
        "/latency/uniform: must be the least and the most\n");
  CHECK(errors_of(R"({"uniform": ["3ms"]})") ==
        "/latency/uniform: must have from 2 to 2 elements, not 1\n");
  CHECK(errors_of(R"({"exponential": {"mean": "3ms", "max": "1ms"}})") ==
        "/latency/exponential/max: must not be below mean\n");
  CHECK(errors_of(R"({"quantiles": {"p0": "3ms", "p50": "1ms"}})") ==
        "/latency/quantiles: must have p0 and p100\n");
  CHECK(errors_of(R"({"quantiles": {"p0": "3ms", "p100": "1ms"}})") ==
        "/latency/quantiles: must not fall: p100 is below p0\n");
  CHECK(errors_of(R"({"quantiles": {"p0": "3ms", "p101": "4ms", "fast": 1}})") ==
        "/latency/quantiles/p101: is not a percentile, such as p50 or p99.9\n"
        "/latency/quantiles/fast: 1 needs a unit, such as \"1ms\"\n"
        "/latency/quantiles/fast: is not a percentile, such as p50 or p99.9\n");
  for (const char* name :
       {"p", "50", "p050", "p50.", "p50.0", "p-1", "p100.1", "p1.12345678", "P50"}) {
    const std::string text =
        std::string(R"({"quantiles": {"p0": "1ms", "p100": "9ms", ")") + name + "\": \"5ms\"}}";
    CAPTURE(text);
    CHECK(errors_of(text) != "");
  }
}

}  // namespace conclave::sim

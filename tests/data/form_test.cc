#include "sim/data/form.h"

// Forms: what they read, what they refuse and how they say so, what they write, what they tell.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sim/data/json_text.h"

namespace conclave::sim {
namespace {

using namespace std::chrono_literals;

enum class Pick : std::uint8_t { uniform, zipf };

struct Delay {
  bool ranged = false;
  Duration min = 1ms;
  Duration max = 1ms;
  bool operator==(const Delay&) const = default;
};

struct Sample {
  std::string name;
  std::uint32_t count = 3;
  bool noisy = false;
  Duration timeout = 1s;
  Billionths loss;
  std::uint64_t limit = 1024;
  Rate rate{1, 1s};
  std::uint64_t bandwidth = 8000;
  std::uint64_t seed = 1;
  Pick pick = Pick::zipf;
  Delay delay;
  std::optional<Duration> lasts;
  std::vector<Duration> times{5ms};
  bool operator==(const Sample&) const = default;
};

void describe_delay(Form& form, Delay& delay) {
  form.one_of(delay.ranged ? 1 : 0,
              {{Look::text, "", "a duration",
                [&](Form& f) { f.duration(delay.min), delay.ranged = false; }},
               {Look::object_with_key, "from", "{\"from\": .., \"to\": ..}", [&](Form& f) {
                  delay.ranged = true;
                  f.object([&](Fields& fields) {
                    fields.required("from", "least").duration(delay.min);
                    fields.required("to", "most").duration(delay.max);
                    fields.rule(delay.min <= delay.max, "to", "must not be below from");
                  });
                }}});
}

void describe_sample(Form& form, Sample& sample) {
  form.object([&](Fields& fields) {
    fields.required("name", "what it is called").text(sample.name, a_name);
    fields("count", "how many").integer(sample.count, 1, 100);
    fields("noisy", "loud").boolean(sample.noisy);
    fields("timeout", "how long").duration(sample.timeout, positive_duration);
    fields("loss", "lost packets").probability(sample.loss);
    fields("limit", "most bytes").size(sample.limit);
    fields("rate", "how often").rate(sample.rate);
    fields("bandwidth", "how wide").bandwidth(sample.bandwidth);
    fields("seed", "which").seed(sample.seed);
    fields("pick", "which key").choice(sample.pick, {"uniform", "zipf"});
    describe_delay(fields("delay", "how late"), sample.delay);
    fields.optional("for", "how long", sample.lasts, [](Form& f, Duration& d) { f.duration(d); });
    fields("times", "when").list(sample.times, {1, 3}, [](Form& f, Duration& d) { f.duration(d); });
  });
}

InputErrors errors_of(std::string_view text, Sample& sample) {
  InputErrors errors;
  const auto json = parse_json(text, errors);
  REQUIRE(json);
  Reading reading;
  reading.name_duration("election_timeout", 200ms);
  read(Cursor(*json, "", reading), [&](Form& form) { describe_sample(form, sample); });
  return reading.errors();
}

InputErrors errors_of(std::string_view text) {
  Sample sample;
  return errors_of(text, sample);
}

}  // namespace

TEST_CASE("a form fills what is given and leaves the rest as it was") {
  Sample sample;
  CHECK(
      errors_of(
          "{\"name\": \"x\", \"count\": 5e0, \"loss\": 0.25, \"timeout\": \"1.5*election_timeout\","
          "\"delay\": {\"from\": \"1ms\", \"to\": \"2ms\"}, \"for\": \"2s\", \"seed\": 7,"
          "\"times\": [\"1ms\", \"2ms\"], \"limit\": \"2KiB\", \"pick\": \"uniform\"}",
          sample)
          .empty());
  Sample wanted;
  wanted.name = "x";
  wanted.count = 5;
  wanted.loss = Billionths{250'000'000};
  wanted.timeout = 300ms;
  wanted.delay = {true, 1ms, 2ms};
  wanted.lasts = 2s;
  wanted.seed = 7;
  wanted.times = {1ms, 2ms};
  wanted.limit = 2048;
  wanted.pick = Pick::uniform;
  CHECK(sample == wanted);
}

TEST_CASE("what a form writes reads back as the same value") {
  Sample sample;
  sample.name = "written";
  sample.delay = {true, 3ms, 4ms};
  sample.loss = Billionths{1};
  const Json json = write([&](Form& form) { describe_sample(form, sample); });
  Sample again;
  CHECK(errors_of(json.dump(), again).empty());
  CHECK(again == sample);
}

TEST_CASE("every mistake is found at once, each with its place") {
  const InputErrors errors = errors_of(
      "{\"count\": 0, \"noisy\": 1, \"timeout\": 50, \"loss\": 1.5, \"limit\": \"64\", \"rate\": 3,"
      "\"bandwidth\": \"0bps\", \"seed\": -1, \"pick\": \"zip\", \"delay\": [], \"for\": \"-1s\","
      "\"times\": [], \"tiems\": 1}");
  const InputErrors wanted{
      {"/name", "is missing: what it is called"},
      {"/count", "must be a whole number from 1 to 100, not 0"},
      {"/noisy", "must be true or false, not 1"},
      {"/timeout", "50 needs a unit, such as \"50ms\""},
      {"/loss", "must be a probability, a number from 0 to 1, not 1.5"},
      {"/limit", "\"64\" needs a unit, such as \"64KiB\""},
      {"/rate", "3 needs a unit, such as \"3/s\""},
      {"/bandwidth", "must be a bandwidth above zero, not \"0bps\""},
      {"/seed", "must be a seed: a number, or a text such as \"0x5eed\", not -1"},
      {"/pick", "\"zip\" is unknown, did you mean zipf?"},
      {"/delay", "must be a duration or {\"from\": .., \"to\": ..}, not an empty list"},
      {"/for", "a duration cannot be negative: \"-1s\""},
      {"/times", "must have from 1 to 3 elements, not 0"},
      {"/tiems", "unknown key, did you mean times?"}};
  CHECK(to_text(errors) == to_text(wanted));
}

TEST_CASE("numbers are never narrowed") {
  for (const char* number : {"4294967299", "18446744073709551615", "1e300", "2.5", "-1", "\"3\""}) {
    CAPTURE(number);
    CHECK(errors_of(std::string("{\"name\": \"x\", \"count\": ") + number + "}").size() == 1);
  }
}

TEST_CASE("a rule between members is asked when the members are right") {
  CHECK(to_text(errors_of("{\"name\": \"x\", \"delay\": {\"from\": \"2ms\", \"to\": \"1ms\"}}")) ==
        "/delay/to: must not be below from\n");
  CHECK(to_text(errors_of("{\"name\": \"x\", \"delay\": {\"from\": \"2ms\", \"to\": 1}}")) ==
        "/delay/to: 1 needs a unit, such as \"1ms\"\n");
}

TEST_CASE("a multiple of a duration that nobody named is refused") {
  CHECK(to_text(errors_of("{\"name\": \"x\", \"timeout\": \"2*election_timout\"}")) ==
        "/timeout: no duration has the name \"election_timout\" here, did you mean "
        "election_timeout?\n");
}

TEST_CASE("the wrong kind of value is one error and not many") {
  CHECK(to_text(errors_of("[1, 2]")) == "must be an object, not a list\n");
}

TEST_CASE("a flood of errors is cut short") {
  std::string text = "{\"name\": \"x\"";
  for (int i = 0; i < 5000; ++i) text += ", \"unknown_" + std::to_string(i) + "\": 1";
  const InputErrors errors = errors_of(text + "}");
  CHECK(errors.size() == 101);
  CHECK(errors.back().what == "and there are more errors");
}

namespace {

struct Shape {
  std::string kind = "circle";
  std::string name;
  std::uint32_t radius = 0, width = 0;
  bool operator==(const Shape&) const = default;
};

void describe_shape(Form& form, Shape& shape) {
  form.tagged(shape.kind,
              {"kind",
               "what it is",
               {"circle", "square"},
               [&](Fields& fields) { fields.required("name", "its name").text(shape.name); },
               [&](Fields& fields) {
                 if (shape.kind == "circle") {
                   fields.required("radius", "half of it").integer(shape.radius);
                 } else {
                   fields.required("width", "all of it").integer(shape.width);
                 }
               }});
}

std::string shape_errors(std::string_view text, Shape& shape) {
  const auto json = parse_json(text);
  REQUIRE(json.ok());
  Reading reading;
  read(Cursor(*json, "", reading), [&](Form& form) { describe_shape(form, shape); });
  return to_text(reading.errors());
}

}  // namespace

TEST_CASE("a tag says which members an object may have") {
  Shape shape;
  CHECK(shape_errors(R"({"name": "a", "kind": "square", "width": 3})", shape) == "");
  CHECK(shape == Shape{"square", "a", 0, 3});
  CHECK(write([&](Form& form) { describe_shape(form, shape); }).dump() ==
        R"({"name":"a","kind":"square","width":3})");
  CHECK(shape_errors(R"({"name": "a", "kind": "square", "radius": 3})", shape) ==
        "/width: is missing: all of it\n"
        "/radius: unknown key: must be name, kind or width\n");
  CHECK(shape_errors(R"({"kind": "sqare", "width": 3})", shape) ==
        "/name: is missing: its name\n"
        "/kind: \"sqare\" is unknown, did you mean square?\n");
  CHECK(shape_errors(R"({"name": "a", "width": 3})", shape) == "/kind: is missing: what it is\n");
  const Json told = schema([&](Form& form) { describe_shape(form, shape); });
  REQUIRE(told["anyOf"].size() == 2);
  CHECK(told["anyOf"][1]["properties"]["kind"]["enum"] == Json::array({"square"}));
  CHECK(told["anyOf"][1]["required"] == Json::array({"name", "kind", "width"}));
}

TEST_CASE("a word that refers to something must have been declared, where anything was") {
  const Json json = Json::array({"n1", "n9", 3});
  Reading reading;
  reading.declare("target", {"n1", "n2"});
  std::vector<std::string> words;
  const auto walk = [&](std::string_view sort) {
    return [&words, sort](Form& form) {
      form.list(words, {}, [&](Form& item, std::string& word) { item.word(word, sort); });
    };
  };
  read(Cursor(json, "/at", reading), walk("target"));
  CHECK(to_text(reading.errors()) ==
        "/at/1: unknown target \"n9\", did you mean n1?\n/at/2: must be a text, not 3\n");
  Reading other;
  read(Cursor(json, "/at", other), walk("place"));
  CHECK(to_text(other.errors()) == "/at/2: must be a text, not 3\n");
}

TEST_CASE("the schema knows every member, and which are required") {
  Sample scratch;
  const Json told = schema([&](Form& form) { describe_sample(form, scratch); });
  CHECK(told["required"] == Json::array({"name"}));
  CHECK(told["additionalProperties"] == false);
  CHECK(told["properties"].size() == 13);
  CHECK(told["properties"]["count"]["maximum"] == 100);
  CHECK(told["properties"]["pick"]["enum"] == Json::array({"uniform", "zipf"}));
  CHECK(told["properties"]["delay"]["anyOf"].size() == 2);
  CHECK(told["properties"]["times"]["maxItems"] == 3);
}

}  // namespace conclave::sim

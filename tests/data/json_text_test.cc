#include "sim/data/json_text.h"

// JSON text: strict, with places, whatever the bytes.

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

namespace conclave::sim {
namespace {

Json parsed(std::string_view text) {
  const auto result = parse_json(text);
  REQUIRE(result.ok());
  return *result;
}

InputError only_error(std::string_view text) {
  const auto result = parse_json(text);
  REQUIRE_FALSE(result.ok());
  REQUIRE(result.errors().size() == 1);
  return result.errors().front();
}

}  // namespace

TEST_CASE("what the library reads of plain JSON, we read") {
  for (const char* text :
       {"null", " true ", "[1, -2, 2.5, 1e3, \"x\"]", "{\"a\": {\"b\": []}, \"c\": {}}",
        "\"\\u00e4\\ud83d\\ude00\\n\\\"\\/\"", "18446744073709551615", "-9223372036854775808", "0",
        "-0.0", "[[[[1]]]]", "0.001"}) {
    CAPTURE(text);
    CHECK(parsed(text) == Json::parse(text));
  }
}

TEST_CASE("comments and a byte order mark are space") {
  CHECK(parsed("\xEF\xBB\xBF// one\n{ /* two */ \"a\": 1 // three\n}// four") == Json{{"a", 1}});
  CHECK(parsed("\"// not a comment\"") == Json("// not a comment"));
}

TEST_CASE("members keep their order") {
  CHECK(parsed("{\"z\": 1, \"a\": 2}").dump() == "{\"z\":1,\"a\":2}");
}

TEST_CASE("an error of syntax has its line and column, in characters") {
  CHECK(only_error("{\n  \"\xC3\xA4\": 1,,\n}").place == "line 2, column 10");
  CHECK(only_error("").place == "line 1, column 1");
  CHECK(only_error("[1, 2").what == "the text ends where \",\" or \"]\" is expected");
  CHECK(only_error("[1] 2").what == "there is more behind the end of the document");
  CHECK(only_error("{\"a\" 1}").what == "found \"1\" where \":\" is expected");
  CHECK(only_error("{a: 1}").what == "found \"a\" where a key in double quotes is expected");
}

TEST_CASE("whatever is not JSON is refused") {
  for (const char* text : {"[1,]",
                           "{\"a\":1,}",
                           "01",
                           "1.",
                           ".5",
                           "+1",
                           "1e",
                           "-",
                           "tru",
                           "nul",
                           "NaN",
                           "'a'",
                           "\"abc",
                           "\"\\x\"",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"\\ud800\\u0041\"",
                           "\"\\udc00\"",
                           "\"a\nb\"",
                           "/* no end",
                           "/",
                           "{",
                           "[",
                           "{\"a\"",
                           "{\"a\":",
                           "\"\\",
                           "[1 2]",
                           "{\"a\":1 \"b\":2}",
                           "//"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_json(text).ok());
  }
}

TEST_CASE("a duplicate key is an error that names both places") {
  const InputError error = only_error("{\"network\": {\"loss\": 0,\n \"loss\": 1}}");
  CHECK(error.place == "/network/loss");
  CHECK(error.what == "duplicate key at line 2, column 2, first at line 1, column 14");
}

TEST_CASE("all duplicate keys and all numbers out of range come at once") {
  const auto result = parse_json("{\"a\": 18446744073709551616, \"a\": 1, \"b\": [1e999]}");
  REQUIRE_FALSE(result.ok());
  REQUIRE(result.errors().size() == 3);
  CHECK(result.errors()[0].place == "/a");
  CHECK(result.errors()[1].place == "/a");
  CHECK(result.errors()[2] ==
        InputError{"/b/0", "the number 1e999 at line 1, column 43 is out of range"});
}

TEST_CASE("nesting a hundred thousand deep is an error and not a crash") {
  for (const std::string open : {"[", "{\"a\":"}) {
    std::string text;
    for (int i = 0; i < 100'000; ++i) text += open;
    CHECK(only_error(text).what == "nested too deep: at most 64 levels");
  }
  CHECK(parse_json(std::string(64, '[') + std::string(64, ']')).ok());
  CHECK_FALSE(parse_json(std::string(65, '[') + std::string(65, ']')).ok());
}

TEST_CASE("invalid UTF-8 is refused, with its place") {
  CHECK(only_error("{\"a\":\n \"x\xFFy\"}") == InputError{"line 2, column 4", "invalid UTF-8"});
  for (const char* text :
       {"\"\xC0\x80\"", "\"\xED\xA0\x80\"", "\"\xF4\x90\x80\x80\"", "\"\xE2\x82\"", "\"\x80\"",
        "\"\xF0\x80\x80\x80\"", "\"\xE0\x80\x80\"", "\"\xF5\x80\x80\x80\""}) {
    CHECK(only_error(text).what == "invalid UTF-8");
  }
  CHECK(parsed("\"\xF0\x9F\x98\x80\"").get<std::string>().size() == 4);
}

TEST_CASE("a text that is too long is refused before it is read") {
  CHECK(parse_json("[1]", JsonLimits{.bytes = 2}).errors().front().what ==
        "the text is too long: 3 bytes, and at most 2 are read");
}

TEST_CASE("what is printed reads back the same") {
  const Json value = parsed(
      "{\"name\": \"x\", \"list\": [1, 2, [3]], \"deep\": {\"a\": {\"b\": {\"c\": [1.5, "
      "\"\\u0001\"]}}},"
      "\"none\": {}, \"long\": [\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\","
      "\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"]}");
  CHECK(parsed(json_text(value)) == value);
  CHECK(json_text(parsed("{\"a\":[1,{\"b\":2}]}")) == "{\n  \"a\": [1, {\"b\": 2}]\n}\n");
}

TEST_CASE("a pointer is built and taken apart") {
  CHECK(pointer_join(pointer_join("", "a/b~"), 3) == "/a~1b~0/3");
  CHECK(pointer_steps("/a~1b~0/3") == std::vector<std::string>{"a/b~", "3"});
  CHECK(pointer_steps("")->empty());
  CHECK(pointer_steps("a") == std::nullopt);
  CHECK(pointer_steps("/~2") == std::nullopt);
  CHECK(pointer_steps("/~") == std::nullopt);
}

TEST_CASE("one value of a document can be set") {
  Json document = parsed("{\"nodes\": 3, \"list\": [1, 2]}");
  CHECK_FALSE(set_value(document, "/network/loss", "0.1"));
  CHECK_FALSE(set_value(document, "/network/latency", "5ms"));
  CHECK_FALSE(set_value(document, "/list/1", "{\"a\": true}"));
  CHECK_FALSE(set_value(document, "/list/-", "9"));
  CHECK_FALSE(set_value(document, "/new/-", "9"));
  CHECK_FALSE(set_value(document, "/new/-/a", "9"));
  CHECK(document == parsed("{\"nodes\": 3, \"list\": [1, {\"a\": true}, 9],"
                           "\"network\": {\"loss\": 0.1, \"latency\": \"5ms\"},"
                           "\"new\": [9, {\"a\": 9}]}"));
}

TEST_CASE("what cannot be set says why") {
  Json document = parsed("{\"nodes\": 3, \"list\": [1, 2]}");
  CHECK(set_value(document, "nodes", "3")->what == "not a JSON pointer, such as /network/loss");
  CHECK(set_value(document, "", "3")->what == "the whole document cannot be set");
  CHECK(set_value(document, "/nodes/3", "3")->what == "/nodes is not an object or a list");
  CHECK(set_value(document, "/list/2", "3")->what == "/list has no element \"2\"");
  CHECK(set_value(document, "/list/01", "3")->what == "/list has no element \"01\"");
  CHECK(set_value(document, "/a", "{\"b\":1,\"b\":2}")->what.substr(0, 13) == "duplicate key");
  std::string deep;
  for (int i = 0; i < 100'000; ++i) deep += "/a";
  CHECK(set_value(document, deep, "1")->what == "nested too deep");
}

}  // namespace conclave::sim

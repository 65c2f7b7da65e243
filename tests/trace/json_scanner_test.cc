// Scanning lines of JSON, hostile ones too.
#include "sim/trace/json_scanner.h"

#include <doctest/doctest.h>

#include <optional>
#include <string>
#include <vector>

namespace conclave::sim {
namespace {

// The text is one value, whole.
bool accepts(std::string_view text) {
  JsonScanner in(text);
  in.skip();
  return in.done();
}

TEST_CASE("a scanner gives the members of an object in their order") {
  JsonScanner in(R"( {"a": 1, "b": [10, 20], "c": {"d": "x"}, "e": null} )");
  std::vector<std::string> keys;
  std::vector<std::uint64_t> items;
  std::string text;
  in.open();
  while (in.next_key()) {
    keys.emplace_back(in.key());
    if (in.key() == "b") {
      in.open_list();
      while (in.next_item()) items.push_back(in.integer());
    } else if (in.key() == "c") {
      in.open();
      while (in.next_key()) in.string(text);
    } else {
      in.skip();
    }
  }
  CHECK(in.done());
  CHECK(keys == std::vector<std::string>{"a", "b", "c", "e"});
  CHECK(items == std::vector<std::uint64_t>{10, 20});
  CHECK(text == "x");
}

TEST_CASE("a scanner reads strings with every escape") {
  std::string text;
  JsonScanner in(R"("a\"\\\/\b\f\n\r\t\u0001\u00fc\u20ac\ud83d\ude42 grüße")");
  in.string(text);
  CHECK(in.done());
  CHECK(text == "a\"\\/\b\f\n\r\t\x01ü€🙂 grüße");
}

TEST_CASE("a scanner reads integers to their limits, and nothing else as a number") {
  const auto integer = [](std::string_view text) {
    JsonScanner in(text);
    const std::uint64_t value = in.integer();
    return in.done() ? std::optional(value) : std::nullopt;
  };
  CHECK(integer("0") == 0);
  CHECK(integer("18446744073709551615") == ~std::uint64_t{0});
  for (const char* wrong :
       {"18446744073709551616", "-1", "1.5", "1e3", "01", "", "x", "\"1\"", "1 2"}) {
    CAPTURE(wrong);
    CHECK_FALSE(integer(wrong).has_value());
  }
  JsonScanner negative("-42");
  CHECK(negative.signed_integer() == -42);
  CHECK(negative.done());
}

TEST_CASE("what is skipped is checked all the same") {
  for (const char* good : {"1", "-0.5e+3", "[]", "{}", "[[],{},[1,2]]",
                           R"({"a":{"b":[true,false,null]}})", R"("\u00e9")", " [ 1 , 2 ] "}) {
    CAPTURE(good);
    CHECK(accepts(good));
  }
  for (const char* bad :
       {"",         "[",         "]",           "{",           "[1,]",     "[,1]",       "{,}",
        R"({"a"})", R"({"a":})", R"({"a":1,})", R"({a:1})",    "[1}",      R"({"a":1])", "01",
        "1.",       ".5",        "+1",          "-",           "1e",       "tru",        "\"",
        "\"\\",     "\"\\q\"",   "\"\\u12\"",   "\"\\ud800\"", "\"\x01\"", "[1] 2",      "nulll"}) {
    CAPTURE(bad);
    CHECK_FALSE(accepts(bad));
  }
}

TEST_CASE("nesting costs no stack, and has a limit") {
  CHECK(accepts(std::string(64, '[') + std::string(64, ']')));
  CHECK_FALSE(accepts(std::string(65, '[') + std::string(65, ']')));
  CHECK_FALSE(accepts(std::string(1'000'000, '[')));
}

TEST_CASE("after a failure a scanner gives nothing more, and keeps the first reason") {
  JsonScanner in(R"({"a":x,"b":1})");
  in.open();
  REQUIRE(in.next_key());
  CHECK(in.integer() == 0);
  CHECK_FALSE(in.next_key());
  CHECK_FALSE(in.done());
  CHECK(in.what() == R"(an integer was expected, not "x" in column 6)");
}

}  // namespace
}  // namespace conclave::sim

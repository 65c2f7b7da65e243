// Operations and answers survive the way through text, and hostile text does no harm.

#include "sim/store/operation.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>
#include <vector>

#include "sim/store/answer.h"
#include "sim/store/hash.h"

namespace conclave::sim {
namespace {

TEST_SUITE("store/operation") {
  TEST_CASE("operations read like commands") {
    CHECK(text_of({.f = Function::get, .key = "k1"}) == "get k1");
    CHECK(text_of({.f = Function::put, .key = "k1", .value = "c3.17"}) == "put k1 c3.17");
    CHECK(text_of({.f = Function::delete_, .key = "k1"}) == "delete k1");
    CHECK(text_of({.f = Function::cas, .key = "k1", .value = "new", .expected = "old"}) ==
          "cas k1 old new");
    CHECK(text_of({.f = Function::append, .key = "k1", .value = "x"}) == "append k1 x");
    CHECK(text_of({.f = Function::put, .key = "a key", .value = ""}) == "put a\\skey \\e");
  }

  TEST_CASE("an operation comes back from its text, whatever its bytes") {
    const std::vector<std::string> words{"", "k", " ", "\\", "\\e", "a b\n", "\xff\x01", "grüße"};
    for (const Function f :
         {Function::get, Function::put, Function::delete_, Function::cas, Function::append}) {
      for (const auto& key : words) {
        for (const auto& value : words) {
          Operation operation{.f = f, .key = key};
          if (f == Function::cas) operation.expected = value + key;
          if (f != Function::get && f != Function::delete_) operation.value = value;
          CHECK(parse_operation(text_of(operation)) == operation);
        }
      }
    }
  }

  TEST_CASE("a view of a plain body points into it") {
    const std::string body = "cas k1 old new";
    const auto view = view_operation(body);
    REQUIRE(view.has_value());
    CHECK_FALSE(view->escaped);
    CHECK(view->key == "k1");
    CHECK(view->expected == "old");
    CHECK(view->value == "new");
    CHECK(view->key.data() == body.data() + 4);
  }

  TEST_CASE("text that is no operation gives nothing") {
    for (const char* text :
         {"",          " ",           "get",        "get ",     "get  k",    " get k",
          "get k ",    "get k x",     "put k",      "put k ",   "put k v w", "put  k v",
          "cas k a",   "cas k a b c", "delete",     "append k", "GET k",     "gets k",
          "put k \\q", "put \\ v",    "get \\e\\e", "get k\\"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_operation(text).has_value());
    }
  }

  TEST_CASE("random and mutated bodies never do more than fail to parse") {
    int parsed = 0;
    for (std::uint64_t seed = 0; seed < 20000; ++seed) {
      std::string body = "cas k\\s1 old\\x01 new";
      const std::uint64_t dice = mixed(seed);
      body.resize(body.size() - dice % 4);
      body[(dice >> 8) % body.size()] = static_cast<char>(dice >> 24);
      if (const auto operation = parse_operation(body)) {
        ++parsed;
        CHECK(parse_operation(text_of(*operation)) == operation);
      }
    }
    CHECK(parsed > 1000);
    CHECK(parsed < 19000);
  }
}

TEST_SUITE("store/answer") {
  TEST_CASE("answers round-trip through their text") {
    CHECK(text_of(Answer{Status::ok, std::nullopt}) == "ok");
    CHECK(text_of(Answer{Status::ok, "c3.17"}) == "ok c3.17");
    CHECK(text_of(Answer{Status::ok, ""}) == "ok \\e");
    CHECK(text_of(Answer{Status::mismatch, "a b"}) == "mismatch a\\sb");
    for (const Answer& answer :
         {Answer{Status::ok, std::nullopt}, Answer{Status::ok, ""}, Answer{Status::ok, " \xff"},
          Answer{Status::nil, std::nullopt}, Answer{Status::mismatch, std::nullopt},
          Answer{Status::mismatch, "v"}, Answer{Status::stale, std::nullopt},
          Answer{Status::bad, std::nullopt}}) {
      CHECK(parse_answer(text_of(answer)) == answer);
    }
  }

  TEST_CASE("text that is no answer gives nothing") {
    for (const char* text :
         {"", "o", "ok ", "ok a b", "nil x", "stale x", "bad x", "okay", "ok \\"}) {
      CAPTURE(text);
      CHECK_FALSE(parse_answer(text).has_value());
    }
  }
}

}  // namespace
}  // namespace conclave::sim

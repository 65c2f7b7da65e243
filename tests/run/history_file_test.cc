// Histories from elsewhere: what is read, and that every mistake is named with its line.

#include "sim/run/history_file.h"

#include <doctest/doctest.h>

#include <cstdint>
#include <string>

#include "sim/checkers/linearizability/judge.h"
#include "sim/kernel/random.h"

namespace conclave::sim {
namespace {

using linearizability::describe;
using linearizability::History;
using linearizability::judge;
using linearizability::Model;
using linearizability::Outcome;
using linearizability::Verdict;

// A line per call, or the errors.
std::string told(const std::string& text, Model model = Model::kv) {
  const auto history = read_history(text, model);
  if (!history) return to_text(history.errors());
  std::string lines;
  for (const auto& call : history->calls) {
    lines += std::string(history->words.text(call.key)) + ": " + describe(*history, call) + "\n";
  }
  return lines;
}

std::string invoke(const std::string& rest) {
  return R"({"process": 1, "type": "invoke", )" + rest + "}\n";
}
std::string ok(const std::string& rest) {
  return R"({"process": 1, "type": "ok")" + rest + "}\n";
}
std::string fail(const std::string& rest) {
  return R"({"process": 1, "type": "fail")" + rest + "}\n";
}

TEST_SUITE("run/history_file") {
  TEST_CASE("every function and outcome is read, with keys and values of both types") {
    CHECK(told(R"({"process": 0, "type": "invoke", "f": "write", "key": "x", "value": 1}
{"process": 3, "type": "invoke", "f": "get", "key": "x", "value": null, "time": 1.5}
{"process": 0, "type": "ok", "f": "write", "key": "x", "value": 1}
{"process": 3, "type": "ok", "f": "read", "value": "one"}

{"process": 0, "type": "invoke", "f": "cas", "key": 7, "value": [null, "b"]}
{"process": 0, "type": "fail", "mismatch": true, "value": -4}
{"process": 3, "type": "invoke", "f": "append", "key": 7, "value": "c"}
{"process": 3, "type": "info"}
{"process": 0, "type": "invoke", "f": "delete", "key": "x"}
)") == "x: process 0 put 1 (events 1 to 3)\n"
       "x: process 3 got one (events 2 to 4)\n"
       "7: process 0 could not change nil -> b, as it found -4 (events 6 to 7)\n"
       "7: process 3 tried to append c (event 8, outcome unknown)\n"
       "x: process 0 tried to delete (event 10, outcome unknown)\n");
  }

  TEST_CASE("without a key there is the one register, and the last line needs no end") {
    const auto history =
        read_history(invoke(R"("f": "put", "value": "a")") + R"({"process": 1, "type": "ok"})",
                     Model::register_);
    REQUIRE(history.ok());
    REQUIRE(history->calls.size() == 1);
    CHECK(history->calls[0].outcome == Outcome::ok);
    CHECK(history->words.text(history->calls[0].key).empty());
  }

  TEST_CASE("a failed cas did not happen, unless it says that it ran and differed") {
    const std::string write = invoke(R"("f": "write", "value": 1)") + ok("");
    const std::string swap = invoke(R"("f": "cas", "value": [1, 2])");
    const auto verdict = [&](const std::string& text) {
      return judge(*read_history(text, Model::cas_register), Model::cas_register).verdict;
    };
    CHECK(verdict(write + swap + fail("")) == Verdict::ok);
    CHECK(verdict(write + swap + fail(R"(, "value": [1, 2])")) == Verdict::ok);
    CHECK(verdict(write + swap + fail(R"(, "mismatch": false)")) == Verdict::ok);
    CHECK(verdict(write + swap + fail(R"(, "mismatch": true)")) == Verdict::violated);
    CHECK(verdict(write + swap + fail(R"(, "mismatch": true, "value": [1, 2])")) ==
          Verdict::violated);
  }

  TEST_CASE("a key never written reads as null, and under kv also as the empty text") {
    for (const Model model : {Model::register_, Model::cas_register, Model::kv}) {
      const auto verdict = [&](const char* value) {
        const auto history = read_history(
            invoke(R"("f": "read")") + ok(std::string(", \"value\": ") + value), model);
        return judge(*history, model).verdict;
      };
      CHECK(verdict("null") == Verdict::ok);
      CHECK(verdict("\"\"") == (model == Model::kv ? Verdict::ok : Verdict::violated));
    }
  }

  TEST_CASE("a completion without invocation is an error with its line") {
    CHECK(told("\n" + ok("")) == "line 2: process 1 completes a call that it did not invoke\n");
  }

  TEST_CASE("two calls of one process at a time are an error with the line of the second") {
    const std::string get = invoke(R"("f": "get")");
    CHECK(told(get + get) ==
          "line 2: process 1 invokes while it has a call under way, invoked at event 1\n");
  }

  TEST_CASE("a process that ended in info calls no more") {
    const std::string get = invoke(R"("f": "get")");
    CHECK(told(get + R"({"process": 1, "type": "info"})" + "\n" + get) ==
          "line 3: process 1 invokes although its last call ended in an unknown outcome\n");
  }

  TEST_CASE("one mistake is one error: what comes of a refused call is not told") {
    const std::string get = invoke(R"("f": "get")"), ended = ok(R"(, "value": null)");
    const std::string gone = get + R"({"process": 1, "type": "info"})" + "\n" + get + ended;
    CHECK(told(gone) ==
          "line 3: process 1 invokes although its last call ended in an unknown outcome\n");
    CHECK(told(gone + ended) ==
          "line 3: process 1 invokes although its last call ended in an unknown outcome\n"
          "line 5: process 1 completes a call that it did not invoke\n");
    CHECK(told(get + get + ended + ended) ==
          "line 2: process 1 invokes while it has a call under way, invoked at event 1\n");
  }

  TEST_CASE("what is wrong with the text of a line is told with that line's number") {
    CHECK(told("\n\n{\"process\": 1, \"process\": 2}\n") ==
          "line 3/process: duplicate key at line 3, column 16, first at line 3, column 2\n");
    CHECK(told("\n{\"process\": \n").starts_with("line 2, column 13: "));
    CHECK(told("\n{\"process\": 99999999999999999999}\n") ==
          "line 2/process: the number 99999999999999999999 at line 2, column 13 is out of range\n");
  }

  TEST_CASE("unknown functions, and those that the model lacks, are errors") {
    CHECK(told(invoke(R"("f": "raed")")) ==
          "line 1: unknown function \"raed\", did you mean read?\n");
    CHECK(told(invoke(R"("f": "cas", "value": [1, 2])"), Model::register_) ==
          "line 1: model register has no function \"cas\"\n");
    CHECK(told(invoke(R"("f": "append", "value": "a")"), Model::cas_register) ==
          "line 1: model cas-register has no function \"append\"\n");
  }

  TEST_CASE("values of the wrong type are errors") {
    const std::string get = invoke(R"("f": "get")");
    for (const std::string& text : {invoke(R"("f": "put", "value": 1.5)"),
                                    invoke(R"("f": "put", "value": true)"),
                                    invoke(R"("f": "put", "value": {"a": 1})"),
                                    invoke(R"("f": "put", "value": null)"),
                                    invoke(R"("f": "put")"),
                                    invoke(R"("f": "cas", "value": 1)"),
                                    invoke(R"("f": "cas", "value": [1])"),
                                    invoke(R"("f": "cas", "value": [1, 2, 3])"),
                                    invoke(R"("f": "cas", "value": [1, null])"),
                                    invoke(R"("f": "cas", "value": [[], 1])"),
                                    invoke(R"("f": "get", "key": [1])"),
                                    invoke(R"("f": 7)"),
                                    get + ok(""),
                                    get + ok(R"(, "value": [1])"),
                                    get + ok(R"(, "value": 0.5)"),
                                    get + fail(R"(, "mismatch": 1)"),
                                    get + fail(R"(, "mismatch": true)"),
                                    get + ok(R"(, "value": 1, "mismatch": true)"),
                                    get + ok(R"(, "value": 1, "f": "put")"),
                                    get + ok(R"(, "value": 1, "key": "other")")}) {
      CAPTURE(text);
      const auto history = read_history(text, Model::kv);
      REQUIRE_FALSE(history.ok());
      CHECK(history.errors().size() == 1);
      CHECK(history.errors()[0].place ==
            (text.find("\n{") == std::string::npos ? "line 1" : "line 2"));
    }
  }

  TEST_CASE("lines that are no events are errors") {
    for (const char* text :
         {"garbage", "{", "[]", "7", "{}", R"({"process": 1})", R"({"type": "ok"})",
          R"({"process": -1, "type": "ok"})", R"({"process": 1.0, "type": "ok"})",
          R"({"process": "a", "type": "ok"})", R"({"process": 1, "type": "okay"})",
          R"({"process": 1, "type": 1})", R"({"process": 1, "process": 2, "type": "ok"})",
          R"({"process": 99999999999999999999, "type": "ok"})", "\"\xff\"", "\x01"}) {
      CAPTURE(text);
      const auto history = read_history(text, Model::kv);
      REQUIRE_FALSE(history.ok());
      CHECK(history.errors()[0].place.starts_with("line 1"));
    }
  }

  TEST_CASE("nesting without end is an error and no overflow") {
    const std::string deep(100'000, '[');
    const auto history = read_history("\n" + deep, Model::kv);
    REQUIRE_FALSE(history.ok());
    CHECK(history.errors()[0].place.starts_with("line 2"));
  }

  TEST_CASE("all errors come at once, and none for what only follows from another") {
    CHECK(told(invoke(R"("f": "foo")") + ok("") + "{}\n" + R"({"process": 2, "type": "ok"})" +
               "\n") ==
          "line 1: unknown function \"foo\": must be read, get, write, put, cas, append or delete\n"
          "line 3: an event needs \"process\"\n"
          "line 3: an event needs \"type\": invoke, ok, fail or info\n"
          "line 4: process 2 completes a call that it did not invoke\n");
  }

  TEST_CASE("of very many errors the first are shown") {
    std::string text;
    for (int i = 0; i < 5000; ++i) text += "7\n";
    const auto history = read_history(text, Model::kv);
    REQUIRE_FALSE(history.ok());
    CHECK(history.errors().size() == 101);
    CHECK(history.errors().back().what == "and 4900 more errors");
  }

  TEST_CASE("mutated histories are read or refused, and judged if read") {
    const std::string text = invoke(R"("f": "put", "key": "k", "value": "a")") + ok("") +
                             invoke(R"("f": "cas", "key": "k", "value": ["a", 2])") +
                             fail(R"(, "mismatch": true, "value": 3)") +
                             invoke(R"("f": "get", "key": "k")") + ok(R"(, "value": "a")");
    Random random(1);
    int read = 0;
    for (int i = 0; i < 3000; ++i) {
      std::string mutated = text;
      for (std::uint64_t n = 1 + random.below(2); n > 0; --n) {
        mutated[random.below(mutated.size())] =
            static_cast<char>(random.below(4) == 0 ? random.next() : 32 + random.below(96));
      }
      const auto history = read_history(mutated, Model::kv);
      if (!history) continue;
      ++read;
      CHECK(judge(*history, Model::kv).verdict != Verdict::undecided);
    }
    CHECK(read > 100);
    CHECK(read < 2900);
  }
}

}  // namespace
}  // namespace conclave::sim

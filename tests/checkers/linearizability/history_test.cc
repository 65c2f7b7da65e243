// Recording and checking histories: loud refusals, and calls in words.

#include "sim/checkers/linearizability/history.h"

#include <doctest/doctest.h>

#include "protocols/core/check.h"
#include "sim/checkers/linearizability/judge.h"
#include "tests/checkers/linearizability/written.h"

namespace conclave::sim::linearizability {
namespace {

std::vector<std::string> flaws_of(const History& history) {
  std::vector<std::string> texts;
  for (const Flaw& flaw : validate(history)) {
    texts.push_back(std::to_string(flaw.call) + ": " + flaw.what);
  }
  return texts;
}
using Texts = std::vector<std::string>;

TEST_SUITE("linearizability: histories") {
  TEST_CASE("equal texts are one word, and nil is not the empty text") {
    Words words;
    std::vector<Word> all;
    for (int i = 0; i < 1000; ++i) all.push_back(words.of("word " + std::to_string(i)));
    for (int i = 0; i < 1000; ++i) {
      CHECK(words.of("word " + std::to_string(i)) == all[static_cast<std::size_t>(i)]);
      CHECK(words.text(all[static_cast<std::size_t>(i)]) == "word " + std::to_string(i));
    }
    CHECK(words.of("") != Word());
    CHECK(words.text(words.of("")).empty());
    CHECK(words.or_nil(std::nullopt) == Word());
    CHECK(words.find("word 7") == all[7]);
    CHECK_FALSE(words.find("never").has_value());
  }

  TEST_CASE("calls are put into words by what became of them") {
    const History history =
        written({"1 put a", "2 get", "1 ok", "2 ok nil", "1 cas a b", "2 cas a c", "1 ok",
                 "2 mismatch b", "1 append x", "2 delete", "1 info", "2 ok", "2 cas nil \"\"",
                 "2 mismatch", "2 put d", "2 fail"});
    Texts texts;
    for (const Call& call : history.calls) texts.push_back(describe(history, call));
    CHECK(texts ==
          Texts{"process 1 put a (events 1 to 3)", "process 2 got nil (events 2 to 4)",
                "process 1 changed a -> b (events 5 to 7)",
                "process 2 could not change a -> c, as it found b (events 6 to 8)",
                "process 1 tried to append x (event 9, outcome unknown)",
                "process 2 deleted (events 10 to 12)",
                "process 2 could not change nil -> \"\", as it found another (events 13 to 14)",
                "process 2 tried to put d (events 15 to 16)"});
  }

  TEST_CASE("a refused event leaves the history as it was") {
    Recorder recorder;
    CHECK(recorder.complete(1, 7, {.outcome = Outcome::ok}).has_value());
    CHECK_FALSE(recorder.invoke(2, 7, {.f = Function::get, .key = "k"}).has_value());
    const auto before = recorder.history().calls;
    CHECK(recorder.invoke(3, 7, {.f = Function::get, .key = "k"}).has_value());
    CHECK(recorder.invoke(2, 8, {.f = Function::get, .key = "k"}).has_value());
    CHECK(recorder.complete(3, 8, {.outcome = Outcome::ok}).has_value());
    CHECK(recorder.complete(3, 7, {.outcome = Outcome::ok}).has_value());  // what did it see?
    CHECK(recorder.complete(3, 7, {.outcome = Outcome::mismatch}).has_value());
    CHECK(recorder.complete(1, 7, {.outcome = Outcome::fail}).has_value());
    CHECK(recorder.history().calls == before);
    CHECK(recorder.under_way(7) != nullptr);
    CHECK_FALSE(recorder.complete(4, 7, {}).has_value());
    CHECK(recorder.under_way(7) == nullptr);
    CHECK(recorder.invoke(5, 7, {.f = Function::get, .key = "k"}).has_value());  // it is gone
    CHECK(validate(recorder.history()).empty());
  }

  TEST_CASE("what was recorded has no flaws, and what was tampered with has") {
    const History good = written({"1 put a", "2 get", "1 ok", "2 ok a", "1 get", "1 info"});
    CHECK(flaws_of(good).empty());

    History two_at_once = good;
    two_at_once.calls[1].process = 1;
    CHECK(flaws_of(two_at_once) == Texts{"1: its process has another call under way"});

    History back_from_the_dead = good;
    back_from_the_dead.calls[0].outcome = Outcome::unknown;
    back_from_the_dead.calls[0].returned = never;
    CHECK(flaws_of(back_from_the_dead) == Texts{"2: its process ended in an unknown outcome"});

    History out_of_order = good;
    std::swap(out_of_order.calls[0], out_of_order.calls[1]);
    CHECK(flaws_of(out_of_order) == Texts{"1: it is out of order"});

    History before_itself = good;
    before_itself.calls[1].returned = 1;
    CHECK(flaws_of(before_itself).front() == "1: it returns before it is invoked");

    History shared = good;
    shared.calls[1].returned = 3;
    CHECK(flaws_of(shared) == Texts{"0: it shares an event with another call",
                                    "1: it shares an event with another call"});

    History blind = good;
    blind.calls[1].saw = false;
    CHECK(flaws_of(blind) == Texts{"1: a get that is ok has seen something"});
    CHECK_THROWS_AS(judge(blind, Model::kv), Broken);
  }

  TEST_CASE("models have names and functions") {
    for (const Model model : {Model::register_, Model::cas_register, Model::kv}) {
      CHECK(model_named(name_of(model)) == model);
      CHECK(supports(model, Function::put));
    }
    CHECK_FALSE(model_named("queue").has_value());
    CHECK_FALSE(supports(Model::register_, Function::cas));
    CHECK_FALSE(supports(Model::cas_register, Function::append));
    CHECK(supports(Model::kv, Function::delete_));
    CHECK_THROWS_AS(judge(written({"1 append a", "1 ok"}), Model::register_), Broken);
  }
}

}  // namespace
}  // namespace conclave::sim::linearizability

// The judge against every order there is: small random histories of every model, with repeated and
// unique values, unknown outcomes, failures, mismatches and lies.

#include "tests/checkers/linearizability/brute_force.h"

#include <doctest/doctest.h>

#include <cstdint>

#include "sim/checkers/linearizability/fresh_reads.h"
#include "sim/checkers/linearizability/judge.h"
#include "sim/checkers/linearizability/search.h"
#include "tests/checkers/linearizability/random_history.h"
#include "tests/support/effort.h"

namespace conclave::sim::linearizability {
namespace {

struct Tally {
  std::uint64_t linearizable = 0;
  std::uint64_t violated = 0;
  std::uint64_t with_unknown = 0;
};

RandomShape shape_for(Model model, std::uint64_t seed) {
  RandomShape shape{.model = model};
  shape.operations = 3 + seed % 5;
  shape.clients = 2 + seed / 5 % 3;
  shape.values = seed / 15 % 4;
  shape.keys = 1 + seed / 60 % 8 / 7;
  return shape;
}

std::string text_of(const History& history) {
  std::string text;
  for (const Call& call : history.calls) text += "\n  " + describe(history, call);
  return text;
}

// Judges histories of a model, one for each seed, and holds the verdicts against brute force.
Tally compare(Model model, std::uint64_t from, std::uint64_t to, std::uint64_t shrinking_steps) {
  Tally tally;
  for (std::uint64_t seed = from; seed < to; ++seed) {
    const auto events = RandomHistory(shape_for(model, seed), seed).events();
    const History history = RandomHistory::recorded(events);
    const bool expected = BruteForce(history, model).linearizable();
    const Judgement judgement = judge(history, model, {.shrinking_steps = shrinking_steps});
    if (judgement.verdict != (expected ? Verdict::ok : Verdict::violated)) {
      FAIL_CHECK(name_of(model) << " seed " << seed << " is " << (expected ? "" : "not ")
                                << "linearizable:" << text_of(history) << "\n"
                                << judgement.story);
    }
    ++(expected ? tally.linearizable : tally.violated);
    for (const Call& call : history.calls) {
      if (call.outcome != Outcome::unknown) continue;
      ++tally.with_unknown;
      break;
    }
  }
  return tally;
}

TEST_SUITE("linearizability: against brute force") {
  TEST_CASE("105,000 small histories get the verdict that trying every order gives them") {
    for (const Model model : {Model::register_, Model::cas_register, Model::kv}) {
      const Tally tally = compare(model, 0, effort(35'000), 0);
      CAPTURE(name_of(model));
      CHECK(tally.linearizable > effort(8'000));
      CHECK(tally.violated > effort(8'000));
      CHECK(tally.with_unknown > effort(8'000));
    }
  }

  TEST_CASE("the search alone agrees, where rules and zones might have hidden it") {
    int violated = 0;
    for (std::uint64_t seed = 0; seed < effort(10'000); ++seed) {
      const auto model = static_cast<Model>(seed % 3);
      RandomShape shape = shape_for(model, seed / 3);
      shape.keys = 1;
      const History history = RandomHistory::recorded(RandomHistory(shape, seed).events());
      const bool expected = BruteForce(history, model).linearizable();
      std::vector<Use> uses;
      bool contradicts = false;
      for (std::size_t i = 0; i < history.calls.size(); ++i) {
        uses.push_back({.call = i});
        const Call& call = history.calls[i];
        contradicts |= call.outcome == Outcome::mismatch && call.saw && call.seen == call.expected;
      }
      if (contradicts) continue;  // only the rules take those
      const auto explained = search(Lane(history, model, uses), {100'000, 1 << 20}).explained;
      CHECK(explained == (expected ? Explained::yes : Explained::no));
      violated += !expected;
    }
    CHECK(violated > static_cast<int>(effort(2'000)));
  }

  TEST_CASE("what a violation is shrunk to is violated by itself" * doctest::skip(sanitized)) {
    int shrunk = 0;
    int without_beginning = 0;
    for (std::uint64_t seed = 0; seed < 6'000; ++seed) {
      const auto model = static_cast<Model>(seed % 3);
      const History history =
          RandomHistory::recorded(RandomHistory(shape_for(model, seed / 3), seed).events());
      const Judgement whole = judge(history, model);
      if (whole.verdict != Verdict::violated) continue;
      History part;
      part.words = history.words;
      for (const std::size_t call : whole.witnesses) part.calls.push_back(history.calls[call]);
      CHECK_FALSE(BruteForce(part, model).linearizable());
      if (whole.story.find("whatever was there before") != std::string::npos) {
        ++without_beginning;
        for (std::uint32_t word = 0; word < part.words.size(); ++word) {
          CHECK_FALSE(BruteForce(part, model).linearizable(Word(word)));
        }
      }
      CHECK_FALSE(whole.story.empty());
      shrunk += part.calls.size() < history.calls.size();
    }
    CHECK(shrunk > 1'200);
    CHECK(without_beginning > 10);
  }

  TEST_CASE("fresh reads convict nobody wrongly, and often rightly") {
    int convicted = 0;
    for (std::uint64_t seed = 0; seed < 30'000; ++seed) {
      const auto model = static_cast<Model>(seed % 3);
      const auto events = RandomHistory(shape_for(model, seed / 3), seed).events();
      FreshReads fresh;
      bool stale = false;
      for (const auto& event : events) {
        if (event.invokes) {
          RandomHistory::tell_invocation(event, fresh);
        } else if (RandomHistory::tell_completion(event, fresh)) {
          stale = true;
        }
      }
      if (!stale) continue;
      ++convicted;
      CHECK_FALSE(BruteForce(RandomHistory::recorded(events), model).linearizable());
    }
    CHECK(convicted > 1'000);
  }
}

}  // namespace
}  // namespace conclave::sim::linearizability

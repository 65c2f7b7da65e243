// Judge: is a history linearizable? (I15)
//
//     const Judgement judgement = judge(history, Model::kv, Budget());
//
// Each key on its own: quick rules and the zone test first (quick.h), then the search (search.h),
// where the keys that are left take turns with budgets that double, so that one hard key does not
// keep a violation of an easy one from being found. The answer is never a guess: `undecided` means
// that a budget ran out first. A violation comes with the fewest calls that show it (shrink.h) and
// a paragraph about them.
//
// A pure function: the same history gets the same judgement, with the same count of steps and
// bytes, on every machine.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/checkers/linearizability/history.h"
#include "sim/checkers/linearizability/quick.h"

namespace conclave::sim::linearizability {

struct Budget {
  std::uint64_t steps = 200'000'000;           // of all searches together
  std::uint64_t bytes = 64U << 20U;            // of one search; they run one after the other
  std::uint64_t shrinking_steps = 20'000'000;  // 0: a violation is told as it was found
};

struct Judgement {
  Verdict verdict = Verdict::undecided;
  std::string story;                   // of a violation, or of what was left undecided
  std::vector<std::size_t> witnesses;  // calls of the history, in order
  std::uint64_t steps = 0;             // of all searches, shrinking left out
  std::uint64_t bytes = 0;             // of the search that took most
  std::size_t keys = 0;                // how many there were to judge
};

// REQUIRES: validate(history) finds nothing, and the model supports every call.
Judgement judge(const History& history, Model model, const Budget& budget = {});

}  // namespace conclave::sim::linearizability

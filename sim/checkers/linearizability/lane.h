// Lane: one key's part of a history, made ready for judging.
//
// Linearizability is local: a history is linearizable if and only if its part for each object is
// (Herlihy and Wing 1990, theorem 1), so every key is judged alone.
//
// A state is a number. Values that nothing left in the lane can tell apart share the state
// `unseen`: a put of something that nobody reads, expects or finds is as good as any other such
// put.
//   - without appends, the other states are 1, 2, ... in the order of the values' words
//   - with appends, a state says "the first n bytes of the i-th of the sorted observed values",
//   with
//     the smallest such i; a text that is no such prefix can never grow into an observed value
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/checkers/linearizability/history.h"

namespace conclave::sim::linearizability {

using State = std::uint64_t;
inline constexpr State unseen = 0;
inline constexpr State impossible = ~State{0};  // seen by those who contradict themselves

enum class Act : std::uint8_t {
  see,     // needs the state `sees`
  differ,  // needs any other state than `sees`
  write,   // makes the state `makes`, whatever it was
  swap,    // needs `sees`, makes `makes`
  append,  // makes the state longer by `token`
};

struct Op {
  Act act = Act::see;
  bool certain = true;  // it took effect; else it may have, and `returned` is never
  State sees = unseen;
  State makes = unseen;
  Word token;
  std::uint64_t invoked = 0;
  std::uint64_t returned = never;
  std::size_t call = 0;
};

// A call that takes part. Relaxed, it is taken for one of unknown outcome, which only ever makes
// more histories linearizable: a violation that stays without it does not rest on it.
struct Use {
  std::size_t call = 0;
  bool relaxed = false;
  friend bool operator==(const Use&, const Use&) = default;
};

// Whether the call says anything: one that failed, or read without an answer, does not.
bool matters(const Call& call, bool relaxed);

class Lane {
 public:
  // All uses are calls of one key. The history outlives the lane.
  Lane(const History& history, Model model, std::span<const Use> uses);

  const std::vector<Op>& ops() const { return ops_; }  // in the order of their invocations
  State initial() const { return initial_; }
  bool has(Act act) const { return counts_[static_cast<std::size_t>(act)] > 0; }
  bool appends() const { return has(Act::append); }
  std::size_t states() const { return states_; }  // without appends: all are below this

  // With appends: the state after a text grew.
  State grown(State state, Word token) const;
  // With appends: the values that something observes, sorted, and the length of a state's text.
  const std::vector<std::string_view>& observed() const { return observed_; }
  static std::size_t length_of(State state) { return state & 0xffffffff; }
  // With appends: whether the token stands anywhere in an observed value.
  bool ever_shows(Word token) const;

  const History& history() const { return history_; }
  std::string_view text(Word word) const { return history_.words.text(word); }

 private:
  Word canonical(Word word) const;
  void observe(const std::vector<Word>& seen);
  State state_of(Word word) const;
  State state_of_text(std::string_view text) const;
  Op op_of(const Call& call) const;

  const History& history_;
  Model model_;
  std::vector<Op> ops_;
  std::size_t counts_[5] = {};
  State initial_ = unseen;
  std::size_t states_ = 1;
  bool with_appends_ = false;
  std::vector<Word> words_;                 // without appends: observed, sorted; state is 1 + place
  std::vector<std::string_view> observed_;  // with appends
};

}  // namespace conclave::sim::linearizability

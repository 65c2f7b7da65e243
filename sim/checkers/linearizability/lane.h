// Lane: one key's part of a history, made ready for judging.
//
// Linearizability is local: a history is linearizable if and only if its part for each object is
// (Herlihy and Wing 1990, theorem 1), so every key is judged alone.
//
// A state is a number. Values that nothing in the lane can tell apart share the state `unseen`: a
// put of something that nobody reads, expects or finds is as good as any other such put.
//   - without appends, the other states are 1, 2, ... in the order of the values' words
//   - with appends, a state says "the first n bytes of
//     the i-th of the sorted observed values", with
//     the smallest such i; a text that is no such prefix can never grow into an observed value, and
//     neither can one to which something was appended that is in no observed value
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
  append,  // makes the state longer by `token`, which some observed value shows
};

struct Op {
  Act act = Act::see;
  bool certain = true;  // it took effect; else it may have, and `returned` is never
  State sees = unseen;
  State makes = unseen;
  Word token;  // of an append, also of one that is as good as a write of something unseen
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

// What the object held before the first call of a lane. Anything: for the end of a history, without
// what led there.
enum class Start : std::uint8_t { nil, anything };

// Whether the call says anything: one that failed, or read without an answer, does not.
bool matters(const Call& call, bool relaxed);

// The observed values that begin as a state does, numbered from 1: those below `end` and not below
// `first`. Without appends a state is one value; `unseen` is the beginning of none.
struct Place {
  State state = unseen;
  std::uint32_t first = 0;
  std::uint32_t end = 0;
};

class Lane {
 public:
  // All uses are calls of one key. The history outlives the lane.
  // REQUIRES: with Start::anything, no appends.
  Lane(const History& history, Model model, std::span<const Use> uses, Start start = Start::nil);

  const std::vector<Op>& ops() const { return ops_; }  // in the order of their invocations
  // The states that the object may have had at the beginning: those below `end` from `first` on.
  State first_initial() const { return start_ == Start::nil ? nil_ : unseen; }
  State end_initial() const { return start_ == Start::nil ? nil_ + 1 : words_.size() + 1; }
  bool has(Act act) const { return counts_[static_cast<std::size_t>(act)] > 0; }
  bool with_appends() const { return with_appends_; }  // so that states are beginnings of texts

  // How many values are observed; they are numbered from 1.
  std::size_t values() const { return words_.size(); }
  Place place_of(State state) const;
  // The observed value that a state is; 0 for none.
  std::uint32_t value_of(State state) const;
  // The observed values that an op may complete: it is the last to have made them what they are.
  std::vector<std::uint32_t> completed_by(const Op& op) const;

  // With appends: the state after a text grew.
  State grown(State state, Word token) const;
  // With appends: the observed values in order.
  const std::vector<std::string_view>& observed() const { return observed_; }

  const History& history() const { return *history_; }
  std::string_view text(Word word) const { return history_->words.text(word); }

 private:
  Word canonical(Word word) const;
  void observe(const std::vector<Word>& seen);
  void measure_likeness();
  std::size_t end_of_like(std::size_t first, std::size_t length) const;
  void note_tokens(std::span<const Use> uses);
  void note_tokens_of(std::size_t length);
  State state_of(Word word) const;
  State state_of_text(std::string_view text) const;
  Op op_of(const Call& call) const;

  const History* history_;
  Model model_;
  std::vector<Op> ops_;
  std::size_t counts_[5] = {};
  Start start_;
  State nil_ = unseen;
  bool with_appends_ = false;
  std::vector<Word> words_;  // observed, sorted; without appends, states are 1 + place
  std::vector<std::string_view> observed_;  // with appends
  // likeness_[k][i]: how many bytes all of the 2^k neighbours observed_[i - 1], observed_[i], ...
  // have in common with their next, at least.
  std::vector<std::vector<std::size_t>> likeness_;
  std::vector<Word> shown_;  // with appends: the tokens that observed values show, sorted
  // With appends: (token, value that ends in it), sorted.
  std::vector<std::pair<Word, std::uint32_t>> endings_;
};

}  // namespace conclave::sim::linearizability

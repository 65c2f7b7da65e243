// The judge's judge: tries every order of a small history, with no idea of cleverness.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/checkers/linearizability/history.h"

namespace conclave::sim::linearizability {

class BruteForce {
 public:
  BruteForce(const History& history, Model model) : history_(history), model_(model) {}

  // Every key holds `initial` before the first call.
  bool linearizable(Word initial = Word()) {
    taken_.assign(history_.calls.size(), false);
    State state;
    for (const Call& call : history_.calls) state[call.key.value()] = value(initial);
    return from(state);
  }

 private:
  using Value = std::optional<std::string>;
  using State = std::map<std::uint32_t, Value>;

  Value value(Word word) const {
    const std::string text(history_.words.text(word));
    if (model_ == Model::kv && text.empty()) return std::nullopt;
    return word == Word() ? Value() : Value(text);
  }

  static bool certain(const Call& call) {
    return call.outcome == Outcome::ok || call.outcome == Outcome::mismatch;
  }

  bool may_go(const Call& call) const {
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      const Call& other = history_.calls[i];
      if (!taken_[i] && certain(other) && other.returned < call.invoked) return false;
    }
    return true;
  }

  // Whether the call fits the state, which it changes.
  bool apply(const Call& call, Value& state) const {
    if (call.saw && state != value(call.seen)) return false;
    switch (call.f) {
      case Function::get:
        return true;
      case Function::put:
        state = value(call.written);
        return true;
      case Function::delete_:
        state = std::nullopt;
        return true;
      case Function::append: {
        const std::string longer = state.value_or("") + value(call.written).value_or("");
        state = longer.empty() ? Value() : Value(longer);
        return true;
      }
      case Function::cas:
        break;
    }
    const bool matched = state == value(call.expected);
    if (call.outcome == Outcome::mismatch) return !matched;
    if (matched) state = value(call.written);
    return matched || call.outcome == Outcome::unknown;
  }

  bool from(const State& state) {
    bool done = true;
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      done = done && (taken_[i] || !certain(history_.calls[i]));
    }
    if (done) return true;
    for (std::size_t i = 0; i < taken_.size(); ++i) {
      const Call& call = history_.calls[i];
      if (taken_[i] || call.outcome == Outcome::fail || !may_go(call)) continue;
      State next = state;
      if (!apply(call, next[call.key.value()])) continue;
      taken_[i] = true;
      const bool found = from(next);
      taken_[i] = false;
      if (found) return true;
    }
    return false;
  }

  const History& history_;
  Model model_;
  std::vector<bool> taken_;
};

}  // namespace conclave::sim::linearizability

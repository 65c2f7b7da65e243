// One key's calls as operations on states.

#include "sim/checkers/linearizability/lane.h"

#include <algorithm>

#include "protocols/core/check.h"

namespace conclave::sim::linearizability {
namespace {

bool is_certain(const Call& call, bool relaxed) {
  return !relaxed && (call.outcome == Outcome::ok || call.outcome == Outcome::mismatch);
}

}  // namespace

bool matters(const Call& call, bool relaxed) {
  if (call.outcome == Outcome::fail) return false;
  const bool changes = call.f != Function::get && call.outcome != Outcome::mismatch;
  return changes || is_certain(call, relaxed);
}

Lane::Lane(const History& history, Model model, std::span<const Use> uses)
    : history_(history), model_(model) {
  std::vector<Word> seen;
  for (const Use& use : uses) {
    const Call& call = history.calls[use.call];
    if (!matters(call, use.relaxed)) continue;
    with_appends_ |= call.f == Function::append;
    if (call.f == Function::cas) seen.push_back(canonical(call.expected));
    if (call.saw) seen.push_back(canonical(call.seen));
  }
  observe(seen);
  initial_ = state_of(Word());

  const bool somebody_differs = std::any_of(uses.begin(), uses.end(), [&](const Use& use) {
    const Call& call = history.calls[use.call];
    return call.outcome == Outcome::mismatch && !call.saw && !use.relaxed;
  });
  for (const Use& use : uses) {
    const Call& call = history.calls[use.call];
    if (!matters(call, use.relaxed)) continue;
    Op op = op_of(call);
    op.certain = is_certain(call, use.relaxed);
    op.invoked = call.invoked;
    op.returned = op.certain ? call.returned : never;
    op.call = use.call;
    if (op.act == Act::append && text(op.token).empty()) continue;  // changes nothing
    if (op.act == Act::swap && op.sees == op.makes) op.act = Act::see;
    if (!op.certain) {
      // What may or may not have happened is of interest only for what it may explain.
      if (op.act == Act::see) continue;
      const bool blind = op.act == Act::write || op.act == Act::swap;
      if (blind && op.makes == unseen && !somebody_differs) continue;
    }
    ++counts_[static_cast<std::size_t>(op.act)];
    ops_.push_back(op);
  }
  const auto earlier = [](const Op& a, const Op& b) { return a.invoked < b.invoked; };
  if (!std::is_sorted(ops_.begin(), ops_.end(), earlier)) {
    std::sort(ops_.begin(), ops_.end(), earlier);
  }
}

// Under kv a missing key and the empty text are one.
Word Lane::canonical(Word word) const {
  if (model_ == Model::kv && text(word).empty()) return Word();
  return word;
}

void Lane::observe(const std::vector<Word>& seen) {
  words_ = seen;
  std::sort(words_.begin(), words_.end());
  words_.erase(std::unique(words_.begin(), words_.end()), words_.end());
  states_ = words_.size() + 1;
  if (!with_appends_) return;
  for (const Word word : words_) observed_.push_back(text(word));
  std::sort(observed_.begin(), observed_.end());
}

State Lane::state_of(Word word) const {
  if (with_appends_) return state_of_text(text(word));
  const auto found = std::lower_bound(words_.begin(), words_.end(), canonical(word));
  if (found == words_.end() || *found != canonical(word)) return unseen;
  return static_cast<State>(found - words_.begin()) + 1;
}

State Lane::state_of_text(std::string_view text) const {
  const auto found = std::lower_bound(observed_.begin(), observed_.end(), text);
  if (found == observed_.end() || !found->starts_with(text)) return unseen;
  return (static_cast<State>(found - observed_.begin()) + 1) << 32 | text.size();
}

State Lane::grown(State state, Word token) const {
  if (state == unseen) return unseen;
  const std::string_view whole = observed_[(state >> 32) - 1];
  std::string longer(whole.substr(0, length_of(state)));
  longer += text(token);
  return state_of_text(longer);
}

bool Lane::ever_shows(Word token) const {
  return std::any_of(observed_.begin(), observed_.end(), [&](std::string_view value) {
    return value.find(text(token)) != std::string_view::npos;
  });
}

Op Lane::op_of(const Call& call) const {
  Op op;
  switch (call.f) {
    case Function::get:
      op.act = Act::see;
      op.sees = state_of(call.seen);
      return op;
    case Function::put:
      op.act = Act::write;
      op.makes = state_of(call.written);
      return op;
    case Function::delete_:
      op.act = Act::write;
      op.makes = state_of(Word());
      return op;
    case Function::append:
      op.act = Act::append;
      op.token = call.written;
      return op;
    case Function::cas:
      break;
  }
  op.sees = state_of(call.expected);
  if (call.outcome != Outcome::mismatch) {
    op.act = Act::swap;
    op.makes = state_of(call.written);
    return op;
  }
  op.act = call.saw ? Act::see : Act::differ;
  // Whoever says that it found another value and names the expected one contradicts itself; no
  // state ever satisfies it.
  if (call.saw) {
    op.sees = canonical(call.seen) == canonical(call.expected) ? impossible : state_of(call.seen);
  }
  return op;
}

}  // namespace conclave::sim::linearizability

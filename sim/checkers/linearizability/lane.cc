// One key's calls as operations on states.

#include "sim/checkers/linearizability/lane.h"

#include <algorithm>
#include <utility>

#include "protocols/core/check.h"

namespace conclave::sim::linearizability {
namespace {

std::size_t length_of(State state) {
  return state & 0xffffffff;
}

bool is_certain(const Call& call, bool relaxed) {
  return !relaxed && (call.outcome == Outcome::ok || call.outcome == Outcome::mismatch);
}

}  // namespace

bool matters(const Call& call, bool relaxed) {
  if (call.outcome == Outcome::fail) return false;
  const bool changes = call.f != Function::get && call.outcome != Outcome::mismatch;
  return changes || is_certain(call, relaxed);
}

Lane::Lane(const History& history, Model model, std::span<const Use> uses, Start start)
    : history_(&history), model_(model), start_(start) {
  std::vector<Word> seen;
  for (const Use& use : uses) {
    const Call& call = history.calls[use.call];
    if (!matters(call, use.relaxed)) continue;
    with_appends_ |= call.f == Function::append;
    if (call.f == Function::cas) seen.push_back(canonical(call.expected));
    if (call.saw) seen.push_back(canonical(call.seen));
  }
  observe(seen);
  if (with_appends_) note_tokens(uses);
  nil_ = state_of(Word());
  ALWAYS(start == Start::nil || !with_appends_);

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
    if (call.f == Function::append && text(op.token).empty()) continue;  // changes nothing
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
  if (!with_appends_) return;
  for (const Word word : words_) observed_.push_back(text(word));
  std::sort(observed_.begin(), observed_.end());
  measure_likeness();
}

// The longest common beginning of neighbours, and its minimum over every 2^k of them, so that the
// end of those with one beginning is found without comparing long texts again.
void Lane::measure_likeness() {
  const std::size_t count = observed_.size();
  likeness_.assign(1, std::vector<std::size_t>(count));
  for (std::size_t i = 1; i < count; ++i) {
    const std::string_view a = observed_[i - 1];
    const std::string_view b = observed_[i];
    const auto differ = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
    likeness_[0][i] = static_cast<std::size_t>(differ.first - a.begin());
  }
  for (std::size_t width = 1; width * 2 <= count; width *= 2) {
    const std::vector<std::size_t>& half = likeness_.back();
    std::vector<std::size_t> whole(count);
    for (std::size_t i = 0; i + width * 2 <= count; ++i) {
      whole[i] = std::min(half[i], half[i + width]);
    }
    likeness_.push_back(std::move(whole));
  }
}

// Behind the last of those that begin with the first `length` bytes of observed_[first].
std::size_t Lane::end_of_like(std::size_t first, std::size_t length) const {
  std::size_t end = first + 1;
  for (std::size_t k = likeness_.size(); k-- > 0;) {
    const std::size_t width = std::size_t{1} << k;
    if (end + width <= observed_.size() && likeness_[k][end] >= length) end += width;
  }
  return end;
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
  const std::string_view added = text(token);
  const std::size_t first = (state >> 32) - 1;
  const std::size_t length = length_of(state);
  const auto rest = [&](std::string_view value) { return value.substr(length, added.size()); };
  // All that begin as the state does; what comes behind that is in order among them.
  const auto begin = observed_.begin() + static_cast<std::ptrdiff_t>(first);
  const auto end = observed_.begin() + static_cast<std::ptrdiff_t>(end_of_like(first, length));
  const auto found =
      std::partition_point(begin, end, [&](std::string_view value) { return rest(value) < added; });
  if (found == end || rest(*found) != added) return unseen;
  return (static_cast<State>(found - observed_.begin()) + 1) << 32 | (length + added.size());
}

// Which tokens stand in observed values, and which values end in them.
void Lane::note_tokens(std::span<const Use> uses) {
  std::vector<std::pair<std::size_t, Word>> tokens;  // with their lengths
  for (const Use& use : uses) {
    const Call& call = history_->calls[use.call];
    if (call.f != Function::append || !matters(call, use.relaxed)) continue;
    if (!text(call.written).empty()) tokens.emplace_back(text(call.written).size(), call.written);
  }
  std::sort(tokens.begin(), tokens.end());
  tokens.erase(std::unique(tokens.begin(), tokens.end()), tokens.end());
  for (std::size_t i = 0; i < tokens.size(); ++i) {
    if (i == 0 || tokens[i].first != tokens[i - 1].first) note_tokens_of(tokens[i].first);
  }
  std::sort(shown_.begin(), shown_.end());
  shown_.erase(std::unique(shown_.begin(), shown_.end()), shown_.end());
  std::sort(endings_.begin(), endings_.end());
}

// Every stretch of this length in an observed value may be a token.
void Lane::note_tokens_of(std::size_t length) {
  for (std::size_t i = 0; i < observed_.size(); ++i) {
    const std::string_view value = observed_[i];
    if (value.size() < length) continue;
    const auto ending = history_->words.find(value.substr(value.size() - length));
    if (ending) endings_.emplace_back(*ending, static_cast<std::uint32_t>(i + 1));
    // What stands in the beginning of the next value is looked through there.
    if (i + 1 < observed_.size() && likeness_[0][i + 1] == value.size()) continue;
    for (std::size_t at = 0; at + length <= value.size(); ++at) {
      if (const auto stretch = history_->words.find(value.substr(at, length))) {
        shown_.push_back(*stretch);
      }
    }
  }
}

Place Lane::place_of(State state) const {
  if (state == unseen) return {};
  Place place{.state = state};
  if (with_appends_) {
    place.first = static_cast<std::uint32_t>(state >> 32);
    place.end = static_cast<std::uint32_t>(end_of_like(place.first - 1, length_of(state)) + 1);
  } else {
    place.first = static_cast<std::uint32_t>(state);
    place.end = place.first + 1;
  }
  return place;
}

std::uint32_t Lane::value_of(State state) const {
  if (state == unseen) return 0;
  if (!with_appends_) return static_cast<std::uint32_t>(state);
  const auto value = static_cast<std::uint32_t>(state >> 32);
  return length_of(state) == observed_[value - 1].size() ? value : 0;
}

std::vector<std::uint32_t> Lane::completed_by(const Op& op) const {
  std::vector<std::uint32_t> values;
  if (op.act == Act::append) {
    auto ending = std::lower_bound(endings_.begin(), endings_.end(), std::pair(op.token, 0U));
    for (; ending != endings_.end() && ending->first == op.token; ++ending) {
      values.push_back(ending->second);
    }
  } else if (op.act == Act::write || op.act == Act::swap) {
    if (const std::uint32_t value = value_of(op.makes); value != 0) values.push_back(value);
  }
  return values;
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
      op.token = call.written;
      op.act =
          std::binary_search(shown_.begin(), shown_.end(), op.token) ? Act::append : Act::write;
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

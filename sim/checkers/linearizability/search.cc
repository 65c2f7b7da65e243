// The search: settle what needs no choice, remember where we have been, choose, undo.

#include "sim/checkers/linearizability/search.h"

#include <algorithm>
#include <array>
#include <tuple>

#include "protocols/core/check.h"
#include "sim/checkers/linearizability/memo.h"
#include "sim/checkers/linearizability/pending.h"
#include "sim/store/hash.h"

namespace conclave::sim::linearizability {
namespace {

constexpr std::uint32_t none = ~std::uint32_t{0};

// What two operations have in common that are as good as each other.
auto effect(const Op& op) {
  return std::tuple(op.act, op.sees, op.makes, op.token);
}

std::vector<Op> ops_that(const Lane& lane, bool certain) {
  std::vector<Op> ops;
  for (const Op& op : lane.ops()) {
    ALWAYS(op.sees != impossible);  // the rules convict those
    if (op.certain == certain) ops.push_back(op);
  }
  return ops;
}

// For each op, some equal ones that overlap it and return earlier: where one of those can be taken,
// it goes first, as swapping the two in any order that works gives one that works.
class Rivals {
 public:
  explicit Rivals(const std::vector<Op>& ops) : starts_(ops.size() + 1) {
    std::vector<std::uint32_t> order(ops.size());
    for (std::uint32_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return std::tuple(effect(ops[a]), ops[a].returned) <
             std::tuple(effect(ops[b]), ops[b].returned);
    });
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs;
    for (std::size_t i = 0; i < order.size(); ++i) {
      const Op& op = ops[order[i]];
      for (std::size_t j = i; j-- > 0 && i - j <= most;) {
        const Op& other = ops[order[j]];
        if (effect(other) != effect(op) || other.returned < op.invoked) break;
        pairs.emplace_back(order[i], order[j]);
      }
    }
    std::sort(pairs.begin(), pairs.end());
    for (const auto& [op, rival] : pairs) {
      ++starts_[op + 1];
      rivals_.push_back(rival);
    }
    for (std::size_t i = 1; i < starts_.size(); ++i) starts_[i] += starts_[i - 1];
  }

  std::span<const std::uint32_t> of(std::uint32_t op) const {
    return std::span(rivals_).subspan(starts_[op], starts_[op + 1] - starts_[op]);
  }
  std::uint64_t bytes() const { return (starts_.capacity() + rivals_.capacity()) * 4; }

 private:
  static constexpr std::size_t most = 8;
  std::vector<std::uint32_t> starts_;
  std::vector<std::uint32_t> rivals_;
};

// Remembers how states grow, for the same few come up again and again.
class Growth {
 public:
  explicit Growth(const Lane& lane) : lane_(lane), lines_(lane.appends() ? 1024 : 0) {}

  State grown(State state, Word token) {
    Line& line = lines_[mixed(state + token.value() * 0x9e3779b97f4a7c15) & (lines_.size() - 1)];
    if (line.before != state || line.token != token) {
      line = {.before = state, .token = token, .after = lane_.grown(state, token)};
    }
    return line.after;
  }
  std::uint64_t bytes() const { return lines_.capacity() * sizeof(Line); }

 private:
  struct Line {
    State before = impossible;
    Word token;
    State after = unseen;
  };
  const Lane& lane_;
  std::vector<Line> lines_;
};

class Search {
 public:
  Search(const Lane& lane, Limits limits)
      : lane_(lane),
        limits_(limits),
        certain_(ops_that(lane, true)),
        unknown_(ops_that(lane, false)),
        count_(static_cast<std::uint32_t>(certain_.size())),
        pending_(certain_),
        rivals_(certain_),
        growth_(lane),
        memo_(0),
        done_(certain_.size() / 64 + 1),
        happened_(unknown_.size() / 64 + 1),
        left_(count_),
        dense_(!lane.appends()),
        only_appends_(lane.appends() && !lane.has(Act::write) && !lane.has(Act::swap)),
        state_(lane.initial()) {
    count_what_is_left();
    link_unknown();
    order_sees();
    for (std::size_t i = 0; i < certain_.size() + unknown_.size(); ++i)
      keys_.push_back(mixed(i + 1));
    fixed_bytes_ = bytes_of_tables();
    memo_ = Memo(limits.bytes > fixed_bytes_ ? limits.bytes - fixed_bytes_ : 0);
  }

  Searched run() {
    const Explained explained = explore();
    return {.explained = explained, .steps = steps_, .bytes = fixed_bytes_ + memo_.bytes()};
  }

 private:
  enum class Phase : std::uint8_t { unnoticed, certain, unknown, over };

  // A configuration that was entered, and how far its choices have been tried.
  struct Frame {
    State state = unseen;
    std::uint64_t limit = 0;  // the first return: what is invoked later has to wait
    Pending::Entry cursor = 0;
    std::uint32_t unknown = none;
    std::uint32_t trail = 0;
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    std::uint32_t first_see = 0;
    Phase phase = Phase::certain;
    bool fresh = false;
    bool unnoticed = false;
  };

  // --- Tables

  void count_what_is_left() {
    sees_left_.assign(dense_ ? lane_.states() : 0, 0);
    makers_left_.assign(sees_left_.size(), 0);
    hopes_left_.assign(sees_left_.size(), 0);
    for (const Op& op : certain_) count(op, 1);
    for (const Op& op : unknown_) count(op, 1);
  }

  void count(const Op& op, std::int32_t change) {
    const auto delta = static_cast<std::uint32_t>(change);
    if (op.act == Act::write) writes_left_ += delta;
    if (op.act == Act::differ) differs_left_ += delta;
    const bool needs = op.act == Act::see || op.act == Act::swap;
    if (needs && op.certain) needs_left_ += delta;
    if (!dense_) return;
    if (needs) (op.certain ? sees_left_ : hopes_left_)[op.sees] += delta;
    if (op.act == Act::write || op.act == Act::swap) makers_left_[op.makes] += delta;
  }

  void link_unknown() {
    // A list with its head behind the last.
    const auto size = static_cast<std::uint32_t>(unknown_.size());
    unknown_next_.resize(size + 1);
    unknown_previous_.resize(size + 1);
    for (std::uint32_t i = 0; i <= size; ++i) {
      unknown_next_[i] = i == size ? 0 : i + 1;
      unknown_previous_[i] = i == 0 ? size : i - 1;
    }
    // Of equal ones, the first goes first.
    std::vector<std::uint32_t> order(size);
    for (std::uint32_t i = 0; i < size; ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return effect(unknown_[a]) < effect(unknown_[b]);
    });
    unknown_equal_.assign(size, none);
    for (std::uint32_t i = 1; i < size; ++i) {
      if (effect(unknown_[order[i]]) == effect(unknown_[order[i - 1]])) {
        unknown_equal_[order[i]] = order[i - 1];
      }
    }
  }

  void order_sees() {
    if (!only_appends_) return;
    for (std::uint32_t i = 0; i < count_; ++i) {
      if (certain_[i].act == Act::see) see_order_.push_back(i);
    }
    std::stable_sort(see_order_.begin(), see_order_.end(), [&](std::uint32_t a, std::uint32_t b) {
      return Lane::length_of(certain_[a].sees) < Lane::length_of(certain_[b].sees);
    });
  }

  std::uint64_t bytes_of_tables() const {
    return (certain_.capacity() + unknown_.capacity()) * sizeof(Op) + pending_.bytes() +
           rivals_.bytes() + growth_.bytes() + keys_.capacity() * 8 +
           (done_.capacity() + happened_.capacity()) * 8 +
           (sees_left_.capacity() * 3 + unknown_.size() * 3 + see_order_.capacity()) * 4 +
           (certain_.size() + unknown_.size()) * (sizeof(Frame) + 4);
  }

  // --- Taking and putting back

  void take(std::uint32_t op) {
    pending_.lift(op);
    done_[op / 64] |= std::uint64_t{1} << op % 64;
    high_ = std::max(high_, op);
    count(certain_[op], -1);
    hash_ ^= keys_[op];
    --left_;
    trail_.push_back(op);
    ++steps_;
  }

  void take_unknown(std::uint32_t op) {
    unknown_next_[unknown_previous_[op]] = unknown_next_[op];
    unknown_previous_[unknown_next_[op]] = unknown_previous_[op];
    happened_[op / 64] |= std::uint64_t{1} << op % 64;
    count(unknown_[op], -1);
    hash_ ^= keys_[count_ + op];
    trail_.push_back(count_ + op);
    ++steps_;
  }

  void put_back(std::uint32_t taken) {
    hash_ ^= keys_[taken];
    if (taken < count_) {
      pending_.put_back(taken);
      done_[taken / 64] &= ~(std::uint64_t{1} << taken % 64);
      count(certain_[taken], 1);
      ++left_;
      return;
    }
    const std::uint32_t op = taken - count_;
    unknown_next_[unknown_previous_[op]] = op;
    unknown_previous_[unknown_next_[op]] = op;
    happened_[op / 64] &= ~(std::uint64_t{1} << op % 64);
    count(unknown_[op], 1);
  }

  void return_to(const Frame& frame) {
    while (trail_.size() > frame.trail) {
      put_back(trail_.back());
      trail_.pop_back();
    }
    state_ = frame.state;
    fresh_ = frame.fresh;
    low_ = frame.low;
    high_ = frame.high;
    first_see_ = frame.first_see;
  }

  bool is_done(std::uint32_t op) const { return (done_[op / 64] >> op % 64 & 1) != 0; }
  bool has_happened(std::uint32_t op) const { return (happened_[op / 64] >> op % 64 & 1) != 0; }

  // --- What needs no choice

  // Whether writes may be told to be unnoticed at all: not while a state is known by its text's
  // beginning, nor while somebody is content with any state but one.
  bool can_be_unnoticed() const { return dense_ && differs_left_ == 0; }
  bool nobody_sees(State state) const {
    return state == unseen || (sees_left_[state] == 0 && hopes_left_[state] == 0);
  }

  bool satisfied(const Op& op) const {
    if (op.act == Act::see) return op.sees == state_;
    return op.act == Act::differ && op.sees != state_;
  }

  // False if there is no way on from here.
  bool settle() {
    bool looked = false;
    for (auto entry = pending_.first(); pending_.is_call(entry); entry = pending_.next(entry)) {
      const std::uint32_t op = pending_.op(entry);
      if (!satisfied(certain_[op])) continue;
      take(op);
      looked = true;
    }
    if (looked) fresh_ = false;
    if (!can_be_unnoticed()) return true;
    if (!nobody_sees(state_)) return true;
    if (fresh_) return false;  // it happened for the sake of nobody
    state_ = unseen;
    for (auto entry = pending_.first(); pending_.is_call(entry); entry = pending_.next(entry)) {
      const std::uint32_t op = pending_.op(entry);
      if (is_unnoticed(certain_[op])) take(op);
    }
    return true;
  }

  bool is_unnoticed(const Op& op) const { return op.act == Act::write && nobody_sees(op.makes); }

  // --- Where we have been

  Memo::Added remember() {
    while (low_ < done_.size() && done_[low_] == ~std::uint64_t{0}) ++low_;
    const std::uint32_t end = std::max(low_, high_ / 64 + 1);
    std::uint32_t happened = static_cast<std::uint32_t>(happened_.size());
    while (happened > 0 && happened_[happened - 1] == 0) --happened;
    if (end - low_ >= 1U << 16 || happened >= 1U << 15) return Memo::Added::no_room;
    configuration_.clear();
    configuration_.push_back(low_ | std::uint64_t{end - low_} << 32 |
                             std::uint64_t{happened} << 48 | std::uint64_t{fresh_} << 63);
    configuration_.push_back(state_);
    configuration_.insert(configuration_.end(), done_.begin() + low_, done_.begin() + end);
    configuration_.insert(configuration_.end(), happened_.begin(), happened_.begin() + happened);
    const std::uint64_t hash = hash_ ^ mixed(state_ * 2 + (fresh_ ? 1 : 0));
    return memo_.add(configuration_, static_cast<std::uint32_t>(hash >> 32));
  }

  // --- Choosing

  Frame frame_here() const {
    Frame frame;
    frame.state = state_;
    frame.trail = static_cast<std::uint32_t>(trail_.size());
    frame.low = low_;
    frame.high = high_;
    frame.first_see = first_see_;
    frame.fresh = fresh_;
    frame.cursor = pending_.first();
    frame.unknown = unknown_next_.back();
    const bool watch = can_be_unnoticed() && state_ != unseen && !fresh_;
    auto entry = frame.cursor;
    for (; pending_.is_call(entry); entry = pending_.next(entry)) {
      if (watch && is_unnoticed(certain_[pending_.op(entry)])) frame.unnoticed = true;
    }
    frame.limit = pending_.time(entry);
    frame.phase = frame.unnoticed ? Phase::unnoticed : Phase::certain;
    return frame;
  }

  bool rival_can_go(std::uint32_t op, const Frame& frame) const {
    for (const std::uint32_t rival : rivals_.of(op)) {
      if (!is_done(rival) && certain_[rival].invoked < frame.limit) return true;
    }
    return false;
  }

  bool may_overwrite(const Frame& frame) const { return !frame.fresh && !frame.unnoticed; }

  bool worth_taking(std::uint32_t place, const Frame& frame) const {
    const Op& op = certain_[place];
    switch (op.act) {
      case Act::see:
      case Act::differ:
        return false;  // or it would have been taken
      case Act::write:
        return may_overwrite(frame) && !rival_can_go(place, frame);
      case Act::swap:
        return op.sees == state_ && !rival_can_go(place, frame);
      case Act::append:
        return !rival_can_go(place, frame);
    }
    return false;
  }

  bool worth_happening(std::uint32_t place, const Frame& frame) {
    const Op& op = unknown_[place];
    const std::uint32_t equal = unknown_equal_[place];
    if (equal != none && !has_happened(equal)) return false;
    const State after = made_by(op);
    if (after == state_) return false;
    if (can_be_unnoticed() ? nobody_sees(after) : after == unseen && differs_left_ == 0) {
      return false;
    }
    return op.act == Act::swap ? op.sees == state_ : op.act == Act::append || may_overwrite(frame);
  }

  State made_by(const Op& op) {
    return op.act == Act::append ? growth_.grown(state_, op.token) : op.makes;
  }

  // Makes the next choice of the frame; false if there is none left. After it, `stuck` tells
  // whether the choice leads nowhere at once.
  bool choose(Frame& frame, bool& stuck) {
    if (frame.phase == Phase::unnoticed) {
      frame.phase = Phase::certain;
      take_unnoticed();
      stuck = !go_to(unseen);
      return true;
    }
    while (frame.phase == Phase::certain) {
      if (!pending_.is_call(frame.cursor)) {
        frame.phase = Phase::unknown;
        break;
      }
      const std::uint32_t op = pending_.op(frame.cursor);
      frame.cursor = pending_.next(frame.cursor);
      if (!worth_taking(op, frame)) continue;
      const State after = made_by(certain_[op]);
      take(op);
      fresh_ = false;
      stuck = !go_to(after);
      return true;
    }
    while (frame.phase == Phase::unknown) {
      const std::uint32_t op = frame.unknown;
      if (op == unknown_.size() || unknown_[op].invoked > frame.limit) {
        frame.phase = Phase::over;
        break;
      }
      frame.unknown = unknown_next_[op];
      if (!worth_happening(op, frame)) continue;
      const State after = made_by(unknown_[op]);
      take_unknown(op);
      fresh_ = true;
      stuck = !go_to(after);
      return true;
    }
    return false;
  }

  void take_unnoticed() {
    for (auto entry = pending_.first(); pending_.is_call(entry); entry = pending_.next(entry)) {
      const std::uint32_t op = pending_.op(entry);
      if (is_unnoticed(certain_[op])) take(op);
    }
  }

  // False if the move strands somebody.
  bool go_to(State after) {
    const State before = state_;
    state_ = after;
    if (after == unseen && writes_left_ == 0 && needs_left_ > 0) return false;
    if (dense_) {
      return before == after || before == unseen || sees_left_[before] == 0 ||
             makers_left_[before] > 0;
    }
    if (!only_appends_) return true;
    while (first_see_ < see_order_.size() && is_done(see_order_[first_see_])) ++first_see_;
    return first_see_ == see_order_.size() || after == unseen ||
           Lane::length_of(after) <= Lane::length_of(certain_[see_order_[first_see_]].sees);
  }

  // --- The walk

  // Enters the configuration that the moves so far led to. True to go on from it.
  bool enter() {
    if (!settle()) return false;
    if (left_ == 0) return true;
    const Memo::Added added = remember();
    if (added == Memo::Added::no_room) full_ = true;
    if (added != Memo::Added::fresh) return false;
    frames_.push_back(frame_here());
    return true;
  }

  Explained explore() {
    if (!enter() && !full_) return Explained::no;
    while (left_ > 0) {
      if (full_) return Explained::out_of_bytes;
      if (steps_ >= limits_.steps) return Explained::out_of_steps;
      if (frames_.empty()) return Explained::no;
      return_to(frames_.back());
      bool stuck = false;
      if (!choose(frames_.back(), stuck)) {
        frames_.pop_back();
      } else if (!stuck) {
        enter();
      }
    }
    return Explained::yes;
  }

  const Lane& lane_;
  Limits limits_;
  std::vector<Op> certain_;
  std::vector<Op> unknown_;
  std::uint32_t count_;  // of the certain
  Pending pending_;
  Rivals rivals_;
  Growth growth_;
  Memo memo_;
  std::vector<std::uint64_t> keys_;  // a random number for each op, for hashing sets of them
  std::vector<std::uint32_t> unknown_next_;
  std::vector<std::uint32_t> unknown_previous_;
  std::vector<std::uint32_t> unknown_equal_;  // the one of the same effect before it
  std::vector<std::uint32_t> see_order_;      // by length, where there are only appends

  // The configuration. `low_` is at or before the first word of done_ that is not full, `high_` is
  // the last op taken; both only save looking at what lies outside.
  std::vector<std::uint64_t> done_;      // which certain ops were taken
  std::vector<std::uint64_t> happened_;  // which unknown ones were
  std::uint32_t left_;
  std::uint32_t low_ = 0;
  std::uint32_t high_ = 0;
  std::uint32_t first_see_ = 0;
  std::uint64_t hash_ = 0;
  bool dense_;  // states are small numbers: there are no appends
  bool only_appends_;
  bool fresh_ = false;  // the last op may not have happened, and nobody has looked since
  bool full_ = false;
  State state_;

  // What is left to take. By state where states are dense: who must see it, who may (an uncertain
  // swap), who makes it.
  std::vector<std::uint32_t> sees_left_;
  std::vector<std::uint32_t> hopes_left_;
  std::vector<std::uint32_t> makers_left_;
  std::uint32_t writes_left_ = 0;
  std::uint32_t differs_left_ = 0;
  std::uint32_t needs_left_ = 0;

  std::vector<std::uint32_t> trail_;
  std::vector<Frame> frames_;
  std::vector<std::uint64_t> configuration_;
  std::uint64_t steps_ = 0;
  std::uint64_t fixed_bytes_ = 0;
};

}  // namespace

Searched search(const Lane& lane, Limits limits) {
  return Search(lane, limits).run();
}

}  // namespace conclave::sim::linearizability

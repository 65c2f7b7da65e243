// The search: settle what needs no choice, remember where we have been, choose, undo.

#include "sim/checkers/linearizability/search.h"

#include <algorithm>
#include <tuple>

#include "sim/checkers/linearizability/memo.h"
#include "sim/checkers/linearizability/pending.h"
#include "sim/checkers/linearizability/wants.h"
#include "sim/store/hash.h"

namespace conclave::sim::linearizability {
namespace {

constexpr std::uint32_t none = ~std::uint32_t{0};

// What two operations have in common that are as good as each other.
auto effect(const Op& op) {
  return std::tuple(op.act, op.sees, op.makes, op.token);
}

// The certain ops first, each kind in the order of invocations.
std::vector<Op> certain_first(const Lane& lane) {
  std::vector<Op> ops = lane.ops();
  std::stable_partition(ops.begin(), ops.end(), [](const Op& op) { return op.certain; });
  return ops;
}

// For each op, some equal ones that overlap it and return earlier: where one of those can be taken,
// it goes first, as swapping the two in any order that works gives one that works.
class Rivals {
 public:
  explicit Rivals(std::span<const Op> ops) : starts_(ops.size() + 1) {
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
  explicit Growth(const Lane& lane) : lane_(lane), lines_(lane.with_appends() ? 1024 : 0) {}

  const Place& grown(State state, Word token) {
    Line& line = lines_[mixed(state + token.value() * 0x9e3779b97f4a7c15) & (lines_.size() - 1)];
    if (line.before != state || line.token != token) {
      line = {state, token, lane_.place_of(lane_.grown(state, token))};
    }
    return line.after;
  }
  std::uint64_t bytes() const { return lines_.capacity() * sizeof(Line); }

 private:
  struct Line {
    State before = impossible;
    Word token;
    Place after;
  };
  const Lane& lane_;
  std::vector<Line> lines_;
};

// The ops that may never have happened, and have not been taken, in the order of invocations.
class Hopes {
 public:
  explicit Hopes(std::span<const Op> ops) : links_(ops.size() + 1), equal_(ops.size(), none) {
    const auto size = static_cast<std::uint32_t>(ops.size());
    for (std::uint32_t i = 0; i <= size; ++i) {
      links_[i] = {i == 0 ? size : i - 1, i == size ? 0 : i + 1};
    }
    std::vector<std::uint32_t> order(size);
    for (std::uint32_t i = 0; i < size; ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::uint32_t a, std::uint32_t b) {
      return effect(ops[a]) < effect(ops[b]);
    });
    for (std::uint32_t i = 1; i < size; ++i) {
      if (effect(ops[order[i]]) == effect(ops[order[i - 1]])) equal_[order[i]] = order[i - 1];
    }
  }

  std::uint32_t first() const { return links_.back().next; }
  std::uint32_t end() const { return static_cast<std::uint32_t>(equal_.size()); }
  std::uint32_t next(std::uint32_t op) const { return links_[op].next; }
  // The one of the same effect before it, which goes first; or none.
  std::uint32_t equal_before(std::uint32_t op) const { return equal_[op]; }

  void lift(std::uint32_t op) {
    links_[links_[op].previous].next = links_[op].next;
    links_[links_[op].next].previous = links_[op].previous;
  }
  void put_back(std::uint32_t op) {
    links_[links_[op].previous].next = op;
    links_[links_[op].next].previous = op;
  }
  std::uint64_t bytes() const { return links_.capacity() * sizeof(Links) + equal_.capacity() * 4; }

 private:
  struct Links {
    std::uint32_t previous = 0;
    std::uint32_t next = 0;
  };
  std::vector<Links> links_;  // a ring through its last, which is no op
  std::vector<std::uint32_t> equal_;
};

class Search {
 public:
  Search(const Lane& lane, State initial, Limits limits)
      : limits_(limits),
        ops_(certain_first(lane)),
        count_(static_cast<std::uint32_t>(
            std::count_if(ops_.begin(), ops_.end(), [](const Op& op) { return op.certain; }))),
        wants_(lane, ops_),
        pending_(certain()),
        rivals_(certain()),
        hopes_(std::span(ops_).subspan(count_)),
        growth_(lane),
        memo_(0),
        done_(count_ / 64 + 1),
        happened_((ops_.size() - count_) / 64 + 1),
        left_(count_),
        here_(lane.place_of(initial)) {
    for (std::size_t i = 0; i < ops_.size(); ++i) {
      made_.push_back(lane.place_of(ops_[i].makes));
      keys_.push_back(mixed(i + 1));
    }
    fixed_bytes_ = bytes_of_tables();
    memo_ = Memo(limits.bytes > fixed_bytes_ ? limits.bytes - fixed_bytes_ : 0);
  }

  Searched run() {
    const Explained explained = explore();
    return {.explained = explained,
            .steps = steps_,
            .stuck_at = furthest_,
            .bytes = fixed_bytes_ + memo_.bytes()};
  }

 private:
  enum class Phase : std::uint8_t { unnoticed, certain, unknown, over };
  enum class Choice : std::uint8_t { none_left, dead_end, made };

  // A configuration that was entered, and how far its choices have been tried.
  struct Frame {
    Place here;
    std::uint64_t limit = 0;  // the first return: what is invoked later has to wait
    Pending::Entry cursor = 0;
    std::uint32_t hope = none;
    std::uint32_t trail = 0;
    std::uint32_t low = 0;
    std::uint32_t high = 0;
    Phase phase = Phase::certain;
    bool fresh = false;
    bool unnoticed = false;
  };

  std::span<const Op> certain() const { return std::span(ops_).first(count_); }

  std::uint64_t bytes_of_tables() const {
    return ops_.capacity() * sizeof(Op) + made_.capacity() * sizeof(Place) + wants_.bytes() +
           pending_.bytes() + rivals_.bytes() + hopes_.bytes() + growth_.bytes() +
           (keys_.capacity() + done_.capacity() + happened_.capacity()) * 8 +
           ops_.size() * (sizeof(Frame) + 4);  // as deep as the walk can get
  }

  // --- Taking and putting back

  void take(std::uint32_t op) {
    if (op < count_) {
      pending_.lift(op);
      done_[op / 64] |= std::uint64_t{1} << op % 64;
      high_ = std::max(high_, op);
      --left_;
    } else {
      const std::uint32_t hope = op - count_;
      hopes_.lift(hope);
      happened_[hope / 64] |= std::uint64_t{1} << hope % 64;
    }
    wants_.take(op);
    hash_ ^= keys_[op];
    trail_.push_back(op);
  }

  void put_back(std::uint32_t op) {
    if (op < count_) {
      pending_.put_back(op);
      done_[op / 64] &= ~(std::uint64_t{1} << op % 64);
      ++left_;
    } else {
      const std::uint32_t hope = op - count_;
      hopes_.put_back(hope);
      happened_[hope / 64] &= ~(std::uint64_t{1} << hope % 64);
    }
    wants_.put_back(op);
    hash_ ^= keys_[op];
  }

  void return_to(const Frame& frame) {
    while (trail_.size() > frame.trail) {
      put_back(trail_.back());
      trail_.pop_back();
    }
    here_ = frame.here;
    fresh_ = frame.fresh;
    low_ = frame.low;
    high_ = frame.high;
  }

  bool is_done(std::uint32_t op) const { return (done_[op / 64] >> op % 64 & 1) != 0; }
  bool has_happened(std::uint32_t hope) const {
    return (happened_[hope / 64] >> hope % 64 & 1) != 0;
  }

  // --- What needs no choice

  // Nobody is content with any state but one, so what nobody sees cannot please anybody.
  bool can_be_unnoticed() const { return wants_.differs_left() == 0; }
  bool is_unnoticed(Pending::Entry call) const {
    return pending_.is_write(call) && wants_.nobody_sees(made_[pending_.op(call)]);
  }

  // False if there is no way on from here.
  bool settle() {
    bool looked = false;
    auto entry = pending_.first();
    for (; pending_.is_call(entry); entry = pending_.next(entry)) {
      ++steps_;
      if (!pending_.is_satisfied(entry, here_.state)) continue;
      take(pending_.op(entry));
      looked = true;
    }
    if (looked) fresh_ = false;
    limit_ = pending_.time(entry);
    if (!can_be_unnoticed() || !wants_.nobody_sees(here_)) return true;
    if (fresh_) return false;  // it happened for the sake of nobody
    here_ = Place();
    limit_ = take_unnoticed();
    return true;
  }

  // Returns the first return that is left.
  std::uint64_t take_unnoticed() {
    auto entry = pending_.first();
    for (; pending_.is_call(entry); entry = pending_.next(entry)) {
      ++steps_;
      if (is_unnoticed(entry)) take(pending_.op(entry));
    }
    return pending_.time(entry);
  }

  bool is_anything_unnoticed() const {
    if (here_.state == unseen || fresh_ || !can_be_unnoticed()) return false;
    for (auto entry = pending_.first(); pending_.is_call(entry); entry = pending_.next(entry)) {
      if (is_unnoticed(entry)) return true;
    }
    return false;
  }

  // --- Where we have been

  Memo::Added remember() {
    const auto hash =
        static_cast<std::uint32_t>((hash_ ^ mixed(here_.state * 2 + (fresh_ ? 1 : 0))) >> 32);
    memo_.prepare(hash);
    while (low_ < done_.size() && done_[low_] == ~std::uint64_t{0}) ++low_;
    const std::uint32_t window = std::max(low_, high_ / 64 + 1) - low_;
    auto happened = static_cast<std::uint32_t>(happened_.size());
    while (happened > 0 && happened_[happened - 1] == 0) --happened;
    if (window >= 1U << 16 || happened >= 1U << 15) return Memo::Added::no_room;
    configuration_.resize(2 + window + happened);
    configuration_[0] = low_ | std::uint64_t{window} << 32 | std::uint64_t{happened} << 48 |
                        std::uint64_t{fresh_} << 63;
    configuration_[1] = here_.state;
    for (std::uint32_t i = 0; i < window; ++i) configuration_[2 + i] = done_[low_ + i];
    for (std::uint32_t i = 0; i < happened; ++i) configuration_[2 + window + i] = happened_[i];
    return memo_.add(configuration_, hash);
  }

  // --- Choosing

  Frame frame_here() const {
    Frame frame;
    frame.here = here_;
    frame.trail = static_cast<std::uint32_t>(trail_.size());
    frame.low = low_;
    frame.high = high_;
    frame.fresh = fresh_;
    frame.cursor = pending_.first();
    frame.hope = hopes_.first();
    frame.limit = limit_;
    frame.unnoticed = is_anything_unnoticed();
    frame.phase = frame.unnoticed ? Phase::unnoticed : Phase::certain;
    return frame;
  }

  bool rival_can_go(std::uint32_t op, const Frame& frame) const {
    for (const std::uint32_t rival : rivals_.of(op)) {
      if (!is_done(rival) && ops_[rival].invoked < frame.limit) return true;
    }
    return false;
  }

  bool may_overwrite(const Frame& frame) const { return !frame.fresh && !frame.unnoticed; }

  bool worth_taking(std::uint32_t place, const Frame& frame) const {
    const Op& op = ops_[place];
    switch (op.act) {
      case Act::see:
      case Act::differ:
        return false;  // or it would have been taken
      case Act::write:
        return may_overwrite(frame) && !rival_can_go(place, frame);
      case Act::swap:
        return op.sees == here_.state && !rival_can_go(place, frame);
      case Act::append:
        return !rival_can_go(place, frame);
    }
    return false;
  }

  bool worth_hoping(std::uint32_t hope, const Frame& frame) {
    const Op& op = ops_[count_ + hope];
    const std::uint32_t equal = hopes_.equal_before(hope);
    if (equal != none && !has_happened(equal)) return false;
    if (op.act == Act::swap && op.sees != here_.state) return false;
    if (op.act == Act::write && !may_overwrite(frame)) return false;
    const Place& after = made_by(count_ + hope);
    if (after.state == here_.state) return false;
    return !can_be_unnoticed() || !wants_.nobody_sees(after);
  }

  const Place& made_by(std::uint32_t op) {
    return ops_[op].act == Act::append ? growth_.grown(here_.state, ops_[op].token) : made_[op];
  }

  // The next choice of a frame, made.
  Choice choose(Frame& frame) {
    if (frame.phase == Phase::unnoticed) {
      frame.phase = Phase::certain;
      take_unnoticed();
      return go_to(Place());
    }
    while (frame.phase == Phase::certain && pending_.is_call(frame.cursor)) {
      const std::uint32_t op = pending_.op(frame.cursor);
      frame.cursor = pending_.next(frame.cursor);
      ++steps_;
      if (worth_taking(op, frame)) return take_and_go(op, false);
    }
    frame.phase = Phase::unknown;
    while (frame.hope != hopes_.end() && ops_[count_ + frame.hope].invoked < frame.limit) {
      const std::uint32_t hope = frame.hope;
      frame.hope = hopes_.next(hope);
      ++steps_;
      if (worth_hoping(hope, frame)) return take_and_go(count_ + hope, true);
    }
    return Choice::none_left;
  }

  Choice take_and_go(std::uint32_t op, bool fresh) {
    const Place after = made_by(op);
    take(op);
    fresh_ = fresh;
    return go_to(after);
  }

  Choice go_to(const Place& after) {
    here_ = after;
    return wants_.is_hopeless(after.state) ? Choice::dead_end : Choice::made;
  }

  // --- The walk

  // Enters the configuration that the moves so far led to, unless it leads nowhere.
  void enter() {
    if (!settle() || left_ == 0) return;
    furthest_ = std::max(furthest_, limit_);
    const Memo::Added added = remember();
    if (added == Memo::Added::fresh) frames_.push_back(frame_here());
    full_ = added == Memo::Added::no_room;
  }

  Explained explore() {
    if (go_to(here_) == Choice::made) enter();
    while (left_ > 0) {
      if (full_) return Explained::out_of_bytes;
      if (steps_ >= limits_.steps) return Explained::out_of_steps;
      if (frames_.empty()) return Explained::no;
      return_to(frames_.back());
      switch (choose(frames_.back())) {
        case Choice::none_left:
          frames_.pop_back();
          break;
        case Choice::dead_end:
          break;
        case Choice::made:
          enter();
          break;
      }
    }
    return Explained::yes;
  }

  Limits limits_;
  std::vector<Op> ops_;  // the certain ones first
  std::uint32_t count_;  // of the certain
  Wants wants_;
  Pending pending_;
  Rivals rivals_;
  Hopes hopes_;
  Growth growth_;
  Memo memo_;
  std::vector<Place> made_;          // what each op makes; of appends it depends
  std::vector<std::uint64_t> keys_;  // a random number for each op, for hashing sets of them

  // The configuration. `low_` is at or before the first word of done_ that is not full, `high_` is
  // the last op taken; both only save looking at what lies outside.
  std::vector<std::uint64_t> done_;      // which certain ops were taken
  std::vector<std::uint64_t> happened_;  // which of the others were
  std::uint32_t left_;
  std::uint32_t low_ = 0;
  std::uint32_t high_ = 0;
  std::uint64_t hash_ = 0;
  Place here_;               // the state, and what it may grow into
  std::uint64_t limit_ = 0;  // the first return that is left, once settled
  bool fresh_ = false;       // the last op may not have happened, and nobody has looked since
  bool full_ = false;
  std::uint64_t furthest_ = 0;  // the latest limit_ there was

  std::vector<std::uint32_t> trail_;  // what was taken, in order
  std::vector<Frame> frames_;
  std::vector<std::uint64_t> configuration_;
  std::uint64_t steps_ = 0;
  std::uint64_t fixed_bytes_ = 0;
};

}  // namespace

Searched search(const Lane& lane, Limits limits) {
  Searched all;
  for (State initial = lane.first_initial(); initial < lane.end_initial(); ++initial) {
    const Limits rest{limits.steps - std::min(limits.steps, all.steps), limits.bytes};
    const Searched one = Search(lane, initial, rest).run();
    all.explained = one.explained;
    all.steps += one.steps;
    all.stuck_at = std::max(all.stuck_at, one.stuck_at);
    all.bytes = std::max(all.bytes, one.bytes);
    if (one.explained != Explained::no) break;
  }
  return all;
}

}  // namespace conclave::sim::linearizability

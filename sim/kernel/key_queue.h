// KeyQueue: keys in, the smallest out, for the event loop.
//
// A cluster has some hundred events pending: packets that arrive within milliseconds, and timers
// far behind them. The nearest keys, up to near_max, lie sorted in one array, the next to leave at
// its end: to take it costs nothing, and a new one moves the few that are due before it. A heap
// takes the rest, if there is any; from it they come by the dozen. (A heap alone: 380 instructions
// an event instead of 150, with a jump at each level that nobody can predict.)
//
// Invariant: every near key is smaller than every far one, and there are near ones if there are
// any. No two keys are equal.
#pragma once

#include <array>
#include <cstddef>
#include <vector>

#include "protocols/core/check.h"

namespace conclave::sim {

class KeyQueue {
 public:
  __extension__ using Key = unsigned __int128;

  std::size_t size() const { return near_size_ + far_.size(); }
  bool empty() const { return near_size_ == 0; }
  Key smallest() const {
    ALWAYS(!empty());
    return near_[near_size_ - 1];
  }
  void push(Key key) {
    if (far_.empty() || key < near_[0]) {
      push_near(key);
    } else {
      push_far(key);
    }
  }
  void pop() {
    ALWAYS(!empty());
    if (--near_size_ == 0 && !far_.empty()) fetch();
  }

 private:
  static constexpr std::size_t near_max = 256, fetched_at_once = 64;

  void push_near(Key key);
  void push_far(Key key);
  Key pop_far();
  void spill();
  void fetch();

  std::array<Key, near_max> near_;  // falling
  std::size_t near_size_ = 0;
  std::vector<Key> far_;  // a 4-ary heap, the smallest on top
};

}  // namespace conclave::sim

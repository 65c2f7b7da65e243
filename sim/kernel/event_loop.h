// The heart of the simulator: a queue of (time, order) -> (handler, token).
//
// Two events at one time fire in the order in which they were scheduled, and nothing else in the
// program decides what happens next. This is a promise to users, not an accident.
//
// Inside: a 4-ary heap of 128-bit keys (time, order, slot); handlers and tokens lie still in slots
// beside it. The first event that a handler schedules takes the place of the one that fired, which
// saves half of the heap's work.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/kernel/time.h"

namespace conclave::sim {

using Token = std::uint64_t;  // whatever the handler needs to know what is due

class Handler {
 public:
  virtual void fire(Token token) = 0;

 protected:
  ~Handler() = default;
};

class EventLoop {
 public:
  // An event's place among those of the same time.
  using Order = std::uint64_t;

  Time now() const { return now_; }

  // REQUIRES: when >= now(). `handler` outlives the event, or is told of it in vain.
  void at(Time when, Handler& handler, Token token) { at(when, reserve(), handler, token); }
  void after(Duration delay, Handler& handler, Token token) { at(now_ + delay, handler, token); }

  // For timers, which are re-armed far more often than they fire: take a place now, and schedule
  // the event into it later.
  Order reserve() { return scheduled_++; }
  void at(Time when, Order order, Handler& handler, Token token);

  bool step();  // fires the next event; false if none is left
  bool empty() const { return heap_.size() == (hole_ ? 1 : 0); }
  Time next_at() const;        // REQUIRES: !empty()
  void advance_to(Time when);  // nothing is due until then

  // Events that did something: a handler calls was_void() from fire() if this one did not.
  std::uint64_t fired() const { return fired_ - void_; }
  void was_void() { ++void_; }
  std::size_t pending() const { return heap_.size() - (hole_ ? 1 : 0); }

 private:
  __extension__ using Key = unsigned __int128;  // time: 64, order: 40, slot: 24
  struct Due {
    Handler* handler;
    Token token;
  };

  void sift_up(std::size_t at, Key key);
  void sift_down(std::size_t at, Key key);
  void fill_hole();

  std::vector<Key> heap_;  // smallest on top
  std::vector<Due> slots_;
  std::vector<std::uint32_t> free_;  // slots
  bool hole_ = false;                // the top has fired and nothing has taken its place
  Time now_{};
  Order scheduled_ = 0;
  std::uint64_t fired_ = 0, void_ = 0;
};

}  // namespace conclave::sim

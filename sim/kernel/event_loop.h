// The heart of the simulator: a queue of (time, order) -> (handler, token).
//
// Two events at one time fire in the order in which they were scheduled, and nothing else in the
// program decides what happens next. This is a promise to users, not an accident.
//
// Inside: a 4-ary heap of 128-bit keys (time, order, slot); handlers and tokens lie still in slots
// beside it. The first event that a handler schedules takes the place of the one that fired, which
// saves half of the heap's work.
#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <vector>

#include "sim/kernel/time.h"

namespace conclave::sim {

using Token = std::uint64_t;  // whatever the handler needs to know what is due

// What a pending event is, to those who tell events apart by more than their time: two of one name
// are alike. What the words mean is the handlers' business. No name: it is nobody's concern.
struct EventName {
  std::uint64_t what = 0, where = 0;
  friend auto operator<=>(const EventName&, const EventName&) = default;
};

class Handler {
 public:
  virtual void fire(Token token) = 0;
  // Asked when the event is scheduled, and only in runs that are recorded or directed.
  virtual EventName name(Token) const { return {}; }

 protected:
  ~Handler() = default;
};

class EventLoop {
 public:
  // An event's place among those of the same time.
  using Order = std::uint64_t;
  using Place = std::uint32_t;  // of a pending event; used again once it has fired

  // Is told of every event as it comes and goes.
  class Watch {
   public:
    virtual void scheduled(Place place, Time due, Order order, EventName name) = 0;
    virtual void fires(Place place) = 0;
    virtual void fired(bool was_void) = 0;

   protected:
    ~Watch() = default;
  };

  Time now() const { return now_; }

  // REQUIRES: when >= now(). `handler` outlives the event, or is told of it in vain.
  void at(Time when, Handler& handler, Token token) { at(when, reserve(), handler, token); }
  void after(Duration delay, Handler& handler, Token token) { at(now_ + delay, handler, token); }

  // For timers, which are re-armed far more often than they fire: take a place now, and schedule
  // the event into it later.
  Order reserve() { return scheduled_++; }
  void at(Time when, Order order, Handler& handler, Token token);

  bool step();  // fires the next event; false if none is left

  // For those who direct: fires this pending event now, whenever it is due, or moves the clock
  // on, whatever is due until then. What is overdue afterwards is due at once.
  void fire(Place place);
  void move_to(Time when) { now_ = std::max(now_, when); }

  // Before the first event. The watch outlives the loop.
  void watch(Watch& watch) { watch_ = &watch; }

  bool empty() const { return pending() == 0; }
  Time next_at() const;        // REQUIRES: !empty()
  void advance_to(Time when);  // nothing is due until then

  // Events that did something: a handler calls was_void() from fire() if this one did not.
  std::uint64_t fired() const { return fired_ - void_; }
  void was_void() { ++void_; }
  std::size_t pending() const { return heap_.size() - dead_ - (hole_ ? 1 : 0); }

 private:
  __extension__ using Key = unsigned __int128;  // time: 64, order: 40, slot: 24
  struct Due {
    Handler* handler;  // null: fired out of turn, and its key is still in the heap
    Token token;
  };

  void sift_up(std::size_t at, Key key);
  void sift_down(std::size_t at, Key key);
  void fill_hole();
  void call(Place place, const Due& due);
  void bury();

  std::vector<Key> heap_;  // smallest on top
  std::vector<Due> slots_;
  std::vector<std::uint32_t> free_;  // slots
  bool hole_ = false;                // the top has fired and nothing has taken its place
  Time now_{};
  Order scheduled_ = 0;
  std::uint64_t fired_ = 0, void_ = 0;
  std::size_t dead_ = 0;  // keys in the heap whose events fired out of turn; never on top
  Watch* watch_ = nullptr;
};

}  // namespace conclave::sim

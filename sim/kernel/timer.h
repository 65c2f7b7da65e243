// Timer: a deadline that is moved far more often than it is met.
//
// Every heartbeat re-arms an election timer, so one event in the loop for each setting would pile
// up a hundredfold. A timer has one event in the loop at a time: an event that comes before the
// deadline moves on to it instead of firing. The timer fires in the place that it took when it was
// last set, as if it had been scheduled then.
#pragma once

#include "sim/kernel/event_loop.h"

namespace conclave::sim {

class Timer {
 public:
  // The bits of its token that a timer keeps for itself; the owner has the others.
  static constexpr int serial_shift = 16, serial_bits = 24;
  static constexpr Token serial_mask = ((Token{1} << serial_bits) - 1) << serial_shift;

  // REQUIRES: (token & serial_mask) == 0, and the same token and handler each time.
  void set(EventLoop& loop, Handler& handler, Token token, Time deadline) {
    armed_ = true;
    deadline_ = deadline;
    order_ = loop.reserve();
    if (!queued_ || deadline < queued_at_) queue(loop, handler, token);
  }
  void stop() { armed_ = false; }
  bool armed() const { return armed_; }

  // For the handler's fire(): true if the timer is due now, and from then on it is not armed.
  bool due(EventLoop& loop, Handler& handler, Token token) {
    if (!ripe(loop, handler, token)) return false;
    armed_ = false;
    return true;
  }
  // The same for a handler that cannot see to it now: the timer stays armed, and due() with this
  // token says later whether it still is.
  bool ripe(EventLoop& loop, Handler& handler, Token token) {
    const bool latest = (token & serial_mask) == serial();
    if (latest) queued_ = false;
    const bool moved = latest && armed_ && order_ != queued_order_;
    if (moved) queue(loop, handler, token & ~serial_mask);
    if (!latest || !armed_ || moved) {
      loop.was_void();
      return false;
    }
    return true;
  }

 private:
  Token serial() const { return (Token{serial_} << serial_shift) & serial_mask; }
  // A deadline may lie in the past if its owner stood still: then it is due now.
  void queue(EventLoop& loop, Handler& handler, Token token) {
    if (deadline_ < loop.now()) deadline_ = loop.now();
    ++serial_;
    queued_ = true;
    queued_at_ = deadline_;
    queued_order_ = order_;
    loop.at(deadline_, order_, handler, token | serial());
  }

  bool armed_ = false;
  bool queued_ = false;  // an event with the serial below is in the loop, for queued_at_
  std::uint32_t serial_ = 0;
  Time deadline_{}, queued_at_{};
  EventLoop::Order order_ = 0, queued_order_ = 0;
};

}  // namespace conclave::sim

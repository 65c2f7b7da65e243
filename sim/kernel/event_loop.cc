// Scheduling and firing.
#include "sim/kernel/event_loop.h"

#include <algorithm>

#include "protocols/core/check.h"

namespace conclave::sim {
namespace {

constexpr int order_bits = 40, slot_bits = 24;

std::uint32_t slot_of(KeyQueue::Key key) {
  return static_cast<std::uint32_t>(key) & ((1U << slot_bits) - 1);
}
Time time_of(KeyQueue::Key key) {
  return Time(Duration(static_cast<Duration::rep>(key >> 64)));
}

}  // namespace

void EventLoop::at(Time when, Order order, Handler& handler, Token token) {
  ALWAYS(when >= now_);
  ALWAYS(order >> order_bits == 0);
  std::uint32_t slot = 0;
  if (free_.empty()) {
    slot = static_cast<std::uint32_t>(slots_.size());
    ALWAYS(slot >> slot_bits == 0);
    slots_.push_back({&handler, token});
  } else {
    slot = free_.back();
    free_.pop_back();
    slots_[slot] = {&handler, token};
  }
  const auto nanoseconds = static_cast<std::uint64_t>(when.time_since_epoch().count());
  const Key key = Key(nanoseconds) << 64 | Key(order) << slot_bits | slot;
  if (watch_ != nullptr) watch_->scheduled(slot, when, order, handler.name(token));
  queue_.push(key);
}

bool EventLoop::step() {
  if (queue_.empty()) return false;
  const Key key = queue_.smallest();
  queue_.pop();
  const std::uint32_t slot = slot_of(key);
  const Due due = slots_[slot];
  free_.push_back(slot);
  now_ = std::max(now_, time_of(key));
  call(slot, due);
  if (dead_ != 0) bury();
  return true;
}

void EventLoop::fire(Place place) {
  const Due due = slots_.at(place);
  ALWAYS(due.handler != nullptr);
  slots_[place].handler = nullptr;
  ++dead_;
  call(place, due);
  bury();
}

void EventLoop::call(Place place, const Due& due) {
  ++fired_;
  if (watch_ == nullptr) return due.handler->fire(due.token);
  const std::uint64_t before = void_;
  watch_->fires(place);
  due.handler->fire(due.token);
  watch_->fired(void_ != before);
}

// The dead that are next leave.
void EventLoop::bury() {
  while (dead_ != 0) {
    const std::uint32_t slot = slot_of(queue_.smallest());
    if (slots_[slot].handler != nullptr) return;
    free_.push_back(slot);
    --dead_;
    queue_.pop();
  }
}

Time EventLoop::next_at() const {
  return time_of(queue_.smallest());
}

void EventLoop::advance_to(Time when) {
  ALWAYS(empty() || next_at() >= when);
  now_ = std::max(now_, when);
}

}  // namespace conclave::sim

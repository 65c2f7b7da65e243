// The heap.
#include "sim/kernel/event_loop.h"

#include <algorithm>

#include "protocols/core/check.h"

namespace conclave::sim {
namespace {

constexpr int order_bits = 40, slot_bits = 24;
constexpr std::size_t arity = 4;

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
  if (hole_) {
    hole_ = false;
    return sift_down(0, key);
  }
  heap_.push_back(key);
  sift_up(heap_.size() - 1, key);
}

bool EventLoop::step() {
  if (heap_.empty()) return false;
  const Key key = heap_.front();
  const auto slot = static_cast<std::uint32_t>(key) & ((1U << slot_bits) - 1);
  const Due due = slots_[slot];
  free_.push_back(slot);
  now_ = std::max(now_, Time(Duration(static_cast<Duration::rep>(key >> 64))));
  hole_ = true;
  call(slot, due);
  if (hole_) fill_hole();
  if (dead_ != 0) bury();
  return true;
}

void EventLoop::fire(Place place) {
  const Due due = slots_.at(place);
  ALWAYS(due.handler != nullptr && !hole_);
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

// Takes the dead off the top.
void EventLoop::bury() {
  while (dead_ != 0) {
    const auto slot = static_cast<std::uint32_t>(heap_.front()) & ((1U << slot_bits) - 1);
    if (slots_[slot].handler != nullptr) return;
    free_.push_back(slot);
    --dead_;
    fill_hole();
  }
}

Time EventLoop::next_at() const {
  ALWAYS(!hole_ && !heap_.empty());
  return Time(Duration(static_cast<Duration::rep>(heap_.front() >> 64)));
}

void EventLoop::advance_to(Time when) {
  ALWAYS(empty() || next_at() >= when);
  now_ = std::max(now_, when);
}

void EventLoop::fill_hole() {
  hole_ = false;
  const Key last = heap_.back();
  heap_.pop_back();
  if (!heap_.empty()) sift_down(0, last);
}

void EventLoop::sift_up(std::size_t at, Key key) {
  while (at > 0) {
    const std::size_t parent = (at - 1) / arity;
    if (heap_[parent] < key) break;
    heap_[at] = heap_[parent];
    at = parent;
  }
  heap_[at] = key;
}

void EventLoop::sift_down(std::size_t at, Key key) {
  const std::size_t size = heap_.size();
  Key* const heap = heap_.data();
  std::size_t first = at * arity + 1;
  // Which child is the least is anybody's guess, so nothing is guessed: a comparison picks an
  // index without a branch, the two halves at the same time.
  for (; first + arity <= size; first = at * arity + 1) {
    const std::size_t left = first + std::size_t{heap[first + 1] < heap[first]};
    const std::size_t right = first + 2 + std::size_t{heap[first + 3] < heap[first + 2]};
    const std::size_t least = heap[right] < heap[left] ? right : left;
    if (key < heap[least]) break;
    heap[at] = heap[least];
    at = least;
  }
  // The last ones have fewer than four.
  if (first < size && first + arity > size) {
    std::size_t least = first;
    for (std::size_t child = first + 1; child < size; ++child) {
      if (heap[child] < heap[least]) least = child;
    }
    if (heap[least] < key) {
      heap[at] = heap[least];
      at = least;
    }
  }
  heap[at] = key;
}

}  // namespace conclave::sim

// The sorted end and the heap behind it.
#include "sim/kernel/key_queue.h"

#include <algorithm>

namespace conclave::sim {
namespace {

constexpr std::size_t arity = 4;

}  // namespace

void KeyQueue::push_near(Key key) {
  if (near_size_ == near_max) {
    spill();
    if (key > near_[0]) return push_far(key);
  }
  // How many are larger, by bisection without a branch: which half it is, is anybody's guess.
  std::size_t larger = 0;
  for (std::size_t left = near_size_; left > 0;) {
    const std::size_t half = (left + 1) / 2;
    larger += half * static_cast<std::size_t>(near_[larger + half - 1] > key);
    left -= half;
  }
  Key* const begin = near_.data();
  std::copy_backward(begin + larger, begin + near_size_, begin + near_size_ + 1);
  near_[larger] = key;
  ++near_size_;
}

// The larger half goes to the heap.
void KeyQueue::spill() {
  constexpr std::size_t half = near_max / 2;
  for (std::size_t n = half; n > 0; --n) push_far(near_[n - 1]);
  std::copy(near_.begin() + half, near_.end(), near_.begin());
  near_size_ = near_max - half;
}

void KeyQueue::fetch() {
  near_size_ = std::min(fetched_at_once, far_.size());
  for (std::size_t n = near_size_; n > 0; --n) near_[n - 1] = pop_far();
}

void KeyQueue::push_far(Key key) {
  std::size_t at = far_.size();
  far_.push_back(key);
  while (at > 0) {
    const std::size_t parent = (at - 1) / arity;
    if (far_[parent] < key) break;
    far_[at] = far_[parent];
    at = parent;
  }
  far_[at] = key;
}

KeyQueue::Key KeyQueue::pop_far() {
  const Key top = far_.front(), key = far_.back();
  far_.pop_back();
  const std::size_t size = far_.size();
  if (size == 0) return top;
  Key* const heap = far_.data();
  std::size_t at = 0, first = 1;
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
  return top;
}

}  // namespace conclave::sim

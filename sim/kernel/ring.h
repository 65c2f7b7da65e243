// Ring: a queue whose elements stay where they are and keep their memory when they leave.
//
// push() hands out the next element as it was left, for the caller to fill; so a queue of byte
// strings allocates nothing once it is warm.
#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "protocols/core/check.h"

namespace conclave::sim {

template <typename T>
class Ring {
 public:
  bool empty() const { return size_ == 0; }
  std::size_t size() const { return size_; }
  T& front() {
    ALWAYS(size_ > 0);
    return items_[head_];
  }
  T& push() {
    if (size_ == items_.size()) grow();
    ++size_;
    return items_[(head_ + size_ - 1) & (items_.size() - 1)];
  }
  void pop() {
    ALWAYS(size_ > 0);
    head_ = (head_ + 1) & (items_.size() - 1);
    --size_;
  }
  void clear() { head_ = size_ = 0; }

 private:
  void grow() {
    std::vector<T> larger(items_.empty() ? 8 : 2 * items_.size());  // a power of two
    for (std::size_t n = 0; n < size_; ++n) {
      larger[n] = std::move(items_[(head_ + n) & (items_.size() - 1)]);
    }
    items_ = std::move(larger);
    head_ = 0;
  }

  std::vector<T> items_;
  std::size_t head_ = 0, size_ = 0;
};

}  // namespace conclave::sim

// Flat tables by node and by slot: what judges look up millions of times a second.
//
// Slots and addresses may come from damaged messages, so a table never allocates what a number
// merely claims: slots far beyond the rest live in a map, and strange addresses share one seat.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <vector>

#include "protocols/core/ids.h"

namespace conclave::sim {

template <typename T>
class PerNode {
 public:
  explicit PerNode(std::size_t nodes) : items_(nodes + 1) {}
  T& operator[](NodeId node) { return items_[seat(node)]; }
  const T& operator[](NodeId node) const { return items_[seat(node)]; }
  bool knows(NodeId node) const { return seat(node) != 0; }
  std::size_t nodes() const { return items_.size() - 1; }

 private:
  std::size_t seat(NodeId node) const { return node.value() < items_.size() ? node.value() : 0; }
  std::vector<T> items_;  // the first is nobody's
};

// By a number that mostly grows by one: a slot, or a client's count of its requests.
//   - flat_ holds room for the numbers to come; those from used_ on were never touched
//   - a number is in far_ only if it was out of reach when it came, and flat_ has not reached it
//   since
template <typename T>
class ByNumber {
 public:
  T& operator[](std::uint64_t number) {
    if (number < used_) return flat_[number];
    if (number < flat_.size()) {
      used_ = number + 1;
      return flat_[number];
    }
    return far_or_new(number);
  }
  // A default T if nothing is there.
  const T& get(std::uint64_t number) const {
    static const T nothing{};
    if (number < used_) return flat_[number];
    if (far_.empty()) return nothing;
    const auto at = far_.find(number);
    return at == far_.end() ? nothing : at->second;
  }
  // The largest number below `limit` with a value other than T{}; 0 if there is none.
  std::uint64_t last_below(std::uint64_t limit) const {
    for (auto at = far_.lower_bound(limit); at != far_.begin();) {
      if (!((--at)->second == T{})) return at->first;
    }
    std::uint64_t number = limit < used_ ? limit : used_;
    while (number > 0) {
      if (!(flat_[--number] == T{})) return number;
    }
    return 0;
  }
  // Calls visit(number, value) for what stands at `first` and behind, in order.
  template <typename Visit>
  void each_from(std::uint64_t first, Visit visit) {
    for (std::uint64_t number = first; number < used_; ++number) visit(number, flat_[number]);
    for (auto at = far_.lower_bound(first); at != far_.end(); ++at) visit(at->first, at->second);
  }
  template <typename Visit>
  void each_from(std::uint64_t first, Visit visit) const {
    for (std::uint64_t number = first; number < used_; ++number) visit(number, flat_[number]);
    for (auto at = far_.lower_bound(first); at != far_.end(); ++at) visit(at->first, at->second);
  }

 private:
  static constexpr std::uint64_t gap_max = 1 << 12;

  [[gnu::noinline]] T& far_or_new(std::uint64_t number) {
    if (number > used_ + gap_max) return far_[number];
    flat_.resize(2 * number + 8);
    bring_near();
    used_ = std::max(used_, number + 1);
    return flat_[number];
  }
  void bring_near() {
    while (!far_.empty() && far_.begin()->first < flat_.size()) {
      const std::uint64_t number = far_.begin()->first;
      flat_[number] = std::move(far_.begin()->second);
      far_.erase(far_.begin());
      if (number >= used_) used_ = number + 1;
    }
  }

  std::vector<T> flat_;
  std::uint64_t used_ = 0;
  std::map<std::uint64_t, T> far_;
};

}  // namespace conclave::sim

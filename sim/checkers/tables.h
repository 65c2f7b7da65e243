// Flat tables by node and by slot: what judges look up millions of times a second.
//
// Slots and addresses may come from damaged messages, so a table never allocates what a number
// merely claims: slots far beyond the rest live in a map, and strange addresses share one seat.
#pragma once

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
template <typename T>
class ByNumber {
 public:
  T& operator[](std::uint64_t number) {
    if (number < flat_.size()) return flat_[number];
    return grown(number);
  }
  // A default T if nothing is there.
  const T& get(std::uint64_t number) const {
    static const T nothing{};
    if (number < flat_.size()) return flat_[number];
    if (far_.empty()) return nothing;
    const auto at = far_.find(number);
    return at == far_.end() ? nothing : at->second;
  }
  // The largest number below `limit` with a value other than T{}; 0 if there is none.
  std::uint64_t last_below(std::uint64_t limit) const {
    for (auto at = far_.lower_bound(limit); at != far_.begin();) {
      if (!((--at)->second == T{})) return at->first;
    }
    std::uint64_t number = limit < flat_.size() ? limit : flat_.size();
    while (number > 0) {
      if (!(flat_[--number] == T{})) return number;
    }
    return 0;
  }
  // Calls visit(number, value) for what stands at `first` and behind, in order.
  template <typename Visit>
  void each_from(std::uint64_t first, Visit visit) {
    for (std::uint64_t number = first; number < flat_.size(); ++number) {
      visit(number, flat_[number]);
    }
    for (auto at = far_.lower_bound(first); at != far_.end(); ++at) visit(at->first, at->second);
  }
  template <typename Visit>
  void each_from(std::uint64_t first, Visit visit) const {
    for (std::uint64_t number = first; number < flat_.size(); ++number) {
      visit(number, flat_[number]);
    }
    for (auto at = far_.lower_bound(first); at != far_.end(); ++at) visit(at->first, at->second);
  }

 private:
  static constexpr std::uint64_t gap_max = 1 << 12;

  T& grown(std::uint64_t number) {
    if (number > flat_.size() + gap_max) return far_[number];
    if (number >= flat_.capacity()) flat_.reserve(2 * number + 64);
    const std::uint64_t old = flat_.size();
    flat_.resize(number + 1);
    // What was far has come near.
    for (auto at = far_.lower_bound(old); at != far_.end() && at->first <= number;) {
      flat_[at->first] = std::move(at->second);
      at = far_.erase(at);
    }
    return flat_[number];
  }

  std::vector<T> flat_;
  std::map<std::uint64_t, T> far_;
};

}  // namespace conclave::sim

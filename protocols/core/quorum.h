// Quorums: how many make a majority, and who has spoken so far.
#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

#include "protocols/core/ids.h"

namespace conclave {

constexpr std::size_t majority(std::size_t voters) {
  return voters / 2 + 1;
}

// How many nodes make a leader, and how many commit: any two quorums of different kinds meet.
struct QuorumSizes {
  std::size_t elect = 1, commit = 1;
  friend bool operator==(const QuorumSizes&, const QuorumSizes&) = default;
};

// A set of nodes, kept sorted: small, ordered, comparable. Counting a node twice is impossible.
class NodeSet {
 public:
  // False if it was there already.
  bool insert(NodeId node) {
    const auto at = std::lower_bound(nodes_.begin(), nodes_.end(), node);
    if (at != nodes_.end() && *at == node) return false;
    nodes_.insert(at, node);
    return true;
  }
  bool contains(NodeId node) const {
    return std::binary_search(nodes_.begin(), nodes_.end(), node);
  }
  void clear() { nodes_.clear(); }
  std::size_t size() const { return nodes_.size(); }
  auto begin() const { return nodes_.begin(); }
  auto end() const { return nodes_.end(); }
  friend bool operator==(const NodeSet&, const NodeSet&) = default;
  static void fields(auto& self, auto&& field) { field("nodes", self.nodes_); }

 private:
  std::vector<NodeId> nodes_;
};

}  // namespace conclave

// Configuration: who votes, and what makes a quorum.
#pragma once

#include <algorithm>
#include <vector>

#include "protocols/core/quorum.h"
#include "protocols/raft/progress.h"

namespace conclave::raft {

class Configuration {
 public:
  Configuration() = default;
  explicit Configuration(std::vector<NodeId> voters) : voters_(std::move(voters)) {
    std::sort(voters_.begin(), voters_.end());
  }

  const std::vector<NodeId>& voters() const { return voters_; }
  bool has(NodeId node) const { return std::binary_search(voters_.begin(), voters_.end(), node); }
  // How many it takes to elect a leader, and to commit an entry.
  std::size_t quorum() const { return majority(voters_.size()); }

  // The last slot that a quorum holds. With n voters this compares n * n small integers, which for
  // clusters of the usual size is faster than to sort, and allocates nothing.
  Slot held_by_quorum(const std::vector<Progress>& peers) const {
    Slot best;
    for (const Progress& peer : peers) {
      if (peer.match() > best && count_at_least(peer.match(), peers) >= quorum()) {
        best = peer.match();
      }
    }
    return best;
  }

  friend bool operator==(const Configuration&, const Configuration&) = default;
  static void fields(auto& self, auto&& field) { field("voters", self.voters_); }

 private:
  static std::size_t count_at_least(Slot slot, const std::vector<Progress>& peers) {
    std::size_t count = 0;
    for (const Progress& peer : peers) count += peer.match() >= slot ? 1 : 0;
    return count;
  }

  std::vector<NodeId> voters_;  // sorted
};

}  // namespace conclave::raft

// Suspects: what a node shows at its boot is held against it only if it goes on.
//
// A node that finds its journal damaged may halt in the same step, and what it shows then means
// nothing. So a violation found at a boot waits for the node's next step.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/checkers/checker.h"
#include "sim/checkers/tables.h"

namespace conclave::sim {

class Suspects {
 public:
  explicit Suspects(std::size_t nodes) : waiting_(nodes) {}

  void add(const Occurrence& o, Where where, std::string story) {
    if (!waiting_[o.node]) ++count_;
    where.nodes.push_back(o.node);
    waiting_[o.node] = Violation{{}, o.at, o.index, std::move(story), std::move(where), {}};
  }
  void clear(NodeId node) {
    if (waiting_[node]) --count_;
    waiting_[node].reset();
  }
  std::optional<Violation> take(NodeId node) {
    std::optional<Violation> violation = std::move(waiting_[node]);
    clear(node);
    return violation;
  }
  bool any() const { return count_ != 0; }
  std::vector<Violation> all() const {
    std::vector<Violation> violations;
    for (std::size_t n = 1; n <= waiting_.nodes(); ++n) {
      const auto& waiting = waiting_[NodeId(static_cast<std::uint32_t>(n))];
      if (waiting) violations.push_back(*waiting);
    }
    return violations;
  }

 private:
  PerNode<std::optional<Violation>> waiting_;
  std::size_t count_ = 0;
};

}  // namespace conclave::sim

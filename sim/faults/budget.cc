// What is left to break.
#include "sim/faults/budget.h"

#include <algorithm>

namespace conclave::sim {

bool Budget::may_damage(NodeId node, Tally& tally) {
  if (!is_damaged(node)) {
    if (rule_ == BudgetRule::survivable && damaged() >= most_damaged()) return refuse(tally);
    damaged_.insert(std::lower_bound(damaged_.begin(), damaged_.end(), node), node);
  }
  return true;
}

bool Budget::may_forget(NodeId node, Tally& tally) {
  if (rule_ == BudgetRule::survivable) return refuse(tally);
  return may_damage(node, tally);
}

std::size_t Budget::most_damaged() const {
  const QuorumSizes& quorums = cluster_.quorums();
  return cluster_.size() - std::max(quorums.elect, quorums.commit);
}

std::size_t Budget::damaged() const {
  std::size_t count = 0;
  for (std::size_t n = 0; n < cluster_.size(); ++n) count += is_damaged(cluster_.node(n)) ? 1 : 0;
  return count;
}

bool Budget::is_damaged(NodeId node) const {
  return cluster_.host(node).halted() || std::binary_search(damaged_.begin(), damaged_.end(), node);
}

bool Budget::refuse(Tally& tally) const {
  ++tally.refused;
  return false;
}

}  // namespace conclave::sim

// Calls and returns in the order of time.

#include "sim/checkers/linearizability/pending.h"

#include <algorithm>

#include "protocols/core/check.h"

namespace conclave::sim::linearizability {

Pending::Pending(const std::vector<Op>& ops) : nodes_(1), entries_(ops.size()) {
  ALWAYS(ops.size() < returns / 4);
  nodes_.reserve(ops.size() * 2 + 2);
  for (std::uint32_t i = 0; i < ops.size(); ++i) {
    nodes_.push_back({.op = i, .time = ops[i].invoked});
    nodes_.push_back({.op = i | returns, .time = ops[i].returned});
  }
  std::sort(nodes_.begin() + 1, nodes_.end(),
            [](const Node& a, const Node& b) { return a.time < b.time; });
  nodes_.push_back({.op = ~std::uint32_t{0}, .time = never});
  for (Entry entry = 0; entry < nodes_.size(); ++entry) {
    Node& node = nodes_[entry];
    node.previous = entry == 0 ? 0 : entry - 1;
    node.next = entry + 1;
    if (entry == 0 || entry + 1 == nodes_.size()) continue;
    Entries& entries = entries_[node.op & ~returns];
    ((node.op & returns) != 0 ? entries.returned : entries.call) = entry;
  }
}

}  // namespace conclave::sim::linearizability

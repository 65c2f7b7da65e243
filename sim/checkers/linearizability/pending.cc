// Calls and returns in the order of time.

#include "sim/checkers/linearizability/pending.h"

#include <algorithm>

#include "protocols/core/check.h"

namespace conclave::sim::linearizability {

Pending::Pending(std::span<const Op> ops) : nodes_(1), entries_(ops.size()) {
  ALWAYS(ops.size() < 1U << 30);
  const auto kind_of = [](const Op& op) {
    switch (op.act) {
      case Act::see:
        return Kind::see;
      case Act::differ:
        return Kind::differ;
      case Act::write:
        return Kind::write;
      case Act::swap:
      case Act::append:
        break;
    }
    return Kind::other;
  };
  // Returns in order, to be merged with the calls, which are.
  std::vector<std::uint32_t> returns(ops.size());
  for (std::uint32_t i = 0; i < returns.size(); ++i) returns[i] = i;
  std::sort(returns.begin(), returns.end(),
            [&](std::uint32_t a, std::uint32_t b) { return ops[a].returned < ops[b].returned; });
  nodes_.reserve(ops.size() * 2 + 2);
  auto next_return = returns.begin();
  const auto add_returns_before = [&](std::uint64_t event) {
    for (; next_return != returns.end() && ops[*next_return].returned < event; ++next_return) {
      entries_[*next_return].returned = static_cast<Entry>(nodes_.size());
      nodes_.push_back({.op = *next_return, .detail = ops[*next_return].returned});
    }
  };
  for (std::uint32_t i = 0; i < ops.size(); ++i) {
    add_returns_before(ops[i].invoked);
    entries_[i].call = static_cast<Entry>(nodes_.size());
    nodes_.push_back({.op = i, .kind = kind_of(ops[i]), .detail = ops[i].sees});
  }
  add_returns_before(never);
  nodes_.push_back({.detail = never});
  for (Entry entry = 0; entry < nodes_.size(); ++entry) {
    nodes_[entry].previous = entry == 0 ? 0 : entry - 1;
    nodes_[entry].next = entry + 1;
  }
}

}  // namespace conclave::sim::linearizability

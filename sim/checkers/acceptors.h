// Acceptors: who durably accepted what, and who promised what, for the promises of Paxos.
//
// Computed from acceptors' votes and the world's view of their disks, not from anybody's claims.
// That an acceptor accepted an entry stays true whatever it accepts later.
#pragma once

#include <algorithm>
#include <vector>

#include "sim/checkers/ledger.h"

namespace conclave::sim {

// Sets of nodes, one for each entry, in one flat table.
class HoldersOfEntries {
 public:
  explicit HoldersOfEntries(std::size_t nodes) : words_((nodes + 64) / 64) {}

  // False if it was there already.
  bool add(EntryId entry, NodeId node) {
    const std::size_t at = entry * words_ + node.value() / 64;
    if (at >= bits_.size()) bits_.resize(2 * at + words_);
    const std::uint64_t bit = std::uint64_t{1} << (node.value() % 64);
    if (bits_[at] & bit) return false;
    bits_[at] |= bit;
    return true;
  }
  bool contains(EntryId entry, NodeId node) const {
    const std::size_t at = entry * words_ + node.value() / 64;
    return at < bits_.size() && (bits_[at] >> (node.value() % 64) & 1) != 0;
  }
  std::size_t count(EntryId entry, const std::vector<NodeId>& among) const {
    return static_cast<std::size_t>(std::count_if(
        among.begin(), among.end(), [&](NodeId node) { return contains(entry, node); }));
  }

  // What became durable with the occurrence being recorded. Calls newly(entry) for each holder that
  // an entry gains.
  template <typename Newly>
  void take(const Ledger& ledger, NodeId node, Newly newly) {
    for (const Op& op : ledger.newly_durable()) {
      if (op.kind() == Op::Kind::accept && add(op.entry(), node)) newly(op.entry());
    }
  }

 private:
  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

}  // namespace conclave::sim

// I01 one_leader: at most one node becomes leader in an epoch.
//
// Raft: Election Safety (extended paper, figure 3 and section 5.2): a candidate wins with the votes
// of a majority, and nobody votes twice in a term. Paxos: a ballot has one owner ("Paxos Made
// Simple", section 2.2: different proposers choose from disjoint sets of numbers).
#pragma once

#include <fmt/format.h>

#include <map>

#include "sim/checkers/checker.h"

namespace conclave::sim {

class OneLeader final : public Reader<OneLeader, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "one_leader",
      .id = "I01",
      .promise = "at most one node becomes leader in an epoch",
  };
  using Reader::Reader;

  void on(const Occurrence& o, const Became& became) {
    if (became.role != Role::leader) return;
    const auto [first, fresh] = leaders_.try_emplace(became.epoch, Leader{o.node, o.index});
    if (holds(fresh || first->second.node == o.node)) return;
    fail(o, {.nodes = {first->second.node}, .epoch = became.epoch, .lines = {first->second.since}},
         fmt::format("{} became leader of epoch {} at #{}, which {} leads since #{}.", who(o.node),
                     became.epoch.value(), o.index, who(first->second.node), first->second.since));
  }

 private:
  struct Leader {
    NodeId node;
    Index since;
  };
  std::map<Epoch, Leader> leaders_;
};

}  // namespace conclave::sim

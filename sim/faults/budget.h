// Budget: how much may break in one run, decided before it breaks.
//
// `survivable` keeps faults within what consensus protocols promise to survive, so that a run that
// ends badly is the protocol's fault:
//
//   - Crashes and pauses that end are always within it, of however many nodes at once: in the
//     crash-recovery model a node may stop at any moment, keeps what it synced, and comes back
//     (Cachin, Guerraoui and Rodrigues, "Introduction to Reliable and Secure Distributed
//     Programming", 2.2.4). So are all faults of the network: these protocols promise safety in an
//     asynchronous one, and answers only once it is whole again.
//   - Damage that lasts and is found out (a rotten journal, whose node halts) may reach at most
//     n - max(elect, commit) nodes in a run, nodes that halted for other reasons included. Those
//     that are left then hold a quorum of either kind, and only they form quorums from now on. A
//     record that was committed lies on a commit quorum, and each quorum that may elect meets it
//     in a node that is whole: of every record a good copy stays in every quorum that counts. That
//     is why nodes are counted and not records.
//   - Damage that nobody can find out (a wiped disk, synced records that are gone without a trace,
//     a sync that lied) is refused altogether. A node that forgot its vote may vote twice, and a
//     node that forgot what it acknowledged makes a quorum that never was one; Raft and Paxos
//     promise nothing then, however few such nodes there are (Raft, section 5.1: "stable storage").
//   - Clocks may do what they like: none of the protocols here reads a clock to decide who may do
//     what. They have no leases; timers that fire early or late cost elections, not safety. A
//     protocol with leases will need a bound here.
//
// A fault that would exceed this hits fewer nodes, or none, and each node that was spared is
// counted in its Tally as refused. `unlimited` grants everything: only safety is judged by it, and
// a cluster that cannot recover is unrecoverable, not wrong.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/world/cluster.h"
#include "sim/world/tally.h"

namespace conclave::sim {

enum class BudgetRule : std::uint8_t { survivable, unlimited };

class Budget {
 public:
  explicit Budget(const Cluster& cluster, BudgetRule rule = BudgetRule::survivable)
      : cluster_(cluster), rule_(rule) {}

  BudgetRule rule() const { return rule_; }

  // May what this node has on its disk be damaged in a way that it finds out, at the latest when it
  // boots, and halts? From a yes on the node is damaged. A no is counted in `tally`.
  bool may_damage(NodeId node, Tally& tally);
  // May it lose what it acknowledged without finding out? A no is counted in `tally`.
  bool may_forget(NodeId node, Tally& tally);

  // How many nodes may be damaged, and how many are, or have halted.
  std::size_t most_damaged() const;
  std::size_t damaged() const;

 private:
  bool is_damaged(NodeId node) const;
  bool refuse(Tally& tally) const;

  const Cluster& cluster_;
  BudgetRule rule_;
  std::vector<NodeId> damaged_;  // sorted
};

}  // namespace conclave::sim

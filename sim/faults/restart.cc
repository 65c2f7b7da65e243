// restart: nodes are restarted one after the other, as for an upgrade: the next goes down when the
// last has been up for a while.
//
// Each stops as in a crash and keeps what it had synced. With `pause` shorter than the cluster
// takes to recover, two nodes are in effect away at a time, which is how rolling restarts take
// clusters down (Zhang et al., "Understanding and Detecting Software Upgrade Failures in
// Distributed Systems", SOSP 2021). Where it ends before all have had their turn, the rest are
// spared. Not modelled: that a node comes back with other code.
#include "sim/data/units.h"
#include "sim/faults/fault.h"
#include "sim/faults/kinds.h"
#include "sim/faults/survivals.h"
#include "sim/faults/targets.h"

namespace conclave::sim {
namespace {

class Restart final : public FaultOf<Restart> {
 public:
  void describe(Fields& fields) override {
    sim::describe(fields("nodes", "which nodes, in random order or in that of a list"), nodes_);
    fields("down", "how long each is down").duration(down_, positive_duration);
    fields("pause", "how long it is up before the next goes down").duration(pause_);
    sim::describe(fields, survivals_);
  }
  std::string aim(const Aim& at) override {
    order_ = nodes_.settle_in_order(at.cluster, at.random);
    std::erase_if(order_, [&](NodeId node) { return node.value() > at.cluster.size(); });
    nodes_.name(at.cluster, order_);
    return "restart " + names_of(at.cluster, order_) + ", each down " + duration_text(down_);
  }
  void begin(Cluster& cluster, Index cause, Tally& tally) override {
    tally_ = &tally;
    turns_ = 0;
    turn(cluster, cause);
  }
  std::optional<Duration> next_turn() const override {
    if (turns_ >= 2 * order_.size()) return std::nullopt;
    return turns_ % 2 == 1 ? down_ : pause_;
  }
  // Every other turn stops a node, and the turn after it boots that node.
  void turn(Cluster& cluster, Index cause) override {
    const std::size_t n = turns_++;
    if (n >= 2 * order_.size()) return;
    if (n % 2 == 1) return boot(cluster, cause);
    Host& host = cluster.host(order_[n / 2]);
    if (!host.up()) return;
    host.crash(cause, survivals_.of(cluster.name(order_[n / 2])));
    stopped_ = order_[n / 2];
    ++tally_->effective;
  }
  Survivals* survivals() override { return &survivals_; }
  void end(Cluster& cluster, Index cause) override { boot(cluster, cause); }

 private:
  void boot(Cluster& cluster, Index cause) {
    const NodeId node = std::exchange(stopped_, NodeId());
    if (node != NodeId()) cluster.host(node).boot_if_down(cause);
  }

  Targets nodes_{{"all"}};
  Duration down_ = 50ms, pause_ = 500ms;
  Survivals survivals_;
  std::vector<NodeId> order_;
  std::size_t turns_ = 0;
  NodeId stopped_;  // by this fault, now
  Tally* tally_ = nullptr;
};

}  // namespace

std::unique_ptr<Fault> make_restart() {
  return std::make_unique<Restart>();
}

}  // namespace conclave::sim

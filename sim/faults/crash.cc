// crash: the machine of a node stops at once, as if its plug were pulled, and comes back later.
//
// What was synced survives; of what was written and not synced any subset of sectors and names
// does, drawn by the disk, or decreed with `survives`. Packets on their way to the node find
// nobody; packets from it still arrive. When the fault ends, the node recovers its journal and
// boots. After: Pillai et al., "All File Systems Are Not Created Equal" (OSDI 2014).
#include "sim/faults/fault.h"
#include "sim/faults/kinds.h"
#include "sim/faults/survivals.h"
#include "sim/faults/targets.h"

namespace conclave::sim {
namespace {

class Crash final : public FaultOf<Crash> {
 public:
  void describe(Fields& fields) override {
    sim::describe(fields("nodes", "which nodes crash"), nodes_);
    sim::describe(fields, survivals_);
  }
  std::string aim(const Aim& at) override {
    hit_ = nodes_.settle_nodes(at.cluster, at.random);
    return "crash " + names_of(at.cluster, hit_);
  }
  void begin(Cluster& cluster, Index cause, Tally& tally) override {
    std::erase_if(hit_, [&](NodeId node) { return !cluster.host(node).up(); });
    for (const NodeId node : hit_) {
      cluster.host(node).crash(cause, survivals_.of(cluster.name(node)));
    }
    tally.effective += hit_.size();
  }
  Survivals* survivals() override { return &survivals_; }
  void end(Cluster& cluster, Index cause) override {
    for (const NodeId node : hit_) cluster.host(node).boot_if_down(cause);
  }

 private:
  Targets nodes_{{"one"}};
  Survivals survivals_;
  std::vector<NodeId> hit_;
};

}  // namespace

std::unique_ptr<Fault> make_crash() {
  return std::make_unique<Crash>();
}

}  // namespace conclave::sim

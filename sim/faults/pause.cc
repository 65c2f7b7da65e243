// pause: the process of a node stands still for a while and does not know it.
//
// It stands for SIGSTOP, a virtual machine that is moved, a garbage collector, a starved scheduler.
// Messages wait for it, timers fire late, syncs that completed meanwhile are seen when it resumes,
// all in the order in which they came. Its clock runs on.
#include "sim/faults/fault.h"
#include "sim/faults/kinds.h"
#include "sim/faults/targets.h"

namespace conclave::sim {
namespace {

class Pause final : public FaultOf<Pause> {
 public:
  void describe(Fields& fields) override {
    sim::describe(fields("nodes", "which nodes stand still"), nodes_);
  }
  std::string aim(const Aim& at) override {
    hit_ = nodes_.settle_nodes(at.cluster, at.random);
    return "pause " + names_of(at.cluster, hit_);
  }
  void begin(Cluster& cluster, Index cause, Tally& tally) override {
    std::erase_if(
        hit_, [&](NodeId node) { return !cluster.host(node).up() || cluster.host(node).paused(); });
    for (const NodeId node : hit_) cluster.host(node).pause(cause);
    tally.effective += hit_.size();
  }
  void end(Cluster& cluster, Index cause) override {
    for (const NodeId node : hit_) cluster.host(node).resume(cause);
  }

 private:
  Targets nodes_{{"one"}};
  std::vector<NodeId> hit_;
};

}  // namespace

std::unique_ptr<Fault> make_pause() {
  return std::make_unique<Pause>();
}

}  // namespace conclave::sim

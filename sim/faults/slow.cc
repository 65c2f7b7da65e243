// slow: a node does everything late for a while: each message, timer and completed sync takes so
// much longer to handle, one after the other, so that under load a queue grows.
//
// It stands for a machine that is not dead and not well: a throttled processor, a neighbour that
// takes the cache, a heap near its end. Such a node answers health checks and holds everybody up
// (Gunawi et al., "Fail-Slow at Scale", FAST 2018; Huang et al., "Gray Failure", HotOS 2017). The
// machine stays slow when it is restarted. Not modelled: that the time depends on what is handled.
#include "sim/data/units.h"
#include "sim/faults/fault.h"
#include "sim/faults/kinds.h"
#include "sim/faults/targets.h"

namespace conclave::sim {
namespace {

class Slow final : public FaultOf<Slow> {
 public:
  void describe(Fields& fields) override {
    sim::describe(fields("nodes", "which nodes are slow"), nodes_);
    fields("handling", "how much longer each thing takes").duration(handling_, positive_duration);
  }
  std::string aim(const Aim& at) override {
    hit_ = nodes_.settle_nodes(at.cluster, at.random);
    return "slow by " + duration_text(handling_) + " at " + names_of(at.cluster, hit_);
  }
  void begin(Cluster& cluster, Index, Tally& tally) override {
    tally_ = &tally;
    for (const NodeId node : hit_) cluster.host(node).slow_down(handling_, tally);
  }
  void end(Cluster& cluster, Index) override {
    for (const NodeId node : hit_) cluster.host(node).slow_down(-handling_, *tally_);
  }

 private:
  Targets nodes_{{"one"}};
  Duration handling_ = 5ms;
  std::vector<NodeId> hit_;
  Tally* tally_ = nullptr;
};

}  // namespace

std::unique_ptr<Fault> make_slow() {
  return std::make_unique<Slow>();
}

}  // namespace conclave::sim

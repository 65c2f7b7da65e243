// clock: the clock of a node jumps, and runs fast or slow for a while.
//
// It stands for NTP stepping a clock, a leap second, a virtual machine resumed from disk, a bad
// crystal (real ones drift by up to some hundred parts per million; a throttled virtual machine by
// far more). When the fault ends the drift is what it was; the jump stays, as it does in the field.
#include "sim/data/units.h"
#include "sim/faults/fault.h"
#include "sim/faults/kinds.h"
#include "sim/faults/targets.h"

namespace conclave::sim {
namespace {

class ClockFault final : public FaultOf<ClockFault> {
 public:
  void describe(Fields& fields) override {
    sim::describe(fields("nodes", "whose clocks"), nodes_);
    fields("jump", "how far they jump, forward or back").offset(jump_);
    fields("drift_ppm", "how fast they run meanwhile, in parts per million too many")
        .integer(drift_ppm_, -900'000, 10'000'000);
  }
  std::string aim(const Aim& at) override {
    hit_ = nodes_.settle_nodes(at.cluster, at.random);
    return "clock " + offset_text(jump_) + ", " + std::to_string(drift_ppm_) + " ppm at " +
           names_of(at.cluster, hit_);
  }
  void begin(Cluster& cluster, Index cause, Tally& tally) override {
    for (const NodeId node : hit_) {
      before_.push_back(cluster.host(node).clock().drift_ppm());
      cluster.host(node).change_clock(jump_, drift_ppm_, cause);
      if (jump_ != Duration() || drift_ppm_ != before_.back()) ++tally.effective;
    }
  }
  void end(Cluster& cluster, Index cause) override {
    for (std::size_t n = 0; n < hit_.size(); ++n) {
      cluster.host(hit_[n]).change_clock(Duration(), before_[n], cause);
    }
    before_.clear();
  }

 private:
  Targets nodes_{{"one"}};
  Duration jump_{};
  std::int64_t drift_ppm_ = 0;
  std::vector<NodeId> hit_;
  std::vector<std::int64_t> before_;  // the drift of each
};

}  // namespace

std::unique_ptr<Fault> make_clock() {
  return std::make_unique<ClockFault>();
}

}  // namespace conclave::sim

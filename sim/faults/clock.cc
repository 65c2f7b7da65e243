// clock: the clock of a node jumps, forward or back, and runs fast or slow for a while.
//
// It stands for NTP stepping a clock, a leap second, a virtual machine resumed from disk, a bad
// crystal (real ones drift by up to some hundred parts per million; a throttled virtual machine by
// far more; Cloudflare's outage of 1 January 2017 came of a clock that went back). When the fault
// ends the drift is what it was; the jump stays, as it does in the field. A clock that stands off
// from the start is the node's own: `"clock": {"offset": ..}`.
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
    fields.optional("drift_ppm", "how fast they run meanwhile, in parts per million too many",
                    drift_ppm_,
                    [](Form& form, std::int64_t& ppm) { form.integer(ppm, -900'000, 10'000'000); });
  }
  std::string aim(const Aim& at) override {
    hit_ = nodes_.settle_nodes(at.cluster, at.random);
    std::string text = "clock " + offset_text(jump_);
    if (drift_ppm_) text += ", " + std::to_string(*drift_ppm_) + " ppm";
    return text + " at " + names_of(at.cluster, hit_);
  }
  void begin(Cluster& cluster, Index cause, Tally& tally) override {
    for (const NodeId node : hit_) {
      Host& host = cluster.host(node);
      const std::int64_t before = host.clock().drift_ppm();
      drifts_.push_back(host.change_clock(jump_, drift_ppm_, cause));
      if (jump_ != Duration() || host.clock().drift_ppm() != before) ++tally.effective;
    }
  }
  void end(Cluster& cluster, Index cause) override {
    for (std::size_t n = 0; drift_ppm_ && n < drifts_.size(); ++n) {
      cluster.host(hit_[n]).end_drift(drifts_[n], cause);
    }
    drifts_.clear();
  }

 private:
  Targets nodes_{{"one"}};
  Duration jump_{};
  std::optional<std::int64_t> drift_ppm_;
  std::vector<NodeId> hit_;
  std::vector<Clock::DriftId> drifts_;  // one for each of these
};

}  // namespace

std::unique_ptr<Fault> make_clock() {
  return std::make_unique<ClockFault>();
}

}  // namespace conclave::sim

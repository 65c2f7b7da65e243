// bandwidth: links carry only so many bits a second for a while. Packets leave one after the other,
// wait for each other in a queue of so many bytes, and those that find it full are dropped
// (drop-tail). What waits when it ends leaves at the old speed. What had left before it began is
// not caught: the narrow place is where a link begins.
//
// It stands for a backup that fills the line, an autonegotiation that fell back to 10 Mbps, a cloud
// provider that throttles; a long queue turns it into seconds of delay ("bufferbloat": Gettys and
// Nichols, CACM 55(1), 2012), a short one into loss.
#include "sim/data/units.h"
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class Bandwidth final : public LinkFault<Bandwidth> {
 private:
  void describe_change(Fields& fields) override {
    fields("bandwidth", "bits per second, each link for itself and each way").bandwidth(bandwidth_);
    fields("queue", "the most that waits before packets are dropped").size(queue_);
  }
  std::string words() const override { return "bandwidth of " + bandwidth_text(bandwidth_); }
  LinkChange change() const override { return {.bandwidth = bandwidth_, .queue_max = queue_}; }

  std::uint64_t bandwidth_ = 100'000;
  std::uint64_t queue_ = 64 << 10;
};

}  // namespace

std::unique_ptr<Fault> make_bandwidth() {
  return std::make_unique<Bandwidth>();
}

}  // namespace conclave::sim

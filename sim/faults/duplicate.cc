// duplicate: links deliver some packets twice for a while, each copy with a delay of its own. It
// stands for retransmissions by switches, tunnels and proxies that come late.
#include "sim/faults/fault.h"
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class Duplicate final : public FaultOf<Duplicate> {
 public:
  void describe(Fields& fields) override {
    sim::describe(fields("rate", "how many packets arrive twice"), rate_);
    links_.describe(fields);
  }
  std::string aim(const Aim& at) override {
    return "duplicate " + std::to_string(rate_.ppb / (Ratio::one / 100)) + "% of packets " +
           links_.aim(at.cluster, at.random);
  }
  void begin(Cluster& cluster, Index, Tally&) override {
    LinkChange change;
    change.duplicate = rate_;
    change_ = cluster.network().change(links_.links(), change);
  }
  void end(Cluster& cluster, Index) override { cluster.network().revert(change_); }

 private:
  Ratio rate_{200'000'000};
  LinkTargets links_;
  Network::ChangeId change_ = 0;
};

}  // namespace

std::unique_ptr<Fault> make_duplicate() {
  return std::make_unique<Duplicate>();
}

}  // namespace conclave::sim

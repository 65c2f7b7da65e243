// loss: links lose packets at a rate for a while, each packet on its own, on top of what they lose
// anyway. It stands for congested switches and bad cables, which lose up to tens of per cent.
#include "sim/faults/fault.h"
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class Lossy final : public FaultOf<Lossy> {
 public:
  void describe(Fields& fields) override {
    sim::describe(fields("rate", "how many packets are lost"), rate_);
    links_.describe(fields);
  }
  std::string aim(const Aim& at) override {
    return "loss of " + std::to_string(rate_.ppb / (Ratio::one / 100)) + "% " +
           links_.aim(at.cluster, at.random);
  }
  void begin(Cluster& cluster, Index, Tally&) override {
    LinkChange change;
    change.loss = rate_;
    change_ = cluster.network().change(links_.links(), change);
  }
  void end(Cluster& cluster, Index) override { cluster.network().revert(change_); }

 private:
  Ratio rate_{200'000'000};
  LinkTargets links_;
  Network::ChangeId change_ = 0;
};

}  // namespace

std::unique_ptr<Fault> make_loss() {
  return std::make_unique<Lossy>();
}

}  // namespace conclave::sim

// latency: links take longer for a while, by an extra delay or by another distribution altogether.
// It stands for queues in switches, routes that moved, and noisy neighbours.
#include "sim/data/units.h"
#include "sim/faults/fault.h"
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class Latency final : public FaultOf<Latency> {
 public:
  void describe(Fields& fields) override {
    fields("add", "how much longer every packet takes").duration(add_);
    fields.optional("latency", "the distribution in force instead", latency_,
                    [](Form& form, Delay& delay) { sim::describe(form, delay); });
    links_.describe(fields);
  }
  std::string aim(const Aim& at) override {
    return "latency +" + duration_text(add_) + " " + links_.aim(at.cluster, at.random);
  }
  void begin(Cluster& cluster, Index, Tally&) override {
    LinkChange change;
    change.latency = latency_;
    change.delay = add_;
    change_ = cluster.network().change(links_.links(), change);
  }
  void end(Cluster& cluster, Index) override { cluster.network().revert(change_); }

 private:
  Duration add_{};
  std::optional<Delay> latency_;
  LinkTargets links_;
  Network::ChangeId change_ = 0;
};

}  // namespace

std::unique_ptr<Fault> make_latency() {
  return std::make_unique<Latency>();
}

}  // namespace conclave::sim

// reorder: for a while a share of the packets is overtaken by others: each of them comes later by a
// delay of its own. It stands for packets that took another route, were retransmitted by a lower
// layer, or waited in another queue: reordering within a connection is common in real networks
// (Bennett, Partridge and Shectman, "Packet Reordering is Not Pathological Network Behavior",
// IEEE/ACM Transactions on Networking 7(6), 1999).
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class Reorder final : public LinkFault<Reorder> {
 private:
  void describe_change(Fields& fields) override {
    sim::describe(fields("rate", "how many packets come later"), rate_);
    sim::describe(fields("by", "how much later"), by_);
  }
  std::string words() const override { return "reorder " + percent_text(rate_) + " of packets"; }
  LinkChange change() const override { return {.reordering = Reordering{rate_, by_}}; }

  Ratio rate_{200'000'000};
  Delay by_ = Delay(delay::Uniform{1ms, 20ms});
};

}  // namespace

std::unique_ptr<Fault> make_reorder() {
  return std::make_unique<Reorder>();
}

}  // namespace conclave::sim

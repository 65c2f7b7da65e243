// loss: links lose packets at a rate for a while, each packet on its own, on top of what they lose
// anyway. It stands for congested switches and bad cables, which lose up to tens of per cent.
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class Lossy final : public LinkFault<Lossy> {
 private:
  void describe_change(Fields& fields) override {
    sim::describe(fields("rate", "how many packets are lost"), rate_);
  }
  std::string words() const override { return "loss of " + percent_text(rate_); }
  LinkChange change() const override { return {.loss = rate_}; }

  Ratio rate_{200'000'000};
};

}  // namespace

std::unique_ptr<Fault> make_loss() {
  return std::make_unique<Lossy>();
}

}  // namespace conclave::sim

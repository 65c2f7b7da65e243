// duplicate: links deliver some packets twice for a while. The packet is delivered and a copy of it
// travels again, so it comes late, after much else. It stands for retransmissions by switches,
// tunnels and proxies, and for a sender that did not see the first acknowledgement.
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class Duplicate final : public LinkFault<Duplicate> {
 private:
  void describe_change(Fields& fields) override {
    sim::describe(fields("rate", "how many packets arrive twice"), rate_);
  }
  std::string words() const override { return "duplicate " + percent_text(rate_) + " of packets"; }
  LinkChange change() const override { return {.duplicate = rate_}; }

  Ratio rate_{200'000'000};
};

}  // namespace

std::unique_ptr<Fault> make_duplicate() {
  return std::make_unique<Duplicate>();
}

}  // namespace conclave::sim

// corrupt: links damage a share of the packets for a while, each on its own and in one of the
// shapes of sim/world/damage.h. If the integrity code of the packets tells, the packet is dropped
// at the door and counted as detected; if it does not, the node gets bytes that nobody sent.
//
// Stone and Partridge, "When the CRC and TCP Checksum Disagree" (SIGCOMM 2000): of real packets one
// in 1,100 to 32,000 failed its checksum though the link-level CRC had passed it, most of them
// damaged in hosts and routers, where no link-level code looks. An outage of all of S3 came from
// single bits in gossip messages that carried no code (Amazon S3 availability event, July 2008).
//
// No budget refuses it. Protocols that survive crashes promise nothing about bytes that were never
// sent, so what a weak code lets through may break them: the code is the scenario's choice, and the
// run shows what comes of it.
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class Corrupt final : public LinkFault<Corrupt> {
 private:
  void describe_change(Fields& fields) override {
    sim::describe(fields("rate", "how many packets are damaged"), rate_);
    std::vector<std::string> names{"any"};  // in the place of "none"
    for (std::uint8_t n = 1; n <= static_cast<std::uint8_t>(last_of(DamageShape{})); ++n) {
      names.emplace_back(name_of(static_cast<DamageShape>(n)));
    }
    fields("shape", "how: one way, or each packet in any of them").choice(shape_, names);
  }
  std::string words() const override {
    const bool any = shape_ == DamageShape::none;
    return "corrupt " + percent_text(rate_) + " of packets" +
           (any ? "" : " (" + std::string(name_of(shape_)) + ")");
  }
  LinkChange change() const override { return {.corruption = Corruption{rate_, shape_}}; }

  Ratio rate_{50'000'000};
  DamageShape shape_ = DamageShape::none;
};

}  // namespace

std::unique_ptr<Fault> make_corrupt() {
  return std::make_unique<Corrupt>();
}

}  // namespace conclave::sim

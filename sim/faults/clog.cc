// clog: links stand still for a while and lose nothing. What would arrive waits until it is over,
// and then travels once more, so it comes late and in any order.
//
// It is delay in place of loss: a router that converges, a virtual network that is reprogrammed, a
// lower layer that retransmits. After the clogging of FoundationDB, which finds what partitions do
// not: old messages meet a world that has moved on (Zhou et al., "FoundationDB", SIGMOD 2021,
// section 4).
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class Clog final : public LinkFault<Clog> {
 private:
  void describe_change(Fields&) override {}
  std::string words() const override { return "clog"; }
  LinkChange change() const override { return {.stall = Stall::clog}; }
};

}  // namespace

std::unique_ptr<Fault> make_clog() {
  return std::make_unique<Clog>();
}

}  // namespace conclave::sim

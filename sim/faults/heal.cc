// heal: every fault that is active ends now, whatever its own duration.
#include "sim/faults/fault.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class Heal final : public FaultOf<Heal> {
 public:
  void describe(Fields&) override {}
  std::string aim(const Aim&) override { return "heal everything"; }
  void begin(Cluster&, Index, Tally&) override {}
  bool lasts() const override { return false; }
  bool ends_the_others() const override { return true; }
};

}  // namespace

std::unique_ptr<Fault> make_heal() {
  return std::make_unique<Heal>();
}

}  // namespace conclave::sim

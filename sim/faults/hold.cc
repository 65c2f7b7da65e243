// hold: links keep all that would arrive, and let go of it at once and in the order in which it was
// sent when the fault ends.
//
// It is what a connection of TCP looks like through which nothing passes for a while: the receiver
// gets seconds of old messages in one burst, none missing, none out of order. (The simulator
// turmoil for Tokio has `hold` and `release` for it.)
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class Hold final : public LinkFault<Hold> {
 private:
  void describe_change(Fields&) override {}
  std::string words() const override { return "hold what travels"; }
  LinkChange change() const override { return {.stall = Stall::hold}; }
};

}  // namespace

std::unique_ptr<Fault> make_hold() {
  return std::make_unique<Hold>();
}

}  // namespace conclave::sim

// latency: links take longer for a while, by an extra delay or by another distribution altogether.
// It stands for queues in switches, routes that moved, and noisy neighbours.
#include "sim/data/units.h"
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class Latency final : public LinkFault<Latency> {
 private:
  void describe_change(Fields& fields) override {
    fields("add", "how much longer every packet takes").duration(add_);
    fields.optional("latency", "the distribution in force instead", latency_,
                    [](Form& form, Delay& delay) { sim::describe(form, delay); });
  }
  std::string words() const override { return "latency +" + duration_text(add_); }
  LinkChange change() const override { return {.latency = latency_, .delay = add_}; }

  Duration add_{};
  std::optional<Delay> latency_;
};

}  // namespace

std::unique_ptr<Fault> make_latency() {
  return std::make_unique<Latency>();
}

}  // namespace conclave::sim

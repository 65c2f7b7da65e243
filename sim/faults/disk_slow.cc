// disk_slow: every sync takes longer for a while.
//
// It stands for a drive that retries, a neighbour on the same volume, a battery-backed cache that
// has run full, garbage collection in flash: "fail-slow" hardware answers correctly, ten to a
// thousand times later (Gunawi et al., "Fail-Slow at Scale", FAST 2018).
#include "sim/data/units.h"
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"
#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

class DiskSlow final : public TroubleFault<DiskSlow> {
 public:
  DiskSlow() : TroubleFault(DiskHarm::time) { trouble_.slower = 20ms; }

 private:
  void describe_trouble(Fields& fields) override {
    fields("add", "how much longer every sync takes").duration(trouble_.slower);
    fields.optional("latency",
                    "the distribution in force instead of the disk's own; `add` is on top",
                    trouble_.latency, [](Form& form, Delay& delay) { sim::describe(form, delay); });
  }
  std::string words(const Aim&) override { return "disk_slow +" + duration_text(trouble_.slower); }
};

}  // namespace

std::unique_ptr<Fault> make_disk_slow() {
  return std::make_unique<DiskSlow>();
}

}  // namespace conclave::sim

// disk_stall: a disk completes nothing for a while; then everything that waited completes at once.
//
// It stands for a controller that resets, a volume that fails over, a file system that flushes a
// full cache ("Fail-Slow at Scale", FAST 2018). A node that may not answer before its sync says
// nothing meanwhile, though its timers run and it goes on voting for nobody.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class DiskStall final : public TroubleFault<DiskStall> {
 public:
  DiskStall() : TroubleFault(DiskHarm::time) { trouble_.stalls = true; }

 private:
  std::string words(const Aim&) override { return "disk_stall"; }
};

}  // namespace

std::unique_ptr<Fault> make_disk_stall() {
  return std::make_unique<DiskStall>();
}

}  // namespace conclave::sim

// disk_stall: a disk completes nothing for a while; then everything that waited completes at once.
//
// It stands for a controller that resets, a volume that fails over, a file system that flushes a
// full cache ("Fail-Slow at Scale", FAST 2018). A node that may not answer before its sync says
// nothing meanwhile, though its timers run and it goes on voting for nobody.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class DiskStall final : public FaultOf<DiskStall> {
 public:
  DiskStall() { trouble_.stalls = true; }

  void describe(Fields& fields) override { disks_.describe(fields); }
  std::string aim(const Aim& at) override {
    return "disk_stall at " + disks_.aim(at, DiskHarm::time);
  }
  void begin(Cluster& cluster, Index, Tally& tally) override {
    disks_.begin(cluster, trouble_, tally);
  }
  void end(Cluster& cluster, Index) override { disks_.end(cluster); }

 private:
  TroubledDisks disks_;
  DiskTrouble trouble_;
};

}  // namespace

std::unique_ptr<Fault> make_disk_stall() {
  return std::make_unique<DiskStall>();
}

}  // namespace conclave::sim

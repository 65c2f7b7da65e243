// write_error: writes fail for a while, and write nothing.
//
// It stands for a drive that is gone, a file system that went read-only, a volume that was
// detached. A node stops for good at the first.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class WriteError final : public FaultOf<WriteError> {
 public:
  WriteError() { trouble_.write_fails = true; }

  void describe(Fields& fields) override { disks_.describe(fields); }
  std::string aim(const Aim& at) override {
    return "write_error at " + disks_.aim(at, DiskHarm::halt);
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

std::unique_ptr<Fault> make_write_error() {
  return std::make_unique<WriteError>();
}

}  // namespace conclave::sim

// sync_fails: the next sync reports an error. Its data is gone: the pages are marked clean, so that
// the sync after it succeeds and writes none of them.
//
// That is what Linux file systems do (Rebello et al., "Can Applications Recover from fsync
// Failures?", ATC 2020, section 3; PostgreSQL's "fsyncgate", 2018). A node cannot know what is on
// its disk from then on, and stops for good; one that syncs again and goes on has lost what it will
// acknowledge.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class SyncFails final : public FaultOf<SyncFails> {
 public:
  SyncFails() { trouble_.sync_fails = true; }

  void describe(Fields& fields) override { disks_.describe(fields); }
  std::string aim(const Aim& at) override {
    return "sync_fails at " + disks_.aim(at, DiskHarm::halt);
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

std::unique_ptr<Fault> make_sync_fails() {
  return std::make_unique<SyncFails>();
}

}  // namespace conclave::sim

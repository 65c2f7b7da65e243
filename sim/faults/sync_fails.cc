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

class SyncFails final : public TroubleFault<SyncFails> {
 public:
  SyncFails() : TroubleFault(DiskHarm::halt) { trouble_.sync_fails = true; }

 private:
  std::string words(const Aim&) override { return "sync_fails"; }
};

}  // namespace

std::unique_ptr<Fault> make_sync_fails() {
  return std::make_unique<SyncFails>();
}

}  // namespace conclave::sim

// sync_lies: for a while syncs report success and make nothing durable. A crash shows it; an honest
// sync afterwards makes it good, as all is still in the drive's cache.
//
// It stands for drives and controllers that acknowledge from a volatile cache, and for virtual
// disks set up to (Nightingale et al., "Rethink the Sync", OSDI 2006; Zheng et al., "Understanding
// the Robustness of SSDs under Power Fault", FAST 2013). No protocol survives a loss that no node
// can find out: under the budget `survivable` the disk lies, and crashes take nothing that it
// vouched for.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class SyncLies final : public TroubleFault<SyncLies> {
 public:
  SyncLies() : TroubleFault(DiskHarm::oblivion) { trouble_.sync_lies = true; }

 private:
  std::string words(const Aim&) override { return "sync_lies"; }
};

}  // namespace

std::unique_ptr<Fault> make_sync_lies() {
  return std::make_unique<SyncLies>();
}

}  // namespace conclave::sim

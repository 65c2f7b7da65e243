// stale_read: while it lasts, the drive answers with what stood in a record's place before it was
// written: zeroes, or what an earlier life left there. Afterwards it reads well.
//
// It stands for a mirror that missed a write and was read from, and for a cache that served an old
// block. A checksum that does not cover who wrote it finds nothing wrong with an old record.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class StaleRead final : public FaultOf<StaleRead> {
 public:
  void describe(Fields& fields) override { disks_.describe(fields); }
  std::string aim(const Aim& at) override { return "stale_read of " + disks_.aim(at); }
  void begin(Cluster& cluster, Index cause, Tally& tally) override {
    for (const auto& hit : disks_.hits(cluster)) {
      const RecordPlace& record = hit.records[hit.chosen];
      Patch patch;
      patch.how = "stale_read";
      patch.bytes = before_at(cluster, hit.node, record);
      disks_.damage(cluster, hit, record, std::move(patch), cause, tally);
    }
  }
  void end(Cluster& cluster, Index) override { disks_.take_off(cluster); }

 private:
  DamagedDisks disks_{"random"};
};

}  // namespace

std::unique_ptr<Fault> make_stale_read() {
  return std::make_unique<StaleRead>();
}

}  // namespace conclave::sim

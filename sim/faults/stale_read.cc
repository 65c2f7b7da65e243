// stale_read: while it lasts, the drive answers with what stood in a record's place before it was
// written: zeroes, or what an earlier life left there. Afterwards it reads well.
//
// It stands for a mirror that missed a write and was read from, and for a cache that served an old
// block. A checksum that does not cover who wrote it finds nothing wrong with an old record.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class StaleRead final : public DamageFault<StaleRead> {
 public:
  StaleRead() : DamageFault("stale_read", "random") {}

  std::string aim(const Aim& at) override { return "stale_read of " + disks_.aim(at); }

 private:
  std::vector<Damage> damages(Cluster& cluster, const DamagedDisks::Hit& hit) const override {
    const RecordPlace& record = hit.records[hit.chosen];
    return {reads_as(record, before_at(cluster, hit.node, record))};
  }
};

}  // namespace

std::unique_ptr<Fault> make_stale_read() {
  return std::make_unique<StaleRead>();
}

}  // namespace conclave::sim

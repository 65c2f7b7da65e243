// lost_write: the drive acknowledged the write of a record, and it never reached the medium. What
// stood in its place before is what a later boot reads: zeroes, or what an earlier life left there.
//
// Found in the field, and the reason why some arrays verify after writing (Bairavasundaram et al.,
// FAST 2008; Krioukov et al., "Parity Lost and Parity Regained", FAST 2008). Lasting.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class LostWrite final : public DamageFault<LostWrite> {
 public:
  LostWrite() : DamageFault("lost_write", "last") {}

  std::string aim(const Aim& at) override { return "lost_write of " + disks_.aim(at); }
  bool lasts() const override { return false; }

 private:
  std::vector<Damage> damages(Cluster& cluster, const DamagedDisks::Hit& hit) const override {
    const RecordPlace& record = hit.records[hit.chosen];
    return {reads_as(record, before_at(cluster, hit.node, record))};
  }
};

}  // namespace

std::unique_ptr<Fault> make_lost_write() {
  return std::make_unique<LostWrite>();
}

}  // namespace conclave::sim

// lost_write: the drive acknowledged the write of a record, and it never reached the medium. What
// stood in its place before is what a later boot reads: zeroes, or what an earlier life left there.
//
// Found in the field, and the reason why some arrays verify after writing (Bairavasundaram et al.,
// FAST 2008; Krioukov et al., "Parity Lost and Parity Regained", FAST 2008). Lasting.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class LostWrite final : public FaultOf<LostWrite> {
 public:
  void describe(Fields& fields) override { disks_.describe(fields); }
  std::string aim(const Aim& at) override { return "lost_write of " + disks_.aim(at); }
  void begin(Cluster& cluster, Index cause, Tally& tally) override {
    for (const auto& hit : disks_.hits(cluster)) {
      const RecordPlace& record = hit.records[hit.chosen];
      Patch patch;
      patch.how = "lost_write";
      patch.bytes = before_at(cluster, hit.node, record);
      disks_.damage(cluster, hit, record, std::move(patch), cause, tally);
    }
  }
  bool lasts() const override { return false; }

 private:
  DamagedDisks disks_{"last"};
};

}  // namespace

std::unique_ptr<Fault> make_lost_write() {
  return std::make_unique<LostWrite>();
}

}  // namespace conclave::sim

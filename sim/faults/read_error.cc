// read_error: while it lasts, the sectors of a record cannot be read: the drive reports an error.
//
// Latent sector errors: a few per cent of drives develop them within two years, unnoticed until
// somebody reads (Bairavasundaram et al., "An Analysis of Latent Sector Errors in Disk Drives",
// SIGMETRICS 2007). Journals are read at boot; a node that cannot read its own stops for good.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class ReadError final : public FaultOf<ReadError> {
 public:
  void describe(Fields& fields) override { disks_.describe(fields); }
  std::string aim(const Aim& at) override { return "read_error in " + disks_.aim(at); }
  void begin(Cluster& cluster, Index cause, Tally& tally) override {
    for (const auto& hit : disks_.hits(cluster)) {
      const RecordPlace& record = hit.records[hit.chosen];
      Patch patch;
      patch.how = "read_error";
      patch.bytes.resize(record.size);
      patch.unreadable = true;
      disks_.damage(cluster, hit, record, std::move(patch), cause, tally);
    }
  }
  void end(Cluster& cluster, Index) override { disks_.take_off(cluster); }

 private:
  DamagedDisks disks_{"random"};
};

}  // namespace

std::unique_ptr<Fault> make_read_error() {
  return std::make_unique<ReadError>();
}

}  // namespace conclave::sim

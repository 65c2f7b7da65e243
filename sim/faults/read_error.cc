// read_error: while it lasts, the sectors of a record cannot be read: the drive reports an error.
//
// Latent sector errors: a few per cent of drives develop them within two years, unnoticed until
// somebody reads (Bairavasundaram et al., "An Analysis of Latent Sector Errors in Disk Drives",
// SIGMETRICS 2007). Journals are read at boot; a node that cannot read its own stops for good.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class ReadError final : public DamageFault<ReadError> {
 public:
  ReadError() : DamageFault("read_error", "random") {}

  std::string aim(const Aim& at) override { return "read_error in " + disks_.aim(at); }

 private:
  std::vector<Damage> damages(Cluster&, const DamagedDisks::Hit& hit) const override {
    const RecordPlace& record = hit.records[hit.chosen];
    Damage damage = reads_as(record, Bytes(record.size));
    damage.patch.unreadable = true;
    return {std::move(damage)};
  }
};

}  // namespace

std::unique_ptr<Fault> make_read_error() {
  return std::make_unique<ReadError>();
}

}  // namespace conclave::sim

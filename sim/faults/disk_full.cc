// disk_full: for a while no more than so many bytes fit. The write that does not fit is written as
// far as it does, in the middle of a record, as write(2) has it.
//
// Logs fill disks; etcd's was unreadable after it had (etcd #2819, #3591). A node stops for good:
// what it wrote of the record is a torn tail at its next boot, if somebody makes room and starts
// it.
#include "sim/data/units.h"
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class DiskFull final : public TroubleFault<DiskFull> {
 public:
  DiskFull() : TroubleFault(DiskHarm::halt) {}

 private:
  void describe_trouble(Fields& fields) override {
    if (Form* room = fields.maybe("room", "what still fits; left out: drawn, up to 2 KiB",
                                  trouble_.room.has_value())) {
      std::uint64_t bytes = trouble_.room.value_or(0);
      room->size(bytes);
      trouble_.room = bytes;
    }
  }
  std::string words(const Aim& at) override {
    if (!trouble_.room) trouble_.room = at.random.below(2048);
    return "disk_full after " + std::to_string(*trouble_.room) + " bytes";
  }
};

}  // namespace

std::unique_ptr<Fault> make_disk_full() {
  return std::make_unique<DiskFull>();
}

}  // namespace conclave::sim

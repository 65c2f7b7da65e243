// write_error: writes fail for a while, and write nothing.
//
// It stands for a drive that is gone, a file system that went read-only, a volume that was
// detached. A node stops for good at the first.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class WriteError final : public TroubleFault<WriteError> {
 public:
  WriteError() : TroubleFault(DiskHarm::halt) { trouble_.write_fails = true; }

 private:
  std::string words(const Aim&) override { return "write_error"; }
};

}  // namespace

std::unique_ptr<Fault> make_write_error() {
  return std::make_unique<WriteError>();
}

}  // namespace conclave::sim

// Patches: damage to what lies on a disk, kept apart from what was written.
//
// The file system knows the pristine bytes. A patch says what the drive answers in place of some of
// them: rotten bits, what stood there before a write that never arrived, another write's bytes, or
// an error. Whoever reads the disk at boot reads through the patches. As the pristine bytes are
// still there, one can ask what a patch costs, and taking it off heals exactly.
//
// "An Analysis of Data Corruption in the Storage Stack" (Bairavasundaram et al., FAST 2008) found
// all of these in the field: checksum mismatches, lost and misdirected writes, latent sector
// errors.
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "sim/world/file_system.h"
#include "sim/world/tally.h"

namespace conclave::sim {

struct Patch {
  FileId file;
  std::uint64_t offset = 0;
  Bytes bytes;              // what is read there
  bool unreadable = false;  // nothing is: the drive reports an error
  std::string_view how;     // the kind of fault, for the trace; outlives the run
  // Taken off again at a boot that would lose what was acknowledged and not notice.
  bool spares_the_unaware = false;
  Tally* tally = nullptr;  // counts what is read, detected and spared; null: nobody wants to know
  bool read = false;       // by a boot
  bool detected = false;
};

class Patches {
 public:
  using Id = std::uint64_t;

  Id add(Patch patch);
  void take_off(Id id);  // nothing, if it is gone
  // A file that is cut has no damage behind the cut: what is written there is written anew.
  void cut(FileId file, std::uint64_t size);
  // All those that spare the unaware, each counted as refused.
  void take_off_merciful();
  bool empty() const { return patches_.empty(); }

  // `pristine` as the drive gives it; `scratch` holds the bytes where they differ.
  ByteView apply(FileId file, ByteView pristine, Bytes& scratch) const;
  // A patch on these bytes that makes them unreadable; null if there is none.
  const Patch* unreadable(FileId file, std::uint64_t size) const;

  struct Entry {
    Id id;
    Patch patch;
  };
  std::span<Entry> all() { return patches_; }
  std::span<const Entry> all() const { return patches_; }

 private:
  std::vector<Entry> patches_;  // of two on one place, the later one counts
  Id last_ = 0;
};

}  // namespace conclave::sim

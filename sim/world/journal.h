// Journal: records in frames on a disk's bytes.
//
//     frame := code: byte[...]     // the integrity code over size and payload
//              size: uint32
//              payload: byte[size]
//
// A bad frame with nothing readable behind it is a torn tail, the ordinary mark of a crash, and is
// cut. A bad frame with a good one behind it is corruption. Rot in the very last frame looks like a
// torn tail: that ambiguity is real.
#pragma once

#include <vector>

#include "protocols/core/protocol.h"
#include "sim/world/integrity.h"

namespace conclave::sim {

struct Recovered {
  std::vector<ByteView>
      records;            // everything before the first bad frame; they point into the image
  std::uint64_t end = 0;  // where those records end
  Integrity integrity = Integrity::intact;
};

class Journal {
 public:
  explicit Journal(const IntegrityCode& code) : code_(&code) {}

  // The frame of a record; valid until the next call.
  ByteView frame(ByteView record);
  Recovered recover(ByteView image) const;

 private:
  // The payload of the sound frame at `offset`, or nothing.
  bool frame_at(ByteView image, std::size_t offset, ByteView& payload) const;

  const IntegrityCode* code_;
  Buffer scratch_;
};

}  // namespace conclave::sim

// Frame: one record as it lies in a file of the journal.
//
//     frame := code: byte[...]      // the integrity code over all that follows, and the place
//              size: uint32         // of the payload
//              unsynced: uint32     // how many bytes of the journal before it were not yet durable
//              epoch: uint32        // the life of the node that wrote it, from 1
//              payload: byte[size]
//
// `unsynced` is a witness: a sound frame knows how far the journal had been durable when it was
// written. With it, recovery tells what a crash left unfinished from what was destroyed later
// (Alagappan et al., "Protocol-Aware Recovery for Consensus-Based Storage", FAST 2018,
// section 3.3.2, write such a witness as a record of its own).
//
// A code that is *bound* covers the frame's place too: node, file and offset, which are not stored.
// A sound frame that lies where it was not written (a misdirected write) fails it. A sound frame of
// an earlier life behind one of a later life is stale, and fails as well.
#pragma once

#include "protocols/core/ids.h"
#include "sim/world/integrity.h"

namespace conclave::sim {

struct FrameOptions {
  const IntegrityCode* code = nullptr;
  bool bound = true;
  bool covers_payload = true;
};

struct FramePlace {
  NodeId node;
  std::uint32_t segment = 0;  // the number of the file
  std::uint64_t offset = 0;
};

struct Frame {
  std::uint32_t unsynced = 0;
  std::uint32_t epoch = 0;
  ByteView payload;
  std::uint64_t size = 0;  // of all of it
};

class Framer {
 public:
  explicit Framer(const FrameOptions& options) : options_(options) {}

  // The bytes of a frame; valid until the next call.
  ByteView write(const FramePlace& place, const Frame& frame);
  // The sound frame at the place; false if there is none. Its payload points into the file.
  bool read(ByteView file, const FramePlace& place, Frame& frame);
  const FrameOptions& options() const { return options_; }

 private:
  FrameOptions options_;
  Buffer scratch_;
};

}  // namespace conclave::sim

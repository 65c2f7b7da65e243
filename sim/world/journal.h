// Journal: the records of one node, in frames (frame.h), in files that follow each other.
//
// A file, called a segment, that has grown to `segment` bytes is followed by the next: it is
// created, begins with a frame that tells its place in the journal, and exists for certain only
// after a sync of the directory. A position in the journal counts the bytes of all segments, oldest
// first.
//
// Recovery reads up to the first frame that is not sound. What lies behind it, it reads for
// witnesses only:
//
//   intact     There is nothing behind it.
//   torn_tail  No frame behind it knows that what is missing had ever been durable. It is what a
//              crash left of writes that nobody was told of, and is cut: the next record would else
//              land behind garbage.
//   corrupt    Some frame behind it knows. Records that
//              others rely on are gone, and nothing is cut:
//              the sound frames behind are of use to whoever repairs.
//
// Damage in what was synced last, with nothing written after, looks like a torn tail: no witness
// was written yet. That ambiguity is real; only a second place could tell.
//
// `corrupt` goes to the protocol with the records before the damage (Boot, in protocol.h). Those
// here halt. One that can ask its peers for what is missing ("Protocol-Aware Recovery", FAST 2018)
// would stay, neither vote nor lead, and fetch it: this is the place where it learns that it must.
#pragma once

#include <vector>

#include "protocols/core/protocol.h"
#include "sim/world/disk.h"
#include "sim/world/frame.h"

namespace conclave::sim {

struct Recovered {
  // Everything before the first bad frame. They point into the disk or into the journal, and are
  // valid until the next write or recovery.
  std::vector<ByteView> records;
  std::uint64_t end = 0;  // where those records end
  Integrity integrity = Integrity::intact;
  bool unreadable = false;  // the drive reported an error, and nothing was read
};

// What the damage on a disk costs the journal, if anything: read with the best of codes.
enum class JournalLoss : std::uint8_t {
  none,
  noticeable,    // some sound record knows that what is missing had been durable
  unnoticeable,  // none does: nobody could tell it from what a crash leaves
};

// Where a record lies.
struct RecordPlace {
  FileId file;
  std::uint64_t offset = 0, size = 0;  // of its frame in that file
  std::uint64_t position = 0;          // in the journal
};

class Journal {
 public:
  Journal(Disk& disk, NodeId self, const FrameOptions& frames, std::uint64_t segment)
      : disk_(disk), self_(self), framer_(frames), segment_size_(segment) {}

  // ---- Writing ----
  struct Appended {
    WriteResult result = WriteResult::ok;
    std::uint64_t end = 0;  // of the journal, now
  };
  // `durable`: how much of the journal is, as far as the node knows.
  Appended append(ByteView record, std::uint64_t durable);
  // Asks the disk to make it durable, and by rights also the names of new segments.
  void sync(bool names) { disk_.sync(end_, names); }
  std::uint64_t end() const { return end_; }

  // ---- Recovery ----
  Recovered recover();
  // From now on records are written behind `end`; what lies there is cut. REQUIRES: recover() was
  // called, and `end` is what it said, or less.
  void cut(std::uint64_t end);
  // ... or behind all that lies there.
  void keep();

  // ---- For those who look from outside ----
  // The sound records that are durable, as they were written.
  std::vector<RecordPlace> records();
  // What a boot now would lose of what was written. It goes by what differs from it, and so does
  // not depend on the journal's own code: a code that misses it is no excuse.
  JournalLoss loss();
  bool has(FileId file) const;
  std::uint64_t position(FileId file, std::uint64_t offset) const;  // REQUIRES: has(file)
  std::uint64_t kept() const;  // how many bytes of it the disk holds, after a crash
  // The journal up to here is in files whose names are durable, and not beyond `upto`.
  std::uint64_t named(std::uint64_t upto) const;

 private:
  struct Segment {
    std::uint32_t number;
    FileId file;
    std::uint64_t base;  // its position in the journal
  };

  WriteResult start_segment(std::uint64_t durable);
  WriteResult append_frame(ByteView payload, std::uint64_t durable);
  FramePlace place(const Segment& segment, std::uint64_t offset) const {
    return {self_, segment.number, offset};
  }
  // What one reading of the disk finds. It changes nothing until it is kept or cut.
  struct Reading {
    std::vector<Segment> segments;
    std::vector<Bytes> bytes;         // of segments that are not as they were written
    std::uint32_t latest_epoch = 0;   // of the sound frames in order
    std::uint32_t highest_epoch = 0;  // of all sound frames
    std::uint64_t known_durable = 0;  // by the witness of some frame
  };

  // Reads one segment on; false if it is not whole, or does not follow.
  bool read(const Segment& segment, ByteView bytes, Recovered& found);
  void search(const Segment& segment, ByteView bytes, std::uint64_t from);

  Disk& disk_;
  const NodeId self_;
  Framer framer_;
  const std::uint64_t segment_size_;
  std::vector<Segment> segments_;
  std::uint64_t end_ = 0, segment_end_ = 0;
  std::uint32_t epoch_ = 1;
  Reading reading_;  // the last
};

}  // namespace conclave::sim

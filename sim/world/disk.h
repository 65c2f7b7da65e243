// Disk: the drive and the file system of one node, in time: how long writes and syncs take, and
// what may be wrong with them for a while.
//
// Written bytes sit in a cache until a sync completes. One sync is under way at a time; what is
// written meanwhile waits for the next (group commit), so syncs complete in order. A sync covers
// all files, and the directory if it was asked to. Real libraries demand this order too, and break
// without it. The disk knows bytes only: records and their integrity codes belong to the journal.
//
// What a crash leaves of what was not synced is drawn from a stream that the ordinal of the crash
// names, so that a crash more or less changes no latency.
#pragma once

#include <optional>
#include <vector>

#include "sim/kernel/distribution.h"
#include "sim/kernel/event_loop.h"
#include "sim/world/file_system.h"
#include "sim/world/patches.h"

namespace conclave::sim {

struct DiskOptions {
  Delay write_latency = Delay(80us);
  Delay sync_latency = Delay(delay::Exponential{1ms, 20ms});
  Ratio torn_write{500'000'000};      // of crashes: how often part of what was loose survives
  std::uint64_t segment = 64 * 1024;  // the journal starts a new file after so many bytes
  friend bool operator==(const DiskOptions&, const DiskOptions&) = default;
};

// What is wrong with a disk for a while.
struct DiskTrouble {
  Duration slower{};             // every sync takes that much longer
  std::optional<Delay> latency;  // or takes this long
  bool stalls = false;           // nothing completes until it is over
  bool sync_fails = false;       // the next sync does, once: its data is gone, its pages are clean
  bool sync_lies = false;        // syncs succeed and sync nothing
  bool spares_the_unaware = false;  // what it lied about survives crashes all the same
  bool write_fails = false;
  std::optional<std::uint64_t> room;  // how many bytes more fit
  Tally* tally = nullptr;             // counts what came of it; null: nobody wants to know
};

enum class WriteResult : std::uint8_t { ok, failed, full };

// How a sync ended. `mark` is what its caller wanted to know it by.
struct SyncReport {
  std::uint64_t mark = 0;
  bool ok = true;
  bool honest = true;
};

class Disk final : private Handler {
 public:
  class Listener {
   public:
    virtual void synced(const SyncReport& report) = 0;

   protected:
    ~Listener() = default;
  };
  using TroubleId = std::uint64_t;

  // `name`: what its completions are called.
  Disk(EventLoop& loop, const Random& random, const DiskOptions& options, EventName name,
       Listener& listener);

  FileSystem& files() { return files_; }
  const FileSystem& files() const { return files_; }
  Patches& patches() { return patches_; }
  const Patches& patches() const { return patches_; }

  // On `full` a part of the bytes was taken, perhaps none.
  WriteResult append(FileId file, ByteView bytes) {
    if (!troubles_.empty()) return troubled_append(file, bytes);
    files_.append(file, bytes);
    return WriteResult::ok;
  }
  // Asks that all written so far becomes durable, and with `directory` its changes too. Of several
  // that are answered at once, the answer has the mark of the last.
  void sync(std::uint64_t mark, bool directory = true);
  // Forgets the end of a file, durably.
  void cut(FileId file, std::uint64_t size) {
    files_.cut(file, size);
    patches_.cut(file, size);
  }

  // True if a crash now could take what a sync vouched for.
  bool has_lied() const { return !lied_about_.empty() || lied_changes_ > 0; }

  // Ends what is under way. The outcome is drawn, unless one is decreed.
  CrashOutcome crash(const CrashOutcome* decreed);

  TroubleId begin(const DiskTrouble& trouble);
  void end(TroubleId id);

 private:
  struct Trouble {
    TroubleId id;
    DiskTrouble what;
  };
  struct Span {
    FileId file;
    std::uint64_t upto;
  };

  void fire(Token life) override;  // a sync completes
  EventName name(Token) const override { return name_; }
  void start_sync();
  SyncReport complete();
  void lose_covered();
  Duration latency();
  [[gnu::noinline]] WriteResult troubled_append(FileId file, ByteView bytes);
  Trouble* trouble(bool DiskTrouble::*what);
  bool stalled();
  void spare_lies();
  void forget_lies();

  EventLoop& loop_;
  Random random_;
  DiskOptions options_;
  const EventName name_;
  Listener& listener_;
  FileSystem files_;
  Patches patches_;
  std::vector<Trouble> troubles_;
  TroubleId last_trouble_ = 0;

  bool syncing_ = false;
  bool due_ = false;                 // it is complete, but for a stall
  std::vector<Span> covered_;        // by the sync under way, up to here
  std::size_t covered_changes_ = 0;  // likewise
  std::uint64_t covered_mark_ = 0;   // likewise
  bool wanted_ = false;              // another sync, behind the one under way
  bool directory_ = true;            // whether the sync under way, or the next, covers it
  std::uint64_t mark_ = 0;           // of the latest that was asked for
  std::vector<Span> lied_about_;     // and not synced since
  std::size_t lied_changes_ = 0;     // likewise, of the directory
  Tally* spared_ = nullptr;          // counts what a crash would have taken of it, and may not
  bool lies_spare_ = false;
  std::uint64_t crashes_ = 0;
  Token life_ = 0;  // syncs of an earlier life are void
};

}  // namespace conclave::sim

// FileSystem: the files of one node, what of them a crash may take, and what a crash left.
//
// A file is a sequence of bytes that grows at its end. Two things are true of it at a time: what
// the process sees (all that was written), and what is certain to survive a crash (what was
// synced). The difference is a set of sectors, and each of them survives, is lost, or is torn on
// its own: a crash may take the first and leave the second. A lost sector before a surviving one
// reads as zeroes. A directory is the same: creating, renaming and removing is seen at once, and
// survives a crash for certain only after a sync of the directory. A file whose name is lost is
// lost with all its bytes, synced or not (Pillai et al., OSDI 2014; "man 2 fsync": syncing a file
// does not sync its entry).
//
// A sector has 512 bytes, the smallest unit that drives promise to write whole; a torn one is a
// drive that breaks even this. Records of a journal are about as large, so that a crash really
// finds sectors between which the order was changed.
//
// Bytes lie in plain growing vectors: sectors are only thought of at a crash.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "protocols/core/codec.h"
#include "protocols/core/strong.h"
#include "sim/kernel/random.h"
#include "sim/world/crash_outcome.h"

namespace conclave::sim {

inline constexpr std::uint64_t sector_size = 512;

using FileId = Strong<struct FileIdTag, std::uint32_t>;  // 0 is no file; never used again

class FileSystem {
 public:
  // ---- What a process does ----
  FileId create(const std::string& name);  // REQUIRES: no file has that name
  void append(FileId file, ByteView bytes) {
    File& of = at(file);
    if (!of.loose) {
      of.loose = true;
      loose_.push_back(file);
    }
    of.bytes.insert(of.bytes.end(), bytes.begin(), bytes.end());
  }
  void rename(const std::string& from, const std::string& to);  // replaces what had that name
  void remove(const std::string& name);
  // Forgets the end of a file, at once and for good; REQUIRES: nothing is loose.
  void cut(FileId file, std::uint64_t size);

  FileId find(const std::string& name) const;  // no file, if there is none
  const std::map<std::string, FileId>& names() const { return names_; }
  ByteView bytes(FileId file) const { return at(file).bytes; }
  // What stood in these places before a cut: as long as asked for, zeroes where nothing did.
  Bytes former(FileId file, std::uint64_t offset, std::uint64_t size) const;

  // ---- What becomes certain ----
  const std::vector<FileId>& loose() const { return loose_; }  // files with unsynced bytes
  std::size_t changes() const { return changes_.size(); }      // of the directory, unsynced
  void sync(FileId file, std::uint64_t upto);
  void sync_changes(std::size_t count);  // the oldest ones
  std::uint64_t synced(FileId file) const { return at(file).synced; }
  bool has_certain_name(FileId file) const;

  // ---- Crashes ----
  // With `torn`, part of what is loose survives, any part; else all of it or nothing.
  CrashOutcome draw_crash(Random& random, bool torn) const;
  void crash(const CrashOutcome& outcome);
  // An outcome that mentions each loose sector and change, and no others.
  CrashOutcome fitted(CrashOutcome outcome) const;

 private:
  struct File {
    Bytes bytes;
    std::uint64_t synced = 0;
    bool loose = false;
    Bytes former;                 // what was cut,
    std::uint64_t former_at = 0;  // from here on
  };
  // A change of the directory: `file` gets the name `to`, and the name `from` goes.
  struct Change {
    std::string from, to;  // empty: none
    FileId file;
  };
  using Names = std::map<std::string, FileId>;

  File& at(FileId file) { return files_[file.value() - 1]; }
  const File& at(FileId file) const { return files_[file.value() - 1]; }
  void change(Change change);
  static void apply(const Change& change, Names& names);
  // A sector with unsynced bytes: it starts at `start`, and [from, stop) of the file is unsynced.
  struct Loose {
    std::size_t file;  // its place in files_
    std::uint64_t start, from, stop;
  };
  std::vector<Loose> loose_sectors() const;

  std::vector<File> files_;
  std::vector<FileId> loose_;
  Names names_, certain_names_;
  std::vector<Change> changes_;
};

}  // namespace conclave::sim

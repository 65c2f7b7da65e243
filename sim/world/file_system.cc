// Names, cuts, and what crashes leave.
#include "sim/world/file_system.h"

#include <algorithm>
#include <utility>

#include "protocols/core/check.h"

namespace conclave::sim {

FileId FileSystem::create(const std::string& name) {
  ALWAYS(!name.empty() && find(name) == FileId());
  files_.emplace_back();
  const FileId file(static_cast<std::uint32_t>(files_.size()));
  change({"", name, file});
  return file;
}

void FileSystem::rename(const std::string& from, const std::string& to) {
  ALWAYS(from != to && find(from) != FileId());
  change({from, to, find(from)});
}

void FileSystem::remove(const std::string& name) {
  ALWAYS(find(name) != FileId());
  change({name, "", find(name)});
}

void FileSystem::change(Change change) {
  apply(change, names_);
  changes_.push_back(std::move(change));
}

// A change knows its file, so that it means the same whichever changes before it were lost.
void FileSystem::apply(const Change& change, Names& names) {
  const auto old = names.find(change.from);
  if (old != names.end() && old->second == change.file) names.erase(old);
  if (!change.to.empty()) names[change.to] = change.file;
}

FileId FileSystem::find(const std::string& name) const {
  const auto found = names_.find(name);
  return found == names_.end() ? FileId() : found->second;
}

void FileSystem::cut(FileId file, std::uint64_t size) {
  File& of = at(file);
  ALWAYS(!of.loose && size <= of.bytes.size());
  if (size == of.bytes.size()) return;
  of.former.assign(of.bytes.begin() + static_cast<std::ptrdiff_t>(size), of.bytes.end());
  of.former_at = size;
  of.bytes.resize(size);
  of.synced = size;
}

Bytes FileSystem::former(FileId file, std::uint64_t offset, std::uint64_t size) const {
  const File& of = at(file);
  Bytes bytes(size);
  for (std::uint64_t n = 0; n < size; ++n) {
    const std::uint64_t place = offset + n - of.former_at;
    if (offset + n >= of.former_at && place < of.former.size()) bytes[n] = of.former[place];
  }
  return bytes;
}

// ---- What becomes certain -----------------------------------------------------------------------

void FileSystem::sync(FileId file, std::uint64_t upto) {
  File& of = at(file);
  ALWAYS(of.synced <= upto && upto <= of.bytes.size());
  of.synced = upto;
  if (upto < of.bytes.size() || !of.loose) return;
  of.loose = false;
  std::erase(loose_, file);
}

void FileSystem::sync_changes(std::size_t count) {
  ALWAYS(count <= changes_.size());
  for (std::size_t n = 0; n < count; ++n) apply(changes_[n], certain_names_);
  changes_.erase(changes_.begin(), changes_.begin() + static_cast<std::ptrdiff_t>(count));
}

bool FileSystem::has_certain_name(FileId file) const {
  return std::any_of(certain_names_.begin(), certain_names_.end(),
                     [&](const auto& name) { return name.second == file; });
}

// ---- Crashes ------------------------------------------------------------------------------------

std::vector<FileSystem::Loose> FileSystem::loose_sectors() const {
  std::vector<Loose> all;
  for (std::size_t n = 0; n < files_.size(); ++n) {
    const std::uint64_t size = files_[n].bytes.size();
    for (std::uint64_t at = files_[n].synced; at < size;) {
      const std::uint64_t start = at / sector_size * sector_size;
      const std::uint64_t stop = std::min(start + sector_size, size);
      all.push_back({n, start, at, stop});
      at = stop;
    }
  }
  return all;
}

CrashOutcome FileSystem::draw_crash(Random& random, bool torn) const {
  const std::vector<Loose> sectors = loose_sectors();
  const std::size_t changes = changes_.size();
  CrashOutcome outcome{std::vector<std::uint16_t>(sectors.size()), std::vector<bool>(changes)};
  if (sectors.empty() && changes == 0) return outcome;
  const auto tear = [&](const Loose& one) {
    return static_cast<std::uint16_t>(one.from - one.start + random.below(one.stop - one.from));
  };
  if (!torn) {
    const bool all = random.below(2) == 1;
    outcome.sectors.assign(sectors.size(), all ? CrashOutcome::whole : std::uint16_t{0});
    outcome.names.assign(changes, all);
  } else if (random.below(2) == 0) {
    // Written back from the front, as far as it came.
    const std::size_t kept = random.below(sectors.size() + 1);
    std::fill_n(outcome.sectors.begin(), kept, CrashOutcome::whole);
    if (kept < sectors.size()) outcome.sectors[kept] = tear(sectors[kept]);
    std::fill_n(outcome.names.begin(), random.below(changes + 1), true);
  } else {
    // ... or in any order.
    for (std::size_t n = 0; n < sectors.size(); ++n) {
      const std::uint64_t fate = random.below(4);
      outcome.sectors[n] = fate < 2 ? CrashOutcome::whole : fate == 2 ? 0 : tear(sectors[n]);
    }
    for (std::size_t n = 0; n < changes; ++n) outcome.names[n] = random.below(2) == 0;
  }
  return outcome;
}

CrashOutcome FileSystem::fitted(CrashOutcome outcome) const {
  outcome.sectors.resize(loose_sectors().size());
  outcome.names.resize(changes_.size());
  return outcome;
}

void FileSystem::crash(const CrashOutcome& outcome) {
  const std::vector<Loose> sectors = loose_sectors();
  for (std::size_t n = 0; n < sectors.size(); ++n) {
    const Loose& sector = sectors[n];
    File& file = files_[sector.file];
    const std::uint64_t kept =
        std::clamp(sector.start + outcome.sector(n), sector.from, sector.stop);
    const auto begin = file.bytes.begin();
    std::fill(begin + static_cast<std::ptrdiff_t>(kept),
              begin + static_cast<std::ptrdiff_t>(sector.stop), std::byte{});
    // Up to here for now: the file ends with the last of its sectors of which something is left.
    if (kept > sector.from) file.synced = kept;
  }
  for (const FileId file : loose_) {
    at(file).bytes.resize(at(file).synced);
    at(file).loose = false;
  }
  loose_.clear();
  for (std::size_t n = 0; n < changes_.size(); ++n) {
    if (outcome.name(n)) apply(changes_[n], certain_names_);
  }
  changes_.clear();
  names_ = certain_names_;
  for (std::size_t n = 0; n < files_.size(); ++n) {
    if (!has_certain_name(FileId(static_cast<std::uint32_t>(n + 1)))) files_[n] = {};
  }
}

}  // namespace conclave::sim

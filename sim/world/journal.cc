// Segments, and what recovery makes of them.
#include "sim/world/journal.h"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <optional>
#include <utility>

#include "protocols/core/check.h"

namespace conclave::sim {
namespace {

// What the first frame of a segment says.
struct SegmentHeader {
  std::uint32_t magic = 0x4c4e4a43;  // "CJNL"
  std::uint32_t number = 0;
  std::uint64_t base = 0;

  bool read(ByteView payload) {
    const std::uint32_t wanted = magic;
    if (payload.size() != sizeof *this) return false;
    std::memcpy(this, payload.data(), sizeof *this);
    return magic == wanted;
  }
  ByteView bytes() const { return std::as_bytes(std::span(this, 1)); }
};
static_assert(sizeof(SegmentHeader) == 16, "no padding, or its bytes would be anything");

// Sorts as the numbers do.
std::string name_of_segment(std::uint32_t number) {
  return fmt::format("journal-{:06}", number);
}

std::uint32_t number_of_segment(const std::string& name) {
  return static_cast<std::uint32_t>(std::stoul(name.substr(name.find('-') + 1)));
}

// A code of this size fits by chance hardly ever: one sound frame is a witness. Of codes of fewer
// bytes, a chain of frames up to the end of the file is asked for.
constexpr std::size_t strong_code = 4;

}  // namespace

// ---- Writing ------------------------------------------------------------------------------------

Journal::Appended Journal::append(ByteView record, std::uint64_t durable) {
  if (end_ >= segment_end_) {
    const WriteResult started = start_segment(durable);
    if (started != WriteResult::ok) return {started, end_};
  }
  const WriteResult result = append_frame(record, durable);
  return {result, end_};
}

WriteResult Journal::start_segment(std::uint64_t durable) {
  SegmentHeader header;
  header.number = segments_.empty() ? 1 : segments_.back().number + 1;
  header.base = end_;
  segments_.push_back(
      {header.number, disk_.files().create(name_of_segment(header.number)), header.base});
  segment_end_ = end_ + segment_size_;
  return append_frame(header.bytes(), durable);
}

WriteResult Journal::append_frame(ByteView payload, std::uint64_t durable) {
  const Segment& segment = segments_.back();
  const Frame frame{static_cast<std::uint32_t>(end_ - durable), epoch_, payload};
  const ByteView bytes = framer_.write(place(segment, end_ - segment.base), frame);
  const WriteResult result = disk_.append(segment.file, bytes);
  if (result == WriteResult::ok) {
    end_ += bytes.size();
  } else {
    end_ = segment.base + disk_.files().bytes(segment.file).size();
  }
  return result;
}

// ---- Recovery -----------------------------------------------------------------------------------

Recovered Journal::recover() {
  Recovered found;
  const FileSystem& files = disk_.files();
  reading_ = {};
  reading_.bytes.resize(files.names().size());
  bool whole = true;  // so far
  for (const auto& [name, file] : files.names()) {
    const ByteView pristine = files.bytes(file);
    found.unreadable = found.unreadable || disk_.patches().unreadable(file, pristine.size());
    const ByteView bytes =
        disk_.patches().apply(file, pristine, reading_.bytes[reading_.segments.size()]);
    Segment segment{number_of_segment(name), file, found.end};
    whole = whole && segment.number == reading_.segments.size() + 1;
    if (whole) {
      whole = read(segment, bytes, found);
      if (!whole) search(segment, bytes, found.end - segment.base);
    } else {
      Frame first;
      SegmentHeader header;
      const bool sound =
          framer_.read(bytes, place(segment, 0), first) && header.read(first.payload);
      if (sound) segment.base = std::max(found.end, header.base);
      search(segment, bytes, 0);
    }
    reading_.segments.push_back(segment);
  }
  if (whole) return found;
  found.integrity = reading_.known_durable > found.end ? Integrity::corrupt : Integrity::torn_tail;
  return found;
}

bool Journal::read(const Segment& segment, ByteView bytes, Recovered& found) {
  Frame frame;
  SegmentHeader header;
  std::uint64_t offset = 0;
  while (offset < bytes.size() && framer_.read(bytes, place(segment, offset), frame)) {
    if (framer_.options().bound && frame.epoch < reading_.latest_epoch) break;  // stale
    if (offset > 0) {
      found.records.push_back(frame.payload);
    } else if (!header.read(frame.payload) || header.base != segment.base) {
      break;
    }
    reading_.latest_epoch = frame.epoch;
    reading_.highest_epoch = std::max(reading_.highest_epoch, frame.epoch);
    offset += frame.size;
  }
  found.end = segment.base + offset;
  return offset > 0 && offset == bytes.size();
}

// An empty record is written by nobody: zeroes, of which there may be many, are no frames.
void Journal::search(const Segment& segment, ByteView bytes, std::uint64_t from) {
  const bool strong = framer_.options().code->size >= strong_code;
  Frame frame;
  for (std::uint64_t at = from; at < bytes.size(); ++at) {
    std::uint64_t next = at, known = 0;
    std::uint32_t epoch = 0;
    while (next < bytes.size() && framer_.read(bytes, place(segment, next), frame) &&
           !frame.payload.empty()) {
      const std::uint64_t position = segment.base + next;
      if (frame.unsynced <= position) known = std::max(known, position - frame.unsynced);
      epoch = std::max(epoch, frame.epoch);
      next += frame.size;
    }
    if (next == at || (!strong && next < bytes.size())) continue;
    reading_.known_durable = std::max(reading_.known_durable, known);
    reading_.highest_epoch = std::max(reading_.highest_epoch, epoch);
    at = next - 1;
  }
}

void Journal::cut(std::uint64_t end) {
  std::vector<Segment>& segments = reading_.segments;
  while (!segments.empty() && segments.back().base >= end) {
    disk_.files().remove(name_of_segment(segments.back().number));
    segments.pop_back();
  }
  disk_.files().sync_changes(disk_.files().changes());
  if (!segments.empty()) disk_.cut(segments.back().file, end - segments.back().base);
  keep();
}

void Journal::keep() {
  segments_ = std::move(reading_.segments);
  epoch_ = reading_.highest_epoch + 1;
  end_ = segment_end_ = 0;
  if (segments_.empty()) return;
  const Segment& last = segments_.back();
  end_ = last.base + disk_.files().bytes(last.file).size();
  segment_end_ = last.base + segment_size_;
}

// ---- For those who look from outside ------------------------------------------------------------

std::vector<RecordPlace> Journal::records() {
  std::vector<RecordPlace> all;
  Frame frame;
  for (const Segment& segment : segments_) {
    const ByteView bytes = disk_.files().bytes(segment.file);
    const std::uint64_t durable = disk_.files().synced(segment.file);
    std::uint64_t offset = 0;
    while (offset < durable && framer_.read(bytes, place(segment, offset), frame)) {
      if (offset > 0 && offset + frame.size <= durable) {
        all.push_back({segment.file, offset, frame.size, segment.base + offset});
      }
      offset += frame.size;
    }
  }
  return all;
}

JournalLoss Journal::loss() {
  std::optional<std::uint64_t> lost;  // the position of the first record that is
  std::uint64_t base = 0;
  Bytes scratch;
  Frame frame;
  for (const auto& [name, file] : disk_.files().names()) {
    const ByteView whole = disk_.files().bytes(file);
    const ByteView bytes = disk_.patches().apply(file, whole, scratch);
    const Segment segment{number_of_segment(name), file, base};
    std::uint64_t offset = 0;
    while (offset < whole.size() && framer_.read(whole, place(segment, offset), frame)) {
      const auto first = whole.begin() + static_cast<std::ptrdiff_t>(offset);
      const bool sound = std::equal(first, first + static_cast<std::ptrdiff_t>(frame.size),
                                    bytes.begin() + static_cast<std::ptrdiff_t>(offset));
      const std::uint64_t position = base + offset;
      if (!sound && !lost) lost = position;
      if (sound && lost && position > *lost + frame.unsynced) return JournalLoss::noticeable;
      offset += frame.size;
    }
    base += whole.size();
  }
  return lost ? JournalLoss::unnoticeable : JournalLoss::none;
}

bool Journal::has(FileId file) const {
  return std::any_of(segments_.begin(), segments_.end(),
                     [&](const Segment& segment) { return segment.file == file; });
}

std::uint64_t Journal::position(FileId file, std::uint64_t offset) const {
  for (const Segment& segment : segments_) {
    if (segment.file == file) return segment.base + offset;
  }
  NEVER("a file that is not of the journal");
}

std::uint64_t Journal::kept() const {
  std::uint64_t kept = 0;
  for (const Segment& segment : segments_) kept += disk_.files().bytes(segment.file).size();
  return kept;
}

std::uint64_t Journal::named(std::uint64_t upto) const {
  for (const Segment& segment : segments_) {
    if (!disk_.files().has_certain_name(segment.file)) return std::min(upto, segment.base);
  }
  return upto;
}

}  // namespace conclave::sim

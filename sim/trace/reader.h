// TraceReader: a stored trace, as the occurrences that it tells of.
//
// What comes out is what the writer was told, so a checker judges a stored trace as it judges a
// live run; only the bytes of messages and records are not there: in their place stands their JSON,
// and the reader's vocabulary prints that as it is. Writing what was read gives the same lines.
//
// Any bytes may come. A file that ends in the middle of a line, as after a full disk or a kill,
// ends early, and that is no error; a line that is wrong is one, with its number.
#pragma once

#include <array>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/trace/header.h"
#include "sim/trace/line_source.h"
#include "sim/trace/trace.h"

namespace conclave::sim {

// One line, and all that its occurrence points to.
class StoredOccurrence {
 public:
  StoredOccurrence() = default;
  StoredOccurrence(const StoredOccurrence&) = delete;
  StoredOccurrence& operator=(const StoredOccurrence&) = delete;

  const Occurrence& operator*() const { return occurrence_; }
  const Occurrence* operator->() const { return &occurrence_; }
  std::string_view line() const { return line_; }

 private:
  friend class TraceReader;

  Occurrence occurrence_;
  std::string line_;
  Brief after_;
  Claim claim_;
  Command command_;
  std::array<std::string, 3> texts_;
  Became became_;
  Voted voted_;
  Accepted accepted_;
  Truncated truncated_;
  Credited credited_;
  Committed committed_;
  Configured configured_;
  Remark remark_;
};

class TraceReader {
 public:
  explicit TraceReader(LineSource source) : source_(std::move(source)) {}
  TraceReader(const TraceReader&) = delete;
  TraceReader& operator=(const TraceReader&) = delete;

  // The header; call it first. Nothing is wrong, or what is.
  std::optional<FileError> begin();
  const TraceHeader& header() const { return header_; }
  // Of this trace: its names, its timers, its messages as they lie.
  const Vocabulary& vocabulary() const { return vocabulary_; }

  // The next occurrence, or false: then end(), ends_early() or error() says why.
  bool next(StoredOccurrence& into);
  const std::optional<TraceEnd>& end() const { return end_; }
  bool ends_early() const { return !end_ && !error_; }
  const std::optional<FileError>& error() const { return error_; }

 private:
  class Members;
  class DetailReader;

  std::optional<std::string_view> next_line();
  std::optional<FileError> wrong(std::string what);
  void read_header(Members& line);
  void read_end(Members& line);
  void read_occurrence(Members& line, StoredOccurrence& into);
  void read_detail(Members& line, StoredOccurrence& into);
  NodeId node_of(std::string_view json, Members& line);
  std::uint8_t read_timer(Members& line);

  LineSource source_;
  TraceHeader header_;
  Vocabulary vocabulary_;
  std::map<std::string, NodeId, std::less<>> addresses_;  // by their names as they lie in JSON
  std::deque<std::string> timers_;
  Index next_index_ = 0;
  Time last_at_{};
  std::optional<TraceEnd> end_;
  std::optional<FileError> error_;
};

}  // namespace conclave::sim

// LineFile: lines to a file that appears whole or not at all.
//
// What is written gathers beside the target (`t.jsonl.4711.partial`) and takes the target's name at
// the end, so that a run that dies leaves no half file that looks like a whole one. A file that is
// replaced hands on its mode, and links stay. What cannot be replaced is written directly: standard
// output (`-`), devices, pipes.
//
// Errors are values: after the first, lines fall into the void, and close() tells it too.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "sim/trace/file_error.h"
#include "sim/trace/line_sink.h"

namespace conclave::sim {

class LineFile final : public LineSink {
 public:
  static std::variant<std::unique_ptr<LineFile>, FileError> create(const std::string& path);
  // Without close(), nothing is left behind.
  ~LineFile() override;
  LineFile(const LineFile&) = delete;
  LineFile& operator=(const LineFile&) = delete;

  void line(std::string_view text) override;

  // What was written is not worth the file that is there already: this stays as it is, and close()
  // gives the other the name that is returned. Nothing, if none is there.
  std::optional<std::string> spare();
  // Everything reaches the file, and the file its name.
  std::optional<FileError> close();
  // So that a run need not go on for a file that is lost.
  const std::optional<FileError>& error() const { return error_; }

 private:
  LineFile(std::string path, std::string target, std::string partial, int descriptor);
  void flush();
  void fail(int number);

  std::string path_;     // as it was asked for
  std::string target_;   // behind links
  std::string partial_;  // empty: written directly
  int descriptor_;
  std::string buffer_;
  std::optional<FileError> error_;
};

}  // namespace conclave::sim

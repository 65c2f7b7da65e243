// LineSource: the lines of a text or a file, one at a time, however large it is.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "sim/trace/file_error.h"

namespace conclave::sim {

class LineSource {
 public:
  // A file; `-` is standard input.
  static std::variant<LineSource, FileError> open(const std::string& path);
  static LineSource of_text(std::string text, std::string name = "text");
  ~LineSource();
  LineSource(LineSource&& other) noexcept;
  LineSource& operator=(LineSource&& other) noexcept;

  // The next line, without its line break; valid until the next call. Nothing at the end of the
  // file, and after an error.
  std::optional<std::string_view> next();
  // The number of the line that next() gave, from 1.
  std::uint64_t number() const { return number_; }
  // The line that next() gave has no line break, as a last line that was cut short.
  bool unfinished() const { return unfinished_; }
  const std::optional<FileError>& error() const { return error_; }
  const std::string& path() const { return path_; }

  static constexpr std::size_t longest_line = 64U << 20U;

 private:
  LineSource(std::string path, int descriptor);
  bool fill();

  std::string path_;
  int descriptor_;  // -1: all of it is in the buffer
  std::string buffer_;
  std::size_t begin_ = 0;  // of what is not yet given
  std::uint64_t number_ = 0;
  bool unfinished_ = false;
  std::optional<FileError> error_;
};

}  // namespace conclave::sim

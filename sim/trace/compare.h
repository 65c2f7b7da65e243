// Comparing two traces line by line, up to the first difference, and telling it in words.
//
// It is a LineSink: a replay renders its lines into it, and `diff` feeds it a second file.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sim/trace/line_sink.h"
#include "sim/trace/line_source.h"

namespace conclave::sim {

// What to call the two sides.
struct Sides {
  std::string_view expected = "stored";
  std::string_view actual = "now";
};

// Which members differ, with both values, one on a line; several lines, indented.
std::string explain_difference(std::string_view expected, std::string_view actual,
                               Sides sides = {});

class TraceComparison final : public LineSink {
 public:
  explicit TraceComparison(LineSource expected, Sides sides = {})
      : expected_(std::move(expected)), sides_(sides) {}

  // The next line of the actual side. After the first difference, lines are ignored.
  void line(std::string_view actual) override;
  // The actual side is over: what is left of the other is a difference.
  void finish();

  // Several lines: where, what, and the lines before. Nothing while the sides agree.
  const std::optional<std::string>& difference() const { return difference_; }
  std::uint64_t same_lines() const { return same_; }
  // The expected side was cut short, and agrees as far as it goes.
  bool ends_early() const { return ended_; }
  // The two were written by different versions: "0.1.0, now 0.2.0". Else empty.
  const std::string& versions() const { return versions_; }
  const std::optional<FileError>& error() const { return expected_.error(); }

 private:
  bool differ_in_version_only(std::string_view expected, std::string_view actual);
  void keep(std::string_view line);
  void differ(std::string what);

  LineSource expected_;
  Sides sides_;
  std::array<std::string, 4> before_;  // the last lines that were the same, as a ring
  std::uint64_t same_ = 0;
  bool complete_ = false;  // the line that was the same last was an end line
  bool ended_ = false;
  std::string versions_;
  std::optional<std::string> difference_;
};

}  // namespace conclave::sim

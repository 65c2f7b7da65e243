// Stored traces, as commands read them: `-` is standard input.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <variant>

#include "sim/run/scenario.h"
#include "sim/trace/reader.h"
#include "tools/terminal.h"

namespace conclave::tools {

// A file that can be read as often as one likes. What can only be read once is kept in memory.
class TraceFile {
 public:
  static std::variant<TraceFile, sim::FileError> open(const std::string& path);
  std::variant<sim::LineSource, sim::FileError> lines() const;

 private:
  std::string path_;
  bool kept_ = false;
  std::string text_;
};

// That lines can be compared: it is a trace, and they end as ours do. Or what is wrong with it.
std::optional<sim::FileError> incomparable(const TraceFile& file);

// The scenario that a trace's header holds; or what is wrong with it was said.
std::variant<sim::Scenario, Exit> scenario_of(const sim::TraceHeader& header,
                                              const std::string& path, Terminal& terminal);

}  // namespace conclave::tools

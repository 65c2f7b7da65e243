#include "tools/trace_input.h"

// Opening traces, and understanding their first line.

#include <sys/stat.h>

#include "tools/version.h"

namespace conclave::tools {

std::variant<TraceFile, sim::FileError> TraceFile::open(const std::string& path) {
  TraceFile file;
  file.path_ = path;
  auto opened = sim::LineSource::open(path);
  if (auto* error = std::get_if<sim::FileError>(&opened)) return std::move(*error);
  struct stat status {};
  if (path != "-" && ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode)) return file;
  auto& source = std::get<sim::LineSource>(opened);
  file.kept_ = true;
  while (const auto line = source.next()) {
    file.text_ += *line;
    if (!source.unfinished()) file.text_ += '\n';
  }
  if (source.error()) return *source.error();
  return file;
}

std::variant<sim::LineSource, sim::FileError> TraceFile::lines() const {
  if (kept_) return sim::LineSource::of_text(text_, path_);
  return sim::LineSource::open(path_);
}

std::variant<sim::Scenario, Exit> scenario_of(const sim::TraceHeader& header,
                                              const std::string& path, Terminal& terminal) {
  auto scenario = sim::parse_scenario(header.scenario);
  if (scenario) return std::move(scenario).value();
  terminal.complain(path + ", line 1, scenario", scenario.errors());
  if (header.version != library_version()) {
    terminal.complain(path + ": it was written by version " + header.version + "; this is " +
                      std::string(library_version()));
  }
  return Exit::bad_input;
}

}  // namespace conclave::tools

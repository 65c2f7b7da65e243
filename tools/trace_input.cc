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

std::optional<sim::FileError> incomparable(const TraceFile& file) {
  auto first = file.lines(), again = file.lines();
  for (const auto* opened : {&first, &again}) {
    if (const auto* error = std::get_if<sim::FileError>(opened)) return *error;
  }
  sim::TraceReader reader(std::move(std::get<sim::LineSource>(first)));
  if (auto error = reader.begin()) return error;
  auto& lines = std::get<sim::LineSource>(again);
  const auto line = lines.next();
  if (!line || !line->ends_with('\r')) return std::nullopt;
  return sim::FileError{sim::FileTrouble::bad_content, lines.path(), lines.number(),
                        "the lines end in CR LF, and those of a trace in LF alone"};
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

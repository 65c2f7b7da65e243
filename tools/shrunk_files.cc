#include "tools/shrunk_files.h"

// Four files.

#include <filesystem>
#include <nlohmann/json.hpp>

#include "sim/data/json_text.h"
#include "sim/data/units.h"
#include "sim/run/simulation.h"
#include "sim/trace/fingerprint.h"
#include "sim/trace/line_file.h"
#include "sim/trace/narrator.h"
#include "sim/trace/writer.h"
#include "tools/recording.h"
#include "tools/version.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

using MaybeError = std::optional<sim::FileError>;

MaybeError write_lines(const std::string& path, const std::function<void(sim::LineFile&)>& write) {
  auto created = sim::LineFile::create(path);
  if (const auto* error = std::get_if<sim::FileError>(&created)) return *error;
  const auto& file = std::get<0>(created);
  write(*file);
  return file->close();
}

MaybeError write_text(const std::string& path, std::string text) {
  if (!text.empty() && text.back() == '\n') text.pop_back();
  return write_lines(path, [&](sim::LineFile& file) { file.line(text); });
}

void write_trace(const sim::Shrunk& shrunk, sim::LineFile& file) {
  const sim::Scenario& scenario = shrunk.scenario;
  sim::Simulation simulation(scenario, scenario.seed);
  sim::TraceWriter writer(simulation.vocabulary(), file);
  writer.begin(header_of(scenario, scenario.seed));
  simulation.attach(writer);
  writer.end(end_of(simulation.run()));
}

sim::Json size_json(const sim::StorySize& size) {
  sim::Json json = sim::Json::object();
  json["nodes"] = size.nodes;
  json["faults"] = size.faults;
  json["operations"] = size.operations;
  json["events"] = size.events;
  return json;
}

sim::Json summary(const sim::Shrunk& shrunk) {
  sim::Json json = sim::Json::object();
  json["type"] = "shrunk";
  json["version"] = library_version();
  json["scenario"] = shrunk.scenario.name;
  json["seed"] = sim::seed_text(shrunk.scenario.seed);
  json["verdict"] = name_of(shrunk.outcome.verdict);
  json["check"] = shrunk.violation.check;
  json["detail"] = shrunk.violation.story;
  json["before"] = size_json(shrunk.before);
  json["after"] = size_json(shrunk.after);
  json["replays"] = shrunk.replays;
  json["complete"] = shrunk.complete;
  json["fingerprint"] = sim::fingerprint_text(shrunk.outcome.fingerprint);
  return json;
}

}  // namespace

std::string shrunk_report(const sim::Shrunk& shrunk) {
  sim::Simulation simulation(shrunk.scenario, shrunk.scenario.seed);
  sim::Narrator narrator(simulation.vocabulary());
  simulation.attach(narrator);
  simulation.run();
  std::string text = sim::size_change(shrunk.before, shrunk.after) + "\n";
  for (const std::string& line : narrator.lines()) text += line + "\n";
  return text;
}

MaybeError write_shrunk(const std::string& folder, const sim::Shrunk& shrunk) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return sim::FileError{sim::FileTrouble::cannot_create, folder, 0,
                          "cannot create: " + error.message()};
  }
  if (auto bad = write_text(folder + "/scenario.json", sim::scenario_text(shrunk.scenario))) {
    return bad;
  }
  if (auto bad = write_lines(folder + "/trace.jsonl",
                             [&](sim::LineFile& file) { write_trace(shrunk, file); })) {
    return bad;
  }
  if (auto bad = write_text(folder + "/report.txt", shrunk_report(shrunk))) return bad;
  return write_text(folder + "/summary.json", sim::json_text(summary(shrunk)));
}

}  // namespace conclave::tools

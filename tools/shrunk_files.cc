// What shrinking came to, in a folder.
#include "tools/shrunk_files.h"

#include <filesystem>
#include <nlohmann/json.hpp>

#include "sim/data/units.h"
#include "sim/trace/fingerprint.h"
#include "tools/run_files.h"
#include "tools/version.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

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

std::optional<sim::FileError> write_shrunk(const std::string& folder, const sim::Shrunk& shrunk) {
  std::error_code error;
  std::filesystem::create_directories(folder, error);
  if (error) {
    return sim::FileError{sim::FileTrouble::cannot_create, folder, 0,
                          "cannot create: " + error.message()};
  }
  const auto written = write_run(folder, shrunk.scenario, shrunk.scenario.seed);
  if (const auto* wrong = std::get_if<sim::FileError>(&written)) return *wrong;
  const std::string change = sim::size_change(shrunk.before, shrunk.after);
  return write_report(folder, change + "\n" + std::get<ToldRun>(written).story, summary(shrunk));
}

}  // namespace conclave::tools

// Done on the written form, where every mention of an actor is its name.
#include "sim/shrink/recast.h"

#include <map>
#include <nlohmann/json.hpp>
#include <string>

namespace conclave::sim {
namespace {

using Names = std::map<std::string, std::string>;  // old to new; empty: left out

// Members whose texts name no actor.
bool is_free_text(const std::string& key) {
  return key == "name" || key == "why" || key == "ask" || key == "fault" || key == "end" ||
         key == "do" || key == "deliver" || key == "timer" || key == "value" || key == "leaves";
}

// False if what is left means nothing without the actors that are gone.
bool rename(Json& value, const Names& names) {
  if (value.is_string()) {
    const auto name = names.find(value.get_ref<const std::string&>());
    if (name == names.end()) return true;
    if (name->second.empty()) return false;
    value = name->second;
    return true;
  }
  if (value.is_array()) {
    Json kept = Json::array();
    for (Json& item : value) {
      if (rename(item, names)) kept.push_back(std::move(item));
    }
    const bool any = value.empty() || !kept.empty();
    value = std::move(kept);
    return any;
  }
  if (value.is_object()) {
    bool decree_is_idle = false;  // what is decreed is of nodes that are gone
    for (auto& [key, member] : value.items()) {
      if (is_free_text(key) || rename(member, names)) continue;
      if (key != "survives") return false;
      decree_is_idle = true;
    }
    if (decree_is_idle) value.erase("survives");
  }
  return true;
}

std::optional<Draft> recast(Json json, const Names& names, const std::vector<StepId>& ids) {
  Json steps = Json::array();
  Draft draft;
  for (std::size_t n = 0; n < ids.size(); ++n) {
    Json step = json["schedule"][n];
    if (!rename(step, names)) continue;
    steps.push_back(std::move(step));
    draft.ids.push_back(ids[n]);
  }
  json["schedule"] = std::move(steps);
  if (json["network"].contains("links")) {
    Json links = Json::array();
    for (Json link : json["network"]["links"]) {
      if (rename(link, names)) links.push_back(std::move(link));
    }
    json["network"]["links"] = std::move(links);
  }
  auto scenario = scenario_from(json);
  if (!scenario) return std::nullopt;
  draft.scenario = std::move(*scenario);
  return draft;
}

}  // namespace

std::optional<Draft> with_nodes(const Draft& story, const std::vector<std::size_t>& keep) {
  Json json = scenario_json(story.scenario);
  Names names;
  for (const NodeSpec& node : story.scenario.nodes) names[node.id] = "";
  Scenario world = story.scenario;
  world.nodes.clear();
  for (std::size_t n = 0; n < keep.size(); ++n) {
    NodeSpec node = story.scenario.nodes.at(keep[n]);
    const std::string id = "n" + std::to_string(n + 1);
    names[node.id] = id;
    node.id = id;
    world.nodes.push_back(std::move(node));
  }
  world.schedule.reset();
  world.network.links.clear();
  json["nodes"] = scenario_json(world)["nodes"];
  return recast(std::move(json), names, story.ids);
}

std::optional<Draft> with_one_client(const Draft& story) {
  Json json = scenario_json(story.scenario);
  Names names;
  for (std::size_t c = 1; c < story.scenario.workload.clients; ++c) {
    names[client_name(c)] = client_name(0);
  }
  json["workload"]["clients"] = 1;
  return recast(std::move(json), names, story.ids);
}

}  // namespace conclave::sim

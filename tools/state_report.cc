#include "tools/state_report.h"

// From replicas to JSON, by the one list of members that each protocol has.

#include <nlohmann/json.hpp>

#include "protocols/core/json_printer.h"
#include "sim/data/json_text.h"

namespace conclave::tools {
namespace {

// Of a long list the last items, behind a word for the others: a log's end is what matters.
sim::Json shortened(const sim::Json& value) {
  constexpr std::size_t most = 8;
  if (!value.is_structured()) return value;
  sim::Json out = value.is_array() ? sim::Json::array() : sim::Json::object();
  const std::size_t skipped = value.is_array() && value.size() > most ? value.size() - most : 0;
  if (skipped > 0) out.push_back("... " + std::to_string(skipped) + " more");
  std::size_t index = 0;
  for (const auto& [key, item] : value.items()) {
    if (index++ < skipped) continue;
    if (value.is_array()) {
      out.push_back(shortened(item));
    } else {
      out[key] = shortened(item);
    }
  }
  return out;
}

}  // namespace

sim::Json states_json(const sim::Cluster& cluster) {
  sim::Json states = sim::Json::object();
  for (std::size_t n = 0; n < cluster.size(); ++n) {
    const NodeId node = cluster.node(n);
    const sim::Host& host = cluster.host(node);
    sim::Json& one = states[cluster.name(node)] = sim::Json::object();
    one["up"] = host.up();
    if (!host.up()) continue;
    std::string text;
    JsonPrinter printer(text, cluster.names());
    host.replica()->print(printer);
    one["state"] = sim::Json::parse(text);
  }
  return states;
}

std::string states_text(const sim::Cluster& cluster, const Terminal& terminal) {
  std::string text;
  const sim::Json states = states_json(cluster);
  for (const auto& [node, state] : states.items()) {
    text += terminal.paint(Hue::bold, node) + "  " +
            (state["up"] == true ? sim::json_text(shortened(state["state"])) : "down\n");
  }
  return text;
}

}  // namespace conclave::tools

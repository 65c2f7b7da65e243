// The texts.
#include "tools/bench/scenes.h"

#include <fmt/format.h>

#include "protocols/core/check.h"

namespace conclave::tools {

std::string storm_text(std::string_view protocol) {
  return fmt::format(R"({{
  "version": 1,
  "name": "{0}-storm",
  "protocol": {{"name": "{0}", "options": {{"election_timeout": ["100ms", "200ms"], "heartbeat": "20ms"}}}},
  "nodes": 5,
  "network": {{"latency": {{"uniform": ["500us", "4ms"]}}, "loss": 0.01, "duplicate": 0.01}},
  "workload": {{"clients": 4, "rate": "60/s", "operations": 0, "until": "5s", "timeout": "100ms", "give_up": "5s"}},
  "nemesis": "storm",
  "checks": ["safety"]
}})",
                     protocol);
}

std::string steady_text(std::string_view protocol, std::uint64_t in_flight,
                        std::uint64_t operations) {
  return fmt::format(R"({{
  "version": 1,
  "name": "{0}-steady",
  "protocol": {{"name": "{0}"}},
  "nodes": 5,
  "workload": {{"clients": 1, "in_flight": {1}, "operations": {2}}},
  "checks": ["safety"],
  "limits": {{"virtual_time": "100000s", "events": 1000000000000}}
}})",
                     protocol, in_flight, operations);
}

std::string idle_text(std::string_view protocol, std::uint64_t seconds) {
  return fmt::format(R"({{
  "version": 1,
  "name": "{0}-idle",
  "protocol": {{"name": "{0}"}},
  "nodes": 5,
  "workload": {{"clients": 1, "operations": 1, "from": "{1}s"}},
  "checks": ["safety"],
  "limits": {{"virtual_time": "100000s", "events": 1000000000000}}
}})",
                     protocol, seconds);
}

sim::Scenario scene(const std::string& text) {
  auto scenario = sim::parse_scenario(text);
  ALWAYS(scenario.ok());
  return *scenario;
}

}  // namespace conclave::tools

// Scenario: everything that decides a run, but for the code, as one plain value.
//
// It points at nothing: it can be copied, changed, printed, and run again. What a file leaves out
// has been filled in, so a printed scenario is concrete and outlives a change of defaults. The
// parser knows no protocol, fault, check or workload by name; it asks the registries.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/core/options.h"
#include "sim/client/workload.h"
#include "sim/data/json.h"
#include "sim/data/result.h"
#include "sim/faults/budget.h"
#include "sim/faults/nemesis.h"
#include "sim/faults/plan.h"
#include "sim/run/schedule.h"
#include "sim/world/clock.h"
#include "sim/world/disk.h"
#include "sim/world/forms.h"
#include "sim/world/network.h"

namespace conclave::sim {

inline constexpr std::uint32_t scenario_format = 1;  // what "version" says; older ones are read too
inline constexpr std::size_t most_nodes = 100;

struct ProtocolSpec {
  std::string name;
  Options options;   // all of them
  std::string flaw;  // empty: none
  bool operator==(const ProtocolSpec&) const = default;
};

struct NodeSpec {
  std::string id;
  std::string zone;  // empty: none
  ClockOptions clock;
  std::optional<DiskOptions> disk;  // nothing: as all disks
  bool operator==(const NodeSpec&) const = default;
};

// What is different about some links. An end is a node's id, `zone:eu`, `all` (nodes), `clients`,
// or a client's name, c1 and so on. Of two rules for one link the later one counts.
struct LinkRule {
  std::string from, to;
  bool both_ways = true;  // written "between": [from, to]
  std::optional<Delay> latency;
  std::optional<Ratio> loss, duplicate;
  std::optional<std::uint64_t> bandwidth;
  bool operator==(const LinkRule&) const = default;
};

struct NetworkSpec {
  LinkOptions link;  // between nodes
  // Between a client and a node: near, because far clients hide anomalies.
  Delay client_latency = Delay(delay::Uniform{100us, 300us});
  IntegrityChoice integrity;
  std::optional<PriorityOptions> pct;  // none: links have no priorities
  std::vector<LinkRule> links;
  bool operator==(const NetworkSpec&) const = default;
};

struct DiskSpec {
  DiskOptions options;
  IntegrityChoice integrity;
  bool operator==(const DiskSpec&) const = default;
};

// What stands between the protocol and its disk.
struct HostSpec {
  std::string flaw;  // empty: none
  bool operator==(const HostSpec&) const = default;
};

// A check to judge the run by, or the name of a group of them: `all` or `safety`.
struct CheckSpec {
  std::string name;
  Options options;  // all of them, or none: then they have their defaults
  bool operator==(const CheckSpec&) const = default;
};

struct Limits {
  Duration virtual_time = std::chrono::seconds(60);
  std::uint64_t events = 10'000'000;
  Duration liveness = std::chrono::seconds(10);  // how long the cluster may take once all is healed
  bool operator==(const Limits&) const = default;
};

// Random faults: a profile by name, or one's own.
struct NemesisPlan {
  std::string profile;             // empty: none
  std::vector<NemesisSpec> specs;  // if there is no profile
};

struct Expectation {
  std::vector<std::string> violations;        // any of these; none: the run must pass
  std::optional<std::uint64_t> within_seeds;  // of a campaign
  bool unrecoverable = false;                 // instead: the cluster must not recover
  bool operator==(const Expectation&) const = default;
};

struct Scenario {
  std::string name, why;
  std::uint64_t seed = 1;
  ProtocolSpec protocol;
  HostSpec host;
  DiskSpec disk;
  std::vector<NodeSpec> nodes;
  NetworkSpec network;
  WorkloadOptions workload;
  std::vector<FaultSpec> faults;
  NemesisPlan nemesis;
  std::vector<CheckSpec> checks{{"all", {}}};
  Limits limits;
  BudgetRule budget = BudgetRule::survivable;  // how much may break
  Expectation expect;
  // Instead of faults, a nemesis, the workload's own operations, and chance.
  std::optional<Schedule> schedule;
  std::string sample;  // JSON: what a campaign may vary, by JSON pointer; empty: nothing
};

// One `--set /network/loss=0.1`.
struct Setting {
  std::string pointer, value;
};

// Reads a scenario, with the settings made before anything is checked. All errors at once.
Result<Scenario> parse_scenario(std::string_view text, std::span<const Setting> settings = {});
Result<Scenario> scenario_from(const Json& json);

// The same scenario as JSON: parse_scenario(scenario_text(s)) is s, and prints the same.
Json scenario_json(const Scenario& scenario);
std::string scenario_text(const Scenario& scenario);
std::string scenario_line(const Scenario& scenario);  // on one line, for a trace's header

// The JSON Schema (draft-07) of what parse_scenario accepts, but for comments, for references
// between parts, and for durations' ranges.
Json scenario_schema();

// What follows from the parts.
DiskOptions disk_of(const Scenario& scenario, std::size_t node);  // from 0
// Addresses as in the cluster: nodes from 1, then clients.
LinkOptions link_of(const Scenario& scenario, NodeId from, NodeId to);
std::string client_name(std::size_t client);  // from 0: c1

}  // namespace conclave::sim

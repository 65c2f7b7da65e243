// From names to what they stand for.
#include "sim/run/cast.h"

#include "protocols/core/check.h"

namespace conclave::sim {
namespace {

void add(std::vector<Chosen>& chosen, Chosen more) {
  for (Chosen& one : chosen) {
    if (one.kind == more.kind) {
      if (!more.options.empty()) one.options = std::move(more.options);
      return;
    }
  }
  chosen.push_back(std::move(more));
}

}  // namespace

const ProtocolKind& protocol_of(const Scenario& scenario) {
  const ProtocolKind* protocol = find_protocol(scenario.protocol.name);
  ALWAYS(protocol != nullptr);
  return *protocol;
}

ClusterOptions cluster_options_of(const Scenario& scenario) {
  ClusterOptions options;
  options.protocol = &protocol_of(scenario);
  options.protocol_options = scenario.protocol.options;
  options.flaw = scenario.protocol.flaw;
  for (std::size_t n = 0; n < scenario.nodes.size(); ++n) {
    const NodeSpec& node = scenario.nodes[n];
    options.nodes.push_back({node.id, node.zone, node.clock, disk_of(scenario, n)});
  }
  options.clients = scenario.workload.clients;
  options.packet_code = find_integrity(scenario.network.integrity.code);
  options.packet_code_bound = scenario.network.integrity.bound;
  options.link_priorities = scenario.network.pct;
  options.frames.code = find_integrity(scenario.disk.integrity.code);
  options.frames.bound = scenario.disk.integrity.bound;
  options.host_flaw = scenario.host.flaw;
  ALWAYS(options.packet_code != nullptr && options.frames.code != nullptr);
  options.link_plan = [&scenario](NodeId from, NodeId to) { return link_of(scenario, from, to); };
  return options;
}

Vocabulary vocabulary_of(const Scenario& scenario) {
  const ProtocolKind& protocol = protocol_of(scenario);
  Vocabulary words;
  for (const NodeSpec& node : scenario.nodes) words.names.push_back(node.id);
  words.nodes = scenario.nodes.size();
  for (std::size_t n = 0; n < scenario.workload.clients; ++n) {
    words.names.push_back(client_name(n));
  }
  words.print_message = protocol.print_message;
  words.print_client_message = detail::print_bytes<ClientMessage>;
  words.print_record = protocol.print_record;
  words.timer_name = protocol.timer_name;
  words.decides_once = protocol.decides_once;
  words.epoch_word = protocol.epoch_word;
  return words;
}

std::vector<NemesisSpec> nemesis_of(const Scenario& scenario, std::uint64_t seed) {
  const NemesisPlan& nemesis = scenario.nemesis;
  if (nemesis.profile.empty()) return nemesis.specs;
  return profile_specs(nemesis.profile, Random(seed).fork("nemesis profile"));
}

std::vector<Chosen> checks_of(const Scenario& scenario) {
  const auto claimed = protocol_of(scenario).checks;
  std::vector<Chosen> chosen;
  for (const CheckSpec& spec : scenario.checks) {
    if (spec.name == "all" || spec.name == "safety") {
      const bool every = spec.name == "all" && scenario.budget == BudgetRule::survivable;
      const auto group = every ? every_check(claimed) : safety_checks(claimed);
      for (const Chosen& check : group) add(chosen, check);
    } else {
      const CheckerKind* kind = find_checker(spec.name);
      ALWAYS(kind != nullptr);
      add(chosen, {kind, spec.options});
    }
  }
  return chosen;
}

}  // namespace conclave::sim

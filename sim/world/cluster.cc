// The cast of a run, put together.
#include "sim/world/cluster.h"

namespace conclave::sim {
namespace {

std::vector<NodeId> ids(std::size_t nodes) {
  std::vector<NodeId> all;
  for (std::size_t n = 1; n <= nodes; ++n) all.emplace_back(static_cast<std::uint32_t>(n));
  return all;
}

QuorumSizes quorums_of(const ClusterOptions& options) {
  const std::size_t nodes = options.nodes.size();
  if (options.protocol->quorums == nullptr) return {majority(nodes), majority(nodes)};
  return options.protocol->quorums(options.protocol_options, nodes);
}

NetworkOptions network_options_of(const ClusterOptions& options) {
  return {.nodes = options.nodes.size(),
          .clients = options.clients,
          .code = options.packet_code,
          .bound = options.packet_code_bound,
          .plan = options.link_plan,
          .priorities = options.link_priorities};
}

}  // namespace

Cluster::Cluster(EventLoop& loop, Trace& trace, const Random& random, const ClusterOptions& options)
    : loop_(loop),
      trace_(trace),
      network_(loop, trace, random, network_options_of(options)),
      make_(options.protocol->factory(ids(options.nodes.size()), options.protocol_options,
                                      options.flaw)),
      quorums_(quorums_of(options)),
      clients_(options.clients) {
  for (std::size_t n = 0; n < options.nodes.size(); ++n) {
    const HostOptions host{options.nodes[n].clock, options.nodes[n].disk, options.frames,
                           host_flaw_named(options.host_flaw)};
    hosts_.push_back(std::make_unique<Host>(
        node(n), loop, network_, trace, random.fork("node " + std::to_string(n + 1)), host, make_));
    names_.push_back(options.nodes[n].name);
    zones_.push_back(options.nodes[n].zone);
  }
  for (std::size_t n = 1; n <= clients_; ++n) names_.push_back("c" + std::to_string(n));
}

void Cluster::start() {
  for (const auto& host : hosts_) host->boot(no_cause);
}

void Cluster::heal(Index cause) {
  network_.revert_all();
  for (const auto& host : hosts_) {
    host->resume(cause);
    host->boot_if_down(cause);
  }
}

bool Cluster::converged() const {
  std::optional<Slot> applied;
  for (const auto& host : hosts_) {
    if (host->halted()) continue;
    if (!host->up() || (applied && *applied != host->applied())) return false;
    applied = host->applied();
  }
  return true;
}

NodeId Cluster::leader() const {
  const Host* best = nullptr;
  NodeId leader;
  for (std::size_t n = 0; n < hosts_.size(); ++n) {
    const Host& host = *hosts_[n];
    if (!host.up() || host.brief().role != Role::leader) continue;
    if (best != nullptr && best->brief().epoch >= host.brief().epoch) continue;
    best = &host;
    leader = node(n);
  }
  return leader;
}

}  // namespace conclave::sim

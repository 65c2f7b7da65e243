// Cluster: the nodes of one run and the network between them and their clients.
//
// It is what faults push and what targets are resolved against. It knows its protocol as a row of
// the registry and no better.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "protocols/registry.h"
#include "sim/world/host.h"

namespace conclave::sim {

struct NodeOptions {
  std::string name, zone;
  ClockOptions clock;
  DiskOptions disk;
};

struct ClusterOptions {
  const ProtocolKind* protocol = nullptr;
  Options protocol_options;
  std::string flaw;                // of the protocol; empty: none
  std::vector<NodeOptions> nodes;  // node n is at n - 1
  std::size_t clients = 0;         // their addresses follow the nodes'
  const IntegrityCode* packet_code = nullptr;
  bool packet_code_bound = true;  // it covers the addresses too
  FrameOptions frames;            // of journals
  std::string host_flaw;          // of what hosts the protocol; empty: none
  LinkPlan link_plan;
  std::optional<PriorityOptions> link_priorities;
};

class Cluster {
 public:
  Cluster(EventLoop& loop, Trace& trace, const Random& random, const ClusterOptions& options);

  void start();  // boots every node

  std::size_t size() const { return hosts_.size(); }
  std::size_t clients() const { return clients_; }
  NodeId node(std::size_t n) const { return NodeId(static_cast<std::uint32_t>(n + 1)); }
  NodeId client(std::size_t n) const {
    return NodeId(static_cast<std::uint32_t>(hosts_.size() + n + 1));
  }
  Host& host(NodeId node) { return *hosts_.at(node.value() - 1); }
  const Host& host(NodeId node) const { return *hosts_.at(node.value() - 1); }
  const std::string& name(NodeId address) const { return names_.at(address.value() - 1); }
  const std::vector<std::string>& names() const { return names_; }  // nodes, then clients
  const std::string& zone(NodeId node) const { return zones_.at(node.value() - 1); }
  // How many nodes make quorums of this protocol, with its options.
  const QuorumSizes& quorums() const { return quorums_; }
  Network& network() { return network_; }
  EventLoop& loop() { return loop_; }
  Trace& trace() { return trace_; }

  // Ends what faults left behind: every link is whole, and every node runs that can.
  void heal(Index cause);
  // The nodes that are up decided the same slots, and no node is down that could run.
  bool converged() const;

  // The node or client where the event happened that set off the fault which takes aim now; nobody
  // if it strikes by time.
  NodeId set_off_by() const { return set_off_by_; }
  void set_off_by(NodeId node) { set_off_by_ = node; }

  // The node that leads the highest epoch, as the nodes themselves see it; nobody if none does.
  NodeId leader() const;

 private:
  EventLoop& loop_;
  Trace& trace_;
  Network network_;
  ReplicaFactory make_;
  QuorumSizes quorums_;
  std::vector<std::unique_ptr<Host>> hosts_;
  std::size_t clients_;
  NodeId set_off_by_;
  std::vector<std::string> names_, zones_;
};

}  // namespace conclave::sim

// Stage: a small cluster of puppets with everything around it, for tests that push it.
#pragma once

#include <deque>
#include <string>

#include "sim/world/cluster.h"
#include "tests/support/puppet.h"
#include "tests/support/recorder.h"

namespace conclave::sim {

struct Stage {
  explicit Stage(std::size_t nodes = 3, std::size_t clients = 0, DiskOptions disk = steady_disk(),
                 std::uint64_t seed = 1, const std::string& host_flaw = "", bool bound = true)
      : strings(nodes),
        kind(puppets(strings)),
        cluster(loop, trace, Random(seed), options(nodes, clients, disk, host_flaw, bound)) {
    trace.attach(recorder);
  }

  // A write takes a millisecond to be durable; a crash keeps nothing that was not.
  static DiskOptions steady_disk() {
    DiskOptions disk;
    disk.write_latency = Delay(0ms);
    disk.sync_latency = Delay(1ms);
    disk.torn_write = Ratio{0};
    return disk;
  }

  Host& host(std::uint32_t n) { return cluster.host(NodeId(n)); }
  Strings& strings_of(std::uint32_t n) { return strings[n - 1]; }
  const std::vector<std::string>& heard(std::uint32_t n) { return strings[n - 1].heard; }
  // Sends from one node to another as if its replica had asked for it, and says when it is over.
  void send(std::uint32_t from, std::uint32_t to, const std::string& text) {
    cluster.network().send(NodeId(from), NodeId(to), {Channel::protocol, as_view(text)}, nullptr,
                           no_cause);
  }
  void run() {
    while (loop.step()) {
    }
  }
  void run_for(Duration span) {
    const Time end = loop.now() + span;
    while (!loop.empty() && loop.next_at() <= end) loop.step();
    loop.advance_to(end);
  }

  std::deque<Strings> strings;
  ProtocolKind kind;
  EventLoop loop;
  Recorder recorder;
  Trace trace;
  Cluster cluster;

 private:
  ClusterOptions options(std::size_t nodes, std::size_t clients, const DiskOptions& disk,
                         const std::string& host_flaw, bool bound) {
    ClusterOptions all;
    all.protocol = &kind;
    for (std::size_t n = 1; n <= nodes; ++n) {
      all.nodes.push_back({"n" + std::to_string(n), n % 2 == 1 ? "odd" : "even", {}, disk});
    }
    all.clients = clients;
    all.host_flaw = host_flaw;
    all.frames.bound = bound;
    all.packet_code = all.frames.code = find_integrity("crc32c");
    all.link_plan = [](NodeId, NodeId) {
      LinkOptions link;
      link.latency = Delay(1ms);
      return link;
    };
    return all;
  }
};

}  // namespace conclave::sim

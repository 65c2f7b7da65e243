// The protocols, one line for each.
#include "protocols/registry.h"

#include <array>

#include "protocols/paxos/multi.h"
#include "protocols/paxos/synod.h"
#include "protocols/raft/node.h"

namespace conclave {

std::span<const ProtocolKind> protocol_kinds() {
  static const std::array kinds{
      kind_of<raft::Types, raft::Node>(
          "Raft: a leader replicates its log (Ongaro and Ousterhout, 2014)", raft::flaw_table()),
      kind_of<paxos::multi::Types, paxos::multi::Node>(
          "Multi-Paxos: a leader numbers commands, one synod for each slot (Lamport, 2001)",
          paxos::multi::flaws),
      kind_of<paxos::synod::Types, paxos::synod::Node>(
          "Paxos: the synod, which agrees on one command (Lamport, 2001)", paxos::synod::flaws),
  };
  return kinds;
}

const ProtocolKind* find_protocol(std::string_view name) {
  for (const ProtocolKind& kind : protocol_kinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

}  // namespace conclave

#include "protocols/registry.h"

#include <array>

#include "protocols/raft/node.h"

namespace conclave {

std::span<const ProtocolKind> protocol_kinds() {
  static const std::array kinds{
      kind_of<raft::Types, raft::Node>(
          "Raft: a leader replicates its log (Ongaro and Ousterhout, 2014)", raft::flaw_table()),
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

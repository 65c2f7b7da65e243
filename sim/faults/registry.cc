// The kinds of faults, in the order in which they are listed.
#include <array>

#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

constexpr std::array kinds{
    FaultKind{"crash", "nodes stop, lose what they had not synced, and come back", make_crash},
    FaultKind{"partition", "links carry nothing: groups, isolated nodes, or one way",
              make_partition},
    FaultKind{"loss", "links lose packets at a rate", make_loss},
    FaultKind{"latency", "links take longer", make_latency},
    FaultKind{"duplicate", "links deliver some packets twice", make_duplicate},
    FaultKind{"pause", "processes stand still and do not know it", make_pause},
    FaultKind{"clock", "clocks jump, and run fast or slow", make_clock},
    FaultKind{"heal", "all active faults end", make_heal},
};

}  // namespace

std::span<const FaultKind> fault_kinds() {
  return kinds;
}

const FaultKind* find_fault(std::string_view name) {
  for (const FaultKind& kind : kinds) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

}  // namespace conclave::sim

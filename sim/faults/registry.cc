// The kinds of faults, in the order in which they are listed.
#include <array>

#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

constexpr std::array kinds{
    FaultKind{"crash", "nodes stop, lose what they had not synced, and come back", make_crash},
    FaultKind{"partition", "links carry nothing: groups, one way, bridges, rings, partial meshes",
              make_partition},
    FaultKind{"swizzle", "nodes' links stop one by one, and come back in another order",
              make_swizzle},
    FaultKind{"loss", "links lose packets at a rate", make_loss},
    FaultKind{"latency", "links take longer", make_latency},
    FaultKind{"reorder", "some packets are overtaken by others", make_reorder},
    FaultKind{"duplicate", "links deliver some packets twice, the second time late",
              make_duplicate},
    FaultKind{"corrupt", "links damage some packets: bits, bursts, swaps, zeroes, cuts",
              make_corrupt},
    FaultKind{"bandwidth", "links carry few bits a second, and their queues overflow",
              make_bandwidth},
    FaultKind{"clog", "what travels waits until it is over, and comes late in any order",
              make_clog},
    FaultKind{"hold", "what travels is held, and let go in order", make_hold},
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

// The kinds of faults, in the order in which they are listed.
#include <array>

#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

constexpr std::array kinds{
    FaultKind{"crash", "nodes stop, lose what they had not synced, and come back", make_crash},
    FaultKind{"restart", "nodes stop and come back one after the other, as for an upgrade",
              make_restart},
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
    FaultKind{"slow", "everything takes nodes longer, one thing after the other", make_slow},
    FaultKind{"clock", "clocks jump, and run fast or slow", make_clock},
    FaultKind{"disk_slow", "syncs take longer", make_disk_slow},
    FaultKind{"disk_stall", "no sync completes for a while", make_disk_stall},
    FaultKind{"sync_fails", "a sync reports failure, and its data is gone", make_sync_fails},
    FaultKind{"sync_lies", "syncs report success and make nothing durable", make_sync_lies},
    FaultKind{"write_error", "writes fail", make_write_error},
    FaultKind{"disk_full", "the disk is full in the middle of a record", make_disk_full},
    FaultKind{"read_error", "a record cannot be read at boot", make_read_error},
    FaultKind{"bit_rot", "bits of a record flip where it lies", make_bit_rot},
    FaultKind{"lost_write", "a record that was synced never reached the medium", make_lost_write},
    FaultKind{"misdirected_write", "a record was written over another", make_misdirected_write},
    FaultKind{"stale_read", "what stood in a record's place before is read", make_stale_read},
    FaultKind{"wipe", "disks are emptied, and nodes come back as who they were", make_wipe},
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

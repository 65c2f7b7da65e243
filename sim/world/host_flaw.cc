// The planted mistakes of hosts, in the order of `HostFlaw`. Ids are of the project's catalogue of
// known bugs of consensus code: S for storage, H for the rest of what a host does.
#include "sim/world/host_flaw.h"

#include <array>

#include "protocols/core/check.h"

namespace conclave::sim {
namespace {

constexpr std::array table = std::to_array<FlawInfo>({
    {"S02", "ack_before_sync", "what waits for the disk is sent at once",
     "dragonboat #201; spur #635; Redpanda #3114"},
    {"S03", "sync_error_ignored",
     "a sync that failed is done again; the second one succeeds, and the data is gone",
     "Rebello et al., ATC 2020: PostgreSQL, LMDB, LevelDB, SQLite, Redis"},
    {"S01", "mismatch_ends_log",
     "the first bad frame is the end of the journal, whatever lies behind it, and the rest is cut",
     "Redundancy Does Not Imply Fault Tolerance, FAST 2017; Protocol-Aware Recovery, FAST 2018"},
    {"S06", "torn_tail_kept",
     "what a crash left of an unfinished write stays, and the next record lands behind it",
     "Pillai et al., OSDI 2014; TigerBeetle's prepare ring"},
    {"S04", "missing_directory_sync",
     "a new file of the journal is synced, and the directory that names it is not",
     "CockroachDB #117383; braft #254; RedisRaft #548"},
    {"S08", "completions_out_of_order",
     "a sync is taken to cover what was written while it was under way",
     "Redpanda #16105; openraft #1960; C-Raft's raft_io contract"},
    {"H01", "replies_from_earlier_life",
     "what a node had meant to send when it crashed is sent in its next life",
     "the class of C-Raft's appendFollowerCb; the paper, section 5.1"},
    {"S10", "payload_unprotected",
     "the integrity code covers the header of a frame, not its payload",
     "Redundancy Does Not Imply Fault Tolerance, FAST 2017 (Redis, among others)"},
    {"S12", "partial_append_kept",
     "when the disk is full, the part of the record that fitted stays and the node goes on",
     "etcd #2819, #3591"},
});

static_assert(table.size() == static_cast<std::size_t>(HostFlaw::partial_append_kept),
              "a row for each flaw");

}  // namespace

std::span<const FlawInfo> host_flaw_table() {
  return table;
}

HostFlaw host_flaw_named(std::string_view name) {
  if (name.empty()) return HostFlaw::none;
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (table[row].name == name) return static_cast<HostFlaw>(row + 1);
  }
  NEVER("a flaw that is not in the table");
}

}  // namespace conclave::sim

// The planted mistakes of Raft, in the order of `Flaw`. Ids are of the project's catalogue of known
// bugs of consensus code: R from Raft implementations, S from storage, T from the rules of the
// papers themselves.
#include <array>

#include "protocols/raft/config.h"

namespace conclave::raft {
namespace {

constexpr std::array table = std::to_array<FlawInfo>({
    {"R01", "ack_beyond_verified",
     "a follower acknowledges its whole log, also the tail that the request did not show",
     "C-Raft up to 0.18.1, fixed in cowsql/raft 66ed6afd; CCF #6001"},
    {"R01b", "ack_own_tail",
     "a deposed leader whose own append completes acknowledges it to the new leader",
     "C-Raft appendFollowerCb, fixed in cowsql/raft 446f8d21"},
    {"R02", "commit_unverified_tail",
     "a follower commits up to the end of its log, not of what the request showed",
     "NuRaft #57; ScyllaDB #9965; cowsql/raft 000eacf2; willemt/raft #118"},
    {"R03", "commit_old_term", "a leader commits entries of earlier terms by counting (figure 8)",
     "LogCabin #44; canonical/raft #220; PySyncObj #169"},
    {"R04", "commit_stops_at_old_term",
     "a leader looks for what to commit only until the first entry of an earlier term",
     "raftos #30"},
    {"R05", "commit_only_acked",
     "a leader asks for a quorum only at the slot just acknowledged, not at those before",
     "cowsql/raft d61a743d"},
    {"R06", "truncate_always",
     "a follower cuts its log after prev before it compares, so a late request undoes newer ones",
     "raftos #26; CCF #5991; NebulaGraph #2483"},
    {"R07", "append_twice",
     "a follower appends what it gets at the end of its log, also what it holds already",
     "willemt/raft #118; NuRaft #293"},
    {"R09", "commit_regresses", "a follower takes any leader's commit index, also a lower one",
     "PySyncObj #166; tikv/raft-rs commit_to"},
    {"R11", "heed_stale_reject", "a leader obeys rejections that newer replies have overtaken",
     "etcd 91ff7cd; ScyllaDB 4c95277619"},
    {"R14", "heartbeat_at_commit",
     "a heartbeat verifies only what is committed, so a lost append is never noticed",
     "openraft 2bdfae5d (#1500)"},
    {"R15", "batch_with_hole",
     "a batch leaves out the entry that is too large and goes on after it", "LogCabin #160"},
    {"R20", "vote_before_sync", "a vote is sent before it is durable",
     "raft.tla #5; raft-java #57; akka-raft #56"},
    {"R21", "term_not_saved",
     "term and vote are not written; the term is read off the log after a crash", "raft-java #57"},
    {"R22", "ballot_not_atomic",
     "the old ballot is wiped before the new one is written; a crash between loses both",
     "ClickHouse Keeper #111454; hashicorp/raft #661"},
    {"R23", "vote_erased", "a candidate that steps down within its term forgets its vote in it",
     "CCF #5891, #8094; Redpanda #19"},
    {"R26", "prevote_counts", "a late pre-vote is counted as a vote", "ScyllaDB bd168d57ff"},
    {"R27", "prevote_raises_term", "a granted pre-vote raises the term of the one who asked",
     "etcd's PreVote rules; openraft 511f33c7"},
    {"R28", "prevote_own_term",
     "a granted pre-vote carries the voter's term, which a candidate ahead of it throws away",
     "etcd #8243; canonical/raft #279"},
    {"R29", "prevote_term_unheeded", "a refused pre-vote does not teach the candidate a later term",
     "openraft #1796; etcd #8501"},
    {"R32", "campaign_before_sync",
     "a candidate asks for votes before its term and its log are durable",
     "canonical/raft a54636b"},
    {"S01", "corruption_is_torn",
     "a journal damaged in its middle is cut there, and the node votes and leads with the rest",
     "Protocol-Aware Recovery, FAST 2018; ClickHouse/NuRaft #185"},
    {"S02", "ack_before_sync", "a follower acknowledges entries before they are durable",
     "dragonboat #201; spur #635; Redpanda #3114"},
    {"T01", "count_own_unsynced", "a leader counts its own entries before they are durable",
     "dissertation, section 10.2.1"},
    {"T02", "repeated_vote_counts", "the same vote received twice counts twice",
     "the paper, section 5.2"},
    {"T03", "stale_vote_counts", "a vote of an earlier term counts in this one",
     "the paper, section 5.2"},
    {"T04", "vote_twice", "a node grants its vote to everyone who asks", "the paper, section 5.2"},
    {"T05", "no_up_to_date_check", "a node votes for candidates whose logs lack what its own has",
     "the paper, section 5.4.1"},
    {"T06", "prev_unchecked",
     "a follower does not compare the term of the entry before the new ones",
     "the paper, section 5.3"},
    {"T07", "no_noop", "a new leader writes no entry of its own term, so old entries wait for one",
     "the paper, section 8; raft-dev, many times"},
    {"T08", "overwrite_own_tail",
     "a leader puts what is new behind what is committed, over the end of its own log",
     "the paper, section 5.3; NebulaGraph #2483"},
});

static_assert(table.size() == static_cast<std::size_t>(last_of(Flaw{})), "a row for each flaw");

}  // namespace

std::span<const FlawInfo> flaw_table() {
  return table;
}

std::string_view name_of(Flaw flaw) {
  return flaw == Flaw::none ? "none" : table[static_cast<std::size_t>(flaw) - 1].name;
}

Flaw flaw_named(std::string_view name) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (table[row].name == name) return static_cast<Flaw>(row + 1);
  }
  NEVER("a flaw that is not in the table");
}

}  // namespace conclave::raft

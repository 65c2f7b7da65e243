// The mistakes that can be planted into paxos, to see which judge convicts them.
#pragma once

#include <array>

#include "protocols/core/options.h"

namespace conclave::paxos::multi {

// In the order of the table.
enum class Flaw : std::uint8_t {
  none,
  forget_promise,
  promise_before_sync,
  accept_before_sync,
  keep_old_promise,
  accept_below_promise,
  first_report_wins,
  count_stale_promise,
  noop_over_report,
  choose_by_position,
  disjoint_quorums,
  reuse_ballot,
  count_twice,
  decide_past_hole,
  last_known,
};

inline constexpr std::array<FlawInfo, 13> flaws{{
    {"P01", "forget_promise", "an acceptor promises without writing it down",
     "phxpaxos iSyncInterval > 0; the class in \"Paxos Made Live\", section 5.1"},
    {"P01b", "promise_before_sync", "a promise leaves before it is durable",
     "phxpaxos iSyncInterval > 0"},
    {"S02", "accept_before_sync", "a vote leaves before it is durable",
     "dragonboat #201; redpanda #3114; the class in \"Paxos Made Live\", section 5.1"},
    {"P02", "keep_old_promise", "accepting a higher ballot does not raise the acceptor's promise",
     "ScyllaDB #6139; CASSANDRA-17162"},
    {"P21", "accept_below_promise", "an acceptor accepts whatever it is asked to",
     "\"Paxos Made Simple\", section 2.2: P1a left out"},
    {"P03", "first_report_wins",
     "a new leader adopts the first vote reported for a slot, not the one of the highest ballot",
     "\"Paxos Made Simple\", section 2.2: P2c left out; OmniPaxos 974b7ff"},
    {"P04", "count_stale_promise", "a promise of an earlier ballot counts for the present one",
     "MyPaxos #18"},
    {"P25", "noop_over_report",
     "a new leader fills its own gaps with no-ops, also where others reported a vote",
     "\"Paxos Made Simple\", section 3: gaps are what no promise reported; compare hydro #1615"},
    {"P11", "choose_by_position",
     "a follower takes what it holds at a chosen slot for what was chosen, whatever its ballot",
     "OmniPaxos #19, 1ea102f, 443b607"},
    {"P14", "disjoint_quorums", "a leader commits with so few votes that two quorums may not meet",
     "\"Flexible Paxos\": |Q1| + |Q2| = N"},
    {"P22", "reuse_ballot", "a candidate forgets its ballots when it restarts, and uses one again",
     "\"Paxos Made Simple\", section 2.5: the proposer's stable storage left out"},
    {"P24", "count_twice", "a leader counts a vote that the network repeated as two",
     "\"Paxos Made Simple\", section 2.3: a list of votes in place of a set"},
    {"P26", "decide_past_hole", "a follower steps over a slot that it lacks, and decides the next",
     "\"Paxos Made Simple\", section 3: commands execute in order; compare ZOOKEEPER-4925"},
}};
static_assert(flaws.size() + 1 == static_cast<std::size_t>(Flaw::last_known));

}  // namespace conclave::paxos::multi

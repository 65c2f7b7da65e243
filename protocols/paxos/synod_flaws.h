// The mistakes that can be planted into paxos-synod, to see which judge convicts them.
#pragma once

#include <array>

#include "protocols/core/options.h"

namespace conclave::paxos::synod {

// In the order of the table.
enum class Flaw : std::uint8_t {
  none,
  forget_promise,
  keep_old_promise,
  accept_below_promise,
  own_value_first,
  count_stale_promise,
  forget_when_learned,
  reuse_ballot,
  mix_ballots,
  count_twice,
  last_known,
};

inline constexpr std::array<FlawInfo, 9> flaws{{
    {"P01", "forget_promise", "an acceptor promises without writing it down",
     "phxpaxos iSyncInterval > 0; the class in \"Paxos Made Live\", section 5.1"},
    {"P02", "keep_old_promise", "accepting a higher ballot does not raise the acceptor's promise",
     "ScyllaDB #6139; CASSANDRA-17162"},
    {"P21", "accept_below_promise", "an acceptor accepts whatever it is asked to",
     "\"Paxos Made Simple\", section 2.2: P1a left out"},
    {"P03", "own_value_first", "a proposer proposes its own value although a vote was reported",
     "\"Paxos Made Simple\", section 2.2: P2c left out; OmniPaxos 974b7ff"},
    {"P04", "count_stale_promise", "a promise of an earlier ballot counts for the present one",
     "MyPaxos #18"},
    {"P07", "forget_when_learned", "an acceptor drops its state as soon as the value is learned",
     "ScyllaDB #6149, #6154"},
    {"P22", "reuse_ballot", "a proposer forgets its ballots when it restarts, and uses one again",
     "\"Paxos Made Simple\", section 2.5: the proposer's stable storage left out"},
    {"P23", "mix_ballots", "a learner counts the votes of different ballots together",
     "\"Paxos Made Simple\", section 2.3: a majority must accept one proposal"},
    {"P24", "count_twice", "a learner counts a vote that the network repeated as two",
     "\"Paxos Made Simple\", section 2.3: a list of votes in place of a set"},
}};
static_assert(flaws.size() + 1 == static_cast<std::size_t>(Flaw::last_known));

}  // namespace conclave::paxos::synod

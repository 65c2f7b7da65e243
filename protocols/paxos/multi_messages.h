// What the nodes of paxos say to each other, and what they keep on disk.
#pragma once

#include <array>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/core/pool_allocator.h"
#include "protocols/core/protocol.h"
#include "protocols/paxos/ballot.h"
#include "protocols/paxos/multi_config.h"

namespace conclave::paxos::multi {

// On their way: in messages and records.
using Commands = std::vector<Command, Pooled<Command>>;
using Votes = std::vector<Vote, Pooled<Vote>>;

// Phase 1a for all slots from `from` on, at once; and the request for a further page of the answer.
struct Prepare {
  static constexpr const char* name = "prepare";
  Ballot ballot;
  Slot from;
  // A candidate has promised itself its ballot before anyone hears of it.
  Claim claim() const { return Claim::vote(epoch_of(ballot)); }
  friend bool operator==(const Prepare&, const Prepare&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("from", self.from);
  }
};

// Phase 1b: the promise, with a page of the votes for the slots from `from` on. A vote of ballot
// zero is none. The page is the last one if it reaches `last`, the highest slot voted for.
struct Promise {
  static constexpr const char* name = "promise";
  Ballot ballot;
  Slot from;
  Votes votes;
  Slot last;
  Claim claim() const { return Claim::vote(epoch_of(ballot)); }
  friend bool operator==(const Promise&, const Promise&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("from", self.from);
    field("votes", self.votes);
    field("last", self.last);
  }
};

// `ballot` comes too late, since `promised` is promised. A courtesy: nothing rests on it.
struct Refuse {
  static constexpr const char* name = "refuse";
  Ballot ballot, promised;
  friend bool operator==(const Refuse&, const Refuse&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("promised", self.promised);
  }
};

// Phase 2a for the slots from `first` on, one for each command. All slots up to `chosen` are chosen
// as the leader knows, and what is chosen there is what it proposes there.
struct Accept {
  static constexpr const char* name = "accept";
  Ballot ballot;
  Slot first;
  Commands commands;
  Slot chosen;
  friend bool operator==(const Accept&, const Accept&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("first", self.first);
    field("commands", self.commands);
    field("chosen", self.chosen);
  }
};

// Phase 2b: the sender's votes of `ballot` for the slots [first, last]; and how far it knows what
// is chosen.
struct Accepted {
  static constexpr const char* name = "accepted";
  Ballot ballot;
  Slot first, last, chosen;
  Claim claim() const { return Claim::holds(first, last, epoch_of(ballot)); }
  friend bool operator==(const Accepted&, const Accepted&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("first", self.first);
    field("last", self.last);
    field("chosen", self.chosen);
  }
};

// The leader of `ballot` is there, and knows all slots up to `chosen` to be chosen.
struct Heartbeat {
  static constexpr const char* name = "heartbeat";
  Ballot ballot;
  Slot chosen;
  friend bool operator==(const Heartbeat&, const Heartbeat&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("chosen", self.chosen);
  }
};

// The answer of a follower that lacks nothing.
struct Heard {
  static constexpr const char* name = "heard";
  Ballot ballot;
  Slot chosen;
  friend bool operator==(const Heard&, const Heard&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("chosen", self.chosen);
  }
};

// The answer of a follower that lacks chosen slots, from `from` on.
struct Ask {
  static constexpr const char* name = "ask";
  Ballot ballot;
  Slot from;
  friend bool operator==(const Ask&, const Ask&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("from", self.from);
  }
};

// The record of a promise, also of that which a candidate makes to itself: no later life of it uses
// the ballot again.
struct Promised {
  static constexpr const char* name = "promised";
  Ballot ballot;
  friend bool operator==(const Promised&, const Promised&) = default;
  static void fields(auto& self, auto&& field) { field("ballot", self.ballot); }
};

// The record of votes. `chosen` rides along, so that a restarted node knows a good part of what is
// chosen without a record, and a sync, of its own for it.
struct Cast {
  static constexpr const char* name = "cast";
  Ballot ballot;
  Slot first;
  Commands commands;
  Slot chosen;
  friend bool operator==(const Cast&, const Cast&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("first", self.first);
    field("commands", self.commands);
    field("chosen", self.chosen);
  }
};

enum class Timer : std::uint8_t { election, heartbeat };
constexpr Timer last_of(Timer) {
  return Timer::heartbeat;
}
constexpr std::string_view name_of(Timer timer) {
  constexpr std::array<std::string_view, 2> names{"election", "heartbeat"};
  return names[static_cast<std::size_t>(timer)];
}

struct Types {
  static constexpr std::string_view name = "paxos";
  static constexpr std::string_view epoch_word = "ballot";
  // Promises of this family, by the names of the checks that hold it to them.
  static constexpr std::array<std::string_view, 4> checks{"one_value", "promise_kept",
                                                          "highest_adopted", "ballot_unique"};
  static constexpr std::array<std::string_view, 4> sources{
      "protocols/paxos/multi", "protocols/paxos/candidacy", "protocols/paxos/ledger",
      "protocols/paxos/tally"};
  using Message = std::variant<Prepare, Promise, Refuse, Accept, Accepted, Heartbeat, Heard, Ask>;
  using Record = std::variant<Promised, Cast>;
  using Timer = multi::Timer;
  using Config = multi::Config;
  static Flaw flaw_named(std::string_view name) { return flaw_in<Flaw>(flaws, name); }
};

}  // namespace conclave::paxos::multi

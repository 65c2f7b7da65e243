// What Raft nodes say to each other, and what they write down.
//
// Papers: "the paper" is Ongaro and Ousterhout, In Search of an Understandable Consensus Algorithm
// (extended version, 2014); "the dissertation" is Ongaro, Consensus: Bridging Theory and Practice
// (2014). Bare section numbers are the paper's.
#pragma once

#include <optional>
#include <variant>
#include <vector>

#include "protocols/core/pool_allocator.h"
#include "protocols/core/protocol.h"

namespace conclave::raft {

using Term = Strong<struct TermTag>;  // the first election is for term 1

constexpr Epoch epoch_of(Term term) {
  return Epoch(term.value());
}

struct Entry {
  Term term;
  Command command;
  friend bool operator==(const Entry&, const Entry&) = default;
  static void fields(auto& self, auto&& field) {
    field("term", self.term);
    field("command", self.command);
  }
};
using Entries = std::vector<Entry, Pooled<Entry>>;  // on their way: in messages and records

// --- Messages -----------------------------------------------------------------------------------

// A candidate asks for a vote in `term` (section 5.2). With `pre` it asks whether it would get one
// if it raised its term to `term`, which it has not (dissertation, section 9.6).
struct VoteRequest {
  static constexpr const char* name = "vote_request";
  Term term;
  bool pre = false;
  Slot last;  // the candidate's log ends here
  Term last_term;
  std::optional<Claim> claim() const {
    return pre ? std::nullopt : std::optional(Claim::vote(epoch_of(term)));
  }
  friend bool operator==(const VoteRequest&, const VoteRequest&) = default;
  static void fields(auto& self, auto&& field) {
    field("term", self.term);
    field("pre", self.pre);
    field("last", self.last);
    field("last_term", self.last_term);
  }
};

struct VoteReply {
  static constexpr const char* name = "vote_reply";
  Term term;  // the replier's; in a granted pre-vote, the term that was asked for
  bool pre = false;
  bool granted = false;
  std::optional<Claim> claim() const {
    return granted && !pre ? std::optional(Claim::vote(epoch_of(term))) : std::nullopt;
  }
  friend bool operator==(const VoteReply&, const VoteReply&) = default;
  static void fields(auto& self, auto&& field) {
    field("term", self.term);
    field("pre", self.pre);
    field("granted", self.granted);
  }
};

// The leader's log after `prev` goes on with `entries` (section 5.3). Without entries: a heartbeat.
struct AppendRequest {
  static constexpr const char* name = "append_request";
  Term term;
  Slot prev;
  Term prev_term;
  Slot committed;  // as the leader knows
  Entries entries;
  friend bool operator==(const AppendRequest&, const AppendRequest&) = default;
  static void fields(auto& self, auto&& field) {
    field("term", self.term);
    field("prev", self.prev);
    field("prev_term", self.prev_term);
    field("committed", self.committed);
    field("entries", self.entries);
  }
};

// "My log is the leader's up to `match`, durably": no further than the request showed, however
// long the log is.
struct AppendReply {
  static constexpr const char* name = "append_reply";
  Term term;
  Slot match;
  Claim claim() const { return Claim::holds(Slot(1), match); }
  friend bool operator==(const AppendReply&, const AppendReply&) = default;
  static void fields(auto& self, auto&& field) {
    field("term", self.term);
    field("match", self.match);
  }
};

// "I do not hold the leader's entry at `prev`" (or its term is over). The hint lets the leader step
// back over a whole term at once (end of section 5.3): at `prev` stands `conflict_term`, whose
// first slot here is `first`; or the log is too short, and `first` is the slot after its last.
struct AppendReject {
  static constexpr const char* name = "append_reject";
  Term term;
  Slot prev;  // of the request: tells a late rejection from a current one
  std::optional<Term> conflict_term;
  Slot first;
  friend bool operator==(const AppendReject&, const AppendReject&) = default;
  static void fields(auto& self, auto&& field) {
    field("term", self.term);
    field("prev", self.prev);
    field("conflict_term", self.conflict_term);
    field("first", self.first);
  }
};

using Message = std::variant<VoteRequest, VoteReply, AppendRequest, AppendReply, AppendReject>;

// --- Records: the durable state is a fold over them ---------------------------------------------

// From here on the node is in `term`, and has this vote in it. One record, so that no crash can
// tear the two apart.
struct Ballot {
  static constexpr const char* name = "ballot";
  Term term;
  NodeId vote;  // nobody: none yet
  friend bool operator==(const Ballot&, const Ballot&) = default;
  static void fields(auto& self, auto&& field) {
    field("term", self.term);
    field("vote", self.vote);
  }
};

// The log from `slot` on is exactly these entries.
struct Appended {
  static constexpr const char* name = "appended";
  Slot slot;
  Entries entries;
  friend bool operator==(const Appended&, const Appended&) = default;
  static void fields(auto& self, auto&& field) {
    field("slot", self.slot);
    field("entries", self.entries);
  }
};

using Record = std::variant<Ballot, Appended>;

}  // namespace conclave::raft

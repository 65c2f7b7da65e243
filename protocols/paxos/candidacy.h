// Candidacy: what phase 1 has brought together so far. A new leader "executes phase 1 for
// infinitely many instances" with "a single reasonably short message" ("Paxos Made Simple", section
// 3): for all slots that it does not know to be chosen.
//
// Acceptors answer in pages, so that no message grows with the log. An acceptor counts when its
// last page is in.
#pragma once

#include "protocols/paxos/multi_messages.h"

namespace conclave::paxos::multi {

class Candidacy {
 public:
  Candidacy() = default;
  // `own` are the candidate's own votes from `from` on.
  Candidacy(Ballot ballot, Slot from, Votes own, std::size_t acceptors, Flaw flaw)
      : ballot_(ballot),
        flaw_(flaw),
        from_(from),
        reported_(std::move(own)),
        due_(acceptors, from) {}

  // Takes a page of the acceptor with that index. False if it is not the page that is due.
  bool add(std::size_t acceptor, const Promise& m) {
    if (m.ballot != ballot_ && flaw_ != Flaw::count_stale_promise) return false;
    Slot& due = due_[acceptor];
    if (complete(acceptor) || m.from != due) return false;
    for (std::size_t n = 0; n < m.votes.size(); ++n) report(m.from + n, m.votes[n]);
    due = m.from + m.votes.size();
    if (due <= m.last) return !m.votes.empty();
    due = Slot();
    ++promises_;
    return true;
  }

  Slot from() const { return from_; }
  // Behind the last slot that anyone reported so far.
  Slot end() const { return from_ + reported_.size(); }
  // Where the next page of this acceptor starts.
  Slot due(std::size_t acceptor) const { return due_[acceptor]; }
  bool complete(std::size_t acceptor) const { return due(acceptor) == Slot(); }
  // How many acceptors have promised and told all that they voted for.
  std::size_t promises() const { return promises_; }

  // What a leader has to propose from `from()` on: in each slot the value of the highest-numbered
  // vote that was reported (P2c), and a no-op where there was none.
  Commands proposals() const {
    Commands commands;
    commands.reserve(reported_.size());
    for (const Vote& vote : reported_) {
      SOMETIMES(vote.ballot == Ballot(), "a new leader fills a gap with a no-op");
      commands.push_back(vote.value);
    }
    return commands;
  }

  friend bool operator==(const Candidacy&, const Candidacy&) = default;
  static void fields(auto& self, auto&& field) {
    field("from", self.from_);
    field("reported", self.reported_);
    field("due", self.due_);
    field("promises", self.promises_);
  }

 private:
  void report(Slot slot, const Vote& vote) {
    const std::size_t n = slot - from_;
    if (n >= reported_.size()) reported_.resize(n + 1);
    Vote& highest = reported_[n];
    if (flaw_ == Flaw::first_report_wins && highest.ballot != Ballot()) return;
    if (flaw_ == Flaw::noop_over_report && highest.ballot == Ballot()) return;
    if (vote.ballot > highest.ballot) highest = vote;
  }

  Ballot ballot_;
  Flaw flaw_ = Flaw::none;
  Slot from_;
  Votes reported_;         // by slot, from `from_` on
  std::vector<Slot> due_;  // by acceptor; zero: nothing more
  std::size_t promises_ = 0;
};

}  // namespace conclave::paxos::multi

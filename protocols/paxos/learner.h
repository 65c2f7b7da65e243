// Learner: finds out what was chosen.
//
// A value is chosen when a majority of acceptors have accepted one proposal: the same ballot, not
// merely the same value ("Paxos Made Simple", section 2.3). Of each acceptor it keeps the latest
// vote, so it needs no more memory however long proposers duel; what it misses by that, a further
// ballot tells it again.
#pragma once

#include "protocols/paxos/synod_messages.h"

namespace conclave::paxos::synod {

class Learner {
 public:
  struct Heard {
    NodeId acceptor;
    Vote vote;
    friend bool operator==(const Heard&, const Heard&) = default;
    static void fields(auto& self, auto&& field) {
      field("acceptor", self.acceptor);
      field("vote", self.vote);
    }
  };

  Learner() = default;
  Learner(std::size_t quorum, Flaw flaw) : quorum_(quorum), flaw_(flaw) {}

  // True if this vote completes a majority.
  bool on(NodeId from, const Accepted& m) {
    if (chosen_) return false;
    remember(from, m.vote);
    const auto count = std::count_if(votes_.begin(), votes_.end(), [&](const Heard& heard) {
      return heard.vote.ballot == m.vote.ballot || flaw_ == Flaw::mix_ballots;
    });
    if (static_cast<std::size_t>(count) < quorum_) return false;
    chosen_ = m.vote;
    return true;
  }

  // True if it did not know.
  bool on(const Chosen& m) {
    if (chosen_) return false;
    chosen_ = m.vote;
    return true;
  }

  const std::optional<Vote>& chosen() const { return chosen_; }
  // There is something to learn: someone has voted.
  bool suspects() const { return !votes_.empty(); }

  friend bool operator==(const Learner&, const Learner&) = default;
  static void fields(auto& self, auto&& field) {
    field("votes", self.votes_);
    field("chosen", self.chosen_);
  }

 private:
  void remember(NodeId from, const Vote& vote) {
    const auto known = std::find_if(votes_.begin(), votes_.end(),
                                    [&](const Heard& heard) { return heard.acceptor == from; });
    if (known == votes_.end() || flaw_ == Flaw::count_twice) {
      votes_.push_back({from, vote});
    } else if (known->vote.ballot < vote.ballot) {
      known->vote = vote;  // a late message must not bring an older vote back
    }
  }

  std::size_t quorum_ = 0;
  Flaw flaw_ = Flaw::none;
  std::vector<Heard> votes_;
  std::optional<Vote> chosen_;
};

}  // namespace conclave::paxos::synod

// Ledger: an acceptor's votes by slot, the last one for each. Slots may be missing.
#pragma once

#include <utility>
#include <vector>

#include "protocols/core/check.h"
#include "protocols/paxos/multi_messages.h"

namespace conclave::paxos::multi {

class Ledger {
 public:
  // The highest slot voted for; zero if none.
  Slot last() const { return Slot(votes_.size()); }
  bool holds(Slot slot) const { return slot <= last() && ballot_at(slot) != Ballot(); }
  Ballot ballot_at(Slot slot) const { return at(slot).ballot; }

  // REQUIRES: 0 < slot <= last(). A vote of ballot zero is none.
  const Vote& at(Slot slot) const {
    ALWAYS(slot > Slot() && slot <= last());
    return votes_[slot.value() - 1];
  }
  void set(Slot slot, Ballot ballot, const Command& command) {
    ALWAYS(slot > Slot() && ballot != Ballot());
    if (slot == last().next()) return void(votes_.push_back({ballot, command}));
    if (slot > last()) {
      // No run comes near: what claims to lie farther ahead is damage, and not worth the memory.
      ALWAYS(slot - last() <= gap_max);
      votes_.resize(slot.value());
    }
    Vote& vote = votes_[slot.value() - 1];
    vote.ballot = ballot;
    vote.value = command;
  }

  // The votes for [first, last], as far as there are any.
  Votes page(Slot first, Slot last) const {
    last = std::min(last, this->last());
    if (first == Slot() || first > last) return {};
    return {votes_.begin() + static_cast<std::ptrdiff_t>(first.value() - 1),
            votes_.begin() + static_cast<std::ptrdiff_t>(last.value())};
  }

  friend bool operator==(const Ledger&, const Ledger&) = default;
  static void fields(auto& self, auto&& field) { field("votes", self.votes_); }

 private:
  static constexpr std::uint64_t gap_max = 1U << 20U;

  std::vector<Vote> votes_;
};

}  // namespace conclave::paxos::multi

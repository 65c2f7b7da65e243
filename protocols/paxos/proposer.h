// Proposer: gets a value chosen, its own or the one that may be chosen already.
//
//   P2c  a proposal (n, v) is issued only if there is a majority S of acceptors such that either no
//        acceptor in S has accepted any proposal numbered less than n, or v is the value of the
//        highest-numbered such proposal ("Paxos Made Simple", section 2.2)
#pragma once

#include "protocols/paxos/synod_messages.h"

namespace conclave::paxos::synod {

class Proposer {
 public:
  Proposer() = default;
  Proposer(NodeId self, std::size_t quorum, Flaw flaw)
      : self_(self), quorum_(quorum), flaw_(flaw) {}

  enum class Phase : std::uint8_t { idle, prepare, accept };
  friend constexpr Phase last_of(Phase) { return Phase::accept; }
  friend constexpr std::string_view name_of(Phase phase) {
    constexpr std::array<std::string_view, 3> names{"idle", "prepare", "accept"};
    return names[static_cast<std::size_t>(phase)];
  }

  // Only the first value that a client asks for: a proposer has one wish.
  void want(const Command& value) {
    if (!wanted_) wanted_ = value;
  }

  // Phase 1a, with a number above all that it used or heard of. The number must be durable before
  // anyone hears it (section 2.5).
  Ballot start() {
    ballot_ = {std::max(ballot_.round, seen_.round) + 1, self_};
    phase_ = Phase::prepare;
    promises_.clear();
    highest_.reset();
    return ballot_;
  }

  // Phase 2a: the proposal to issue, at the promise that completes a majority.
  std::optional<Vote> on(NodeId from, const Promise& m) {
    if (phase_ != Phase::prepare) return std::nullopt;
    if (m.ballot != ballot_ && flaw_ != Flaw::count_stale_promise) return std::nullopt;
    promises_.insert(from);
    if (m.vote && (!highest_ || m.vote->ballot > highest_->ballot)) highest_ = m.vote;
    if (promises_.size() < quorum_) return std::nullopt;

    SOMETIMES(highest_ && wanted_ && highest_->value != *wanted_,
              "a proposer gives up its own value for one that may be chosen");
    const bool own = !highest_ || (wanted_ && flaw_ == Flaw::own_value_first);
    if (own && !wanted_) {
      phase_ = Phase::idle;  // nothing was chosen, and this node wants nothing
      return std::nullopt;
    }
    phase_ = Phase::accept;
    return Vote{ballot_, own ? *wanted_ : highest_->value};
  }

  // True if it gives its ballot up: someone has promised a higher one (section 2.2).
  bool on(const Refuse& m) {
    heard_of(m.promised);
    if (phase_ == Phase::idle || m.ballot != ballot_) return false;
    phase_ = Phase::idle;
    return true;
  }

  void heard_of(Ballot ballot) { seen_ = std::max(seen_, ballot); }
  void stop() { phase_ = Phase::idle; }
  void recall(const Started& r) { ballot_ = std::max(ballot_, r.ballot); }

  Phase phase() const { return phase_; }
  Ballot ballot() const { return ballot_; }
  const std::optional<Command>& wanted() const { return wanted_; }

  friend bool operator==(const Proposer&, const Proposer&) = default;
  static void fields(auto& self, auto&& field) {
    field("phase", self.phase_);
    field("ballot", self.ballot_);
    field("seen", self.seen_);
    field("wanted", self.wanted_);
    field("promises", self.promises_);
    field("highest", self.highest_);
  }

 private:
  NodeId self_;
  std::size_t quorum_ = 0;
  Flaw flaw_ = Flaw::none;
  Phase phase_ = Phase::idle;
  Ballot ballot_;  // the highest it started, in any life
  Ballot seen_;    // the highest it heard of
  std::optional<Command> wanted_;
  NodeSet promises_;
  std::optional<Vote> highest_;
};

}  // namespace conclave::paxos::synod

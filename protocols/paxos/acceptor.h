// Acceptor: the memory of the protocol. It must not forget, and it is never asked to think.
//
//   P1a  an acceptor can accept a proposal numbered n if and only if it has not responded to a
//        prepare request with a number greater than n ("Paxos Made Simple", section 2.2)
//
// Its state is a fold over the records of what it promised and accepted.
#pragma once

#include "protocols/paxos/synod_messages.h"

namespace conclave::paxos::synod {

class Acceptor {
 public:
  Acceptor() = default;
  explicit Acceptor(Flaw flaw) : flaw_(flaw) {}

  // A refusal changes nothing; a repeated request is answered again and changes nothing either.
  enum class Answer : std::uint8_t { refuse, repeat, agree };

  // Phase 1b. An equal ballot is the same request once more, since a ballot has one owner.
  Answer on(const Prepare& m) {
    if (m.ballot < promised_) return Answer::refuse;
    if (m.ballot == promised_) return Answer::repeat;
    promised_ = m.ballot;
    return Answer::agree;
  }

  // Phase 2b.
  Answer on(const Accept& m) {
    if (m.vote.ballot < promised_ && flaw_ != Flaw::accept_below_promise) return Answer::refuse;
    if (vote_ == m.vote) return Answer::repeat;
    recall(Cast{m.vote});
    return Answer::agree;
  }

  void recall(const Promised& r) { promised_ = std::max(promised_, r.ballot); }
  void recall(const Cast& r) {
    vote_ = r.vote;
    // To accept is to promise: nothing below this ballot from now on.
    if (flaw_ != Flaw::keep_old_promise) promised_ = std::max(promised_, r.vote.ballot);
  }

  Ballot promised() const { return promised_; }
  const std::optional<Vote>& vote() const { return vote_; }

  friend bool operator==(const Acceptor&, const Acceptor&) = default;
  static void fields(auto& self, auto&& field) {
    field("promised", self.promised_);
    field("vote", self.vote_);
  }

 private:
  Ballot promised_;
  std::optional<Vote> vote_;
  Flaw flaw_ = Flaw::none;
};

}  // namespace conclave::paxos::synod

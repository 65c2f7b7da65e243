// The node of paxos-synod: an acceptor, a proposer and a learner under one roof, agreeing on one
// command, that of slot 1 ("Paxos Made Simple", section 2; "The Part-Time Parliament", section 2).
//
//   A promise or a vote is on disk before anyone hears of it, and so is a ballot before its use.
//   Proposers in a duel back off. Every node learns, and asks until it has.
//   One command is decided. Whoever asked for another is declined, since no node will ever serve
//   it.
#pragma once

#include "protocols/paxos/acceptor.h"
#include "protocols/paxos/learner.h"
#include "protocols/paxos/proposer.h"

namespace conclave::paxos::synod {

class Node {
 public:
  using P = Port<Types>;
  using Effects = P::Effects;

  Node() = default;
  Node(NodeId self, std::vector<NodeId> peers, Config config);

  void step(LocalTime now, const P::Input& input, Effects& out);
  Brief brief() const;

  friend bool operator==(const Node&, const Node&) = default;
  static void fields(auto& self, auto&& field) {
    field("role", self.role_);
    field("acceptor", self.acceptor_);
    field("proposer", self.proposer_);
    field("learner", self.learner_);
    field("waiting", self.waiting_);
    field("failures", self.failures_);
    field("asked", self.asked_);
  }

 private:
  void on(const P::Boot& boot, Effects& out);
  void on(const P::Receive& in, Effects& out);
  void on(const P::Timeout& timeout, Effects& out);
  void on(const P::Request& in, Effects& out);

  void on(NodeId from, const Prepare& m, Effects& out);
  void on(NodeId from, const Promise& m, Effects& out);
  void on(NodeId from, const Accept& m, Effects& out);
  void on(NodeId from, const Accepted& m, Effects& out);
  void on(NodeId from, const Refuse& m, Effects& out);
  void on(NodeId from, const Ask& m, Effects& out);
  void on(NodeId from, const Chosen& m, Effects& out);

  void start_ballot(Effects& out);
  void learn(Effects& out);
  void ask(Effects& out);
  void become(Role role, Effects& out);
  // A proposer whose ballot its own acceptor has promised away is nobody's leader any more.
  void yield_to(Ballot ballot, Effects& out);
  bool flawed(Flaw flaw) const { return config_.flaw == flaw; }

  NodeId self_;
  std::vector<NodeId> everyone_;  // sorted, self included
  Config config_;
  Acceptor acceptor_;
  Proposer proposer_;
  Learner learner_;
  Role role_ = Role::follower;
  std::vector<RequestId> waiting_;  // clients that hope
  std::uint64_t failures_ = 0;      // ballots since the last success
  std::uint64_t asked_ = 0;         // times that it asked for votes
};

}  // namespace conclave::paxos::synod

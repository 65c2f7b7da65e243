// The node of paxos: a sequence of commands, one instance of the synod for each slot ("Paxos Made
// Simple", section 3).
//
//   A leader runs phase 1 once, for all slots that it does not know to be chosen; then phase 2 for
//   each, in batches. What phase 1 reported it proposes again, and no-ops where there are gaps.
//   A promise or a vote is on disk before anyone hears of it. A restarted acceptor never forgets.
//   A leader teaches whoever lacks a chosen slot by proposing it again under its own ballot, so all
//   that a node decides it has voted for, and there is one way for a command to enter a ledger.
//   Commands are decided in slot order.
//
// What happens where: multi.cc (inputs, durable state), multi_election.cc (phase 1, and who leads),
// multi_replication.cc (phase 2, and learning).
#pragma once

#include <deque>

#include "protocols/paxos/candidacy.h"
#include "protocols/paxos/ledger.h"
#include "protocols/paxos/multi_messages.h"
#include "protocols/paxos/tally.h"

namespace conclave::paxos::multi {

// What a node has only while it leads.
struct Leadership {
  Commands recovered;           // what phase 1 left to propose, in slot order
  std::size_t proposed = 0;     // how many of those are
  std::deque<Command> queue;    // requests that wait for the window
  std::vector<Slot> in_flight;  // the last slot of each batch that is not chosen yet
  Slot next;                    // the next slot to propose
  Slot ticked;                  // what was proposed before the last heartbeat
  Tally tally;
  std::vector<Slot> held;  // by node: all slots up to here it holds durably
  NodeSet heard;           // who has answered lately
  std::uint64_t ticks = 0;

  bool idle() const { return proposed == recovered.size() && queue.empty(); }
  friend bool operator==(const Leadership&, const Leadership&) = default;
  static void fields(auto& self, auto&& field) {
    const std::uint64_t recovering = self.recovered.size() - self.proposed;
    const std::uint64_t queued = self.queue.size();
    field("recovering", recovering);
    field("queued", queued);
    field("in_flight", self.in_flight);
    field("next", self.next);
    field("tally", self.tally);
    field("held", self.held);
    field("heard", self.heard);
  }
};

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
    field("promised", self.promised_);
    field("seen", self.seen_);
    field("leader", self.leader_);
    field("chosen", self.chosen_);
    field("ledger", self.ledger_);
    field("failures", self.failures_);
    field("asking", self.asking_);
    field("candidacy", self.candidacy_);
    field("leadership", self.leadership_);
  }

 private:
  // multi.cc
  void on(const P::Boot& boot, Effects& out);
  void on(const P::Receive& in, Effects& out);
  void on(const P::Timeout& timeout, Effects& out);
  void on(const P::Request& in, Effects& out);
  void recall(const Promised& r);
  void recall(const Cast& r);
  void promise(Ballot ballot, Effects& out);
  void vote(Ballot ballot, Slot first, const Commands& commands, Effects& out);
  void choose_upto(Slot slot, Effects& out);

  // multi_election.cc
  void on(NodeId from, const Prepare& m, Effects& out);
  void on(NodeId from, const Promise& m, Effects& out);
  void on(NodeId from, const Refuse& m, Effects& out);
  void start_candidacy(Effects& out);
  void prepare_again(Effects& out);
  void start_leading(Effects& out);
  void step_down(Effects& out);
  void follow(Ballot ballot, Effects& out);
  void expect_leader(Effects& out) const;
  void become(Role role, Effects& out);

  // multi_replication.cc
  void on(NodeId from, const Accept& m, Effects& out);
  void on(NodeId from, const Accepted& m, Effects& out);
  void on(NodeId from, const Heartbeat& m, Effects& out);
  void on(NodeId from, const Heard& m, Effects& out);
  void on(NodeId from, const Ask& m, Effects& out);
  void propose(Effects& out);
  void propose_batch(Effects& out);
  void beat(Effects& out);
  void send_again(NodeId peer, Effects& out) const;
  void count(NodeId from, Slot first, Slot last);
  void choose_by_counting(Effects& out);
  void learn(Ballot ballot, Slot chosen, Effects& out);
  void ask(NodeId leader, Effects& out);
  Accept batch(Slot first, Slot last) const;

  bool leads(Ballot ballot) const { return role_ == Role::leader && ballot == promised_; }
  std::size_t index_of(NodeId node) const;
  bool flawed(Flaw flaw) const { return config_.flaw == flaw; }

  NodeId self_;
  std::vector<NodeId> everyone_;  // sorted, self included
  Config config_;

  Ballot promised_;  // durable; while this node leads or is a candidate, its own ballot
  Ledger ledger_;    // durable
  Slot chosen_;      // all slots up to here are chosen, as this node knows

  Role role_ = Role::follower;
  NodeId leader_;               // whom to send clients to
  Ballot seen_;                 // the highest it heard of
  std::uint64_t failures_ = 0;  // candidacies since a leader was heard of
  bool asking_ = false;         // it lacks chosen slots, and has asked for them
  Candidacy candidacy_;
  Leadership leadership_;
};

}  // namespace conclave::paxos::multi

// Node: one server of a Raft cluster, as a value that steps.
//
//     node.cc         inputs, rules for all servers, recovery
//     election.cc     section 5.2 and 5.4.1; pre-vote, check-quorum
//     replication.cc  section 5.3 and 5.4.2
//
// Invariants: the term never falls; a vote stands for the rest of its term; nothing that another
// node may rest on leaves before it is durable (`vouch`); applied <= committed <= the log's last
// slot, and the entries up to committed never change.
#pragma once

#include <span>
#include <utility>
#include <vector>

#include "protocols/raft/config.h"
#include "protocols/raft/configuration.h"
#include "protocols/raft/log.h"
#include "protocols/raft/progress.h"

namespace conclave::raft {

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
    field("self", self.self_);
    field("configuration", self.configuration_);
    field("term", self.term_);
    field("vote", self.vote_);
    field("log", self.log_);
    field("role", self.role_);
    field("leader", self.leader_);
    field("heard_leader", self.heard_leader_);
    field("canvassing", self.canvassing_);
    field("votes", self.votes_);
    field("committed", self.committed_);
    field("applied", self.applied_);
    field("progress", self.progress_);
  }

 private:
  // node.cc: the four inputs
  void on(const P::Boot& boot, Effects& out);
  void on(const P::Receive& in, Effects& out);
  void on(const P::Timeout& in, Effects& out);
  void on(const P::Request& in, Effects& out);
  bool restore(const Ballot& ballot);
  bool restore(const Appended& appended);

  // election.cc
  void on(NodeId from, const VoteRequest& m, Effects& out);
  void on(NodeId from, const VoteReply& m, Effects& out);
  void on_canvass(NodeId from, const VoteRequest& m, Effects& out) const;
  void on_promise(NodeId from, const VoteReply& m, Effects& out);
  void stand_for_election(Effects& out);
  void canvass(Effects& out);
  void become_follower(Term term, Effects& out);
  void become_candidate(Effects& out);
  void become_leader(Effects& out);
  void vote_for(NodeId candidate, Effects& out);
  void save_ballot(Effects& out) const;
  bool count_vote(NodeId from);
  void check_quorum(Effects& out);
  bool is_up_to_date(const VoteRequest& m) const;
  bool hears_a_leader() const;
  void expect_leader(Effects& out) const;
  void expect_quorum(Effects& out) const;

  // What a message from a later term means for ours; most messages raise it (section 5.1).
  bool raises_term(const VoteRequest& m) const { return !m.pre; }
  bool raises_term(const VoteReply& m) const;
  bool raises_term(const auto&) const { return true; }
  bool is_ignored(const VoteRequest&) const { return hears_a_leader(); }
  bool is_ignored(const auto&) const { return false; }

  // replication.cc
  void on(NodeId from, const AppendRequest& m, Effects& out);
  void on(NodeId from, const AppendReply& m, Effects& out);
  void on(NodeId from, const AppendReject& m, Effects& out);
  void follow(NodeId leader, Effects& out);
  bool agrees_with(const AppendRequest& m) const;
  AppendReject rejection_of(const AppendRequest& m) const;
  void adopt(const AppendRequest& m, Effects& out);
  void append(Slot slot, std::span<const Entry> tail, Effects& out);
  void propose(Command command, Effects& out);
  void replicate(Effects& out);
  void replicate(Progress& peer, Effects& out);
  void send_append(NodeId to, Slot prev, Entries entries, Effects& out) const;
  void send_heartbeats(Effects& out);
  Entries batch_from(Slot slot) const;
  Slot retry_slot(const AppendReject& m) const;
  void commit_by_counting(Slot acknowledged, Effects& out);
  void commit_until(Slot slot, Effects& out);
  Progress* progress_of(NodeId peer);

  // The messages that rest on what we wrote. They wait for the disk.
  void vouch(NodeId to, const VoteRequest& m, Effects& out) const;
  void vouch(NodeId to, const VoteReply& m, Effects& out) const;
  void vouch(NodeId to, const AppendReply& m, Effects& out) const;
  void vouch(NodeId to, const AppendReject& m, Effects& out) const;

  bool flawed(Flaw flaw) const { return config_.flaw == flaw; }

  NodeId self_;
  Config config_;
  Configuration configuration_;

  // Durable: a fold over the records.
  Term term_;
  NodeId vote_;
  Log log_;

  // Volatile, on all servers.
  LocalTime now_{};  // of this step
  Role role_ = Role::follower;
  NodeId leader_;             // of this term, if known
  LocalTime heard_leader_{};  // when it last spoke
  Slot committed_;
  Slot applied_;

  // Volatile, in an election.
  bool canvassing_ = false;    // a follower asks for pre-votes
  std::vector<NodeId> votes_;  // who granted one, or a pre-vote

  // Volatile, on leaders.
  std::vector<Progress> progress_;  // of every voter, itself included, in the order of their ids
};

}  // namespace conclave::raft

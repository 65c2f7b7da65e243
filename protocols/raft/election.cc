// Elections: sections 5.2 and 5.4.1; pre-vote after the dissertation's 9.6 with etcd's rules about
// terms; check-quorum and the refusal to disturb a leader after its 6.2 and 4.2.3.
#include <algorithm>

#include "protocols/raft/node.h"

namespace conclave::raft {

// --- Roles --------------------------------------------------------------------------------------

void Node::become_follower(Term term, Effects& out) {
  ALWAYS(term >= term_);
  const bool was_leader = role_ == Role::leader;
  const bool later = term > term_ || flawed(Flaw::vote_erased);  // R23
  if (later || role_ != Role::follower) out.became(role_ = Role::follower, epoch_of(term));
  leader_ = NodeId();
  canvassing_ = false;
  progress_.clear();
  if (later) {  // only a later term frees the vote
    term_ = term;
    vote_ = NodeId();
    save_ballot(out);
  }
  if (was_leader) {
    out.stop_timer(Timer::heartbeat);
    expect_leader(out);
  }
}

void Node::become_candidate(Effects& out) {
  term_ = term_.next();
  leader_ = NodeId();
  canvassing_ = false;
  votes_.clear();
  out.became(role_ = Role::candidate, epoch_of(term_));
  vote_for(self_, out);
  // The requests wait for the disk too: a second life must not collect the votes that were granted
  // to a first, whose log was longer than what survived.
  const VoteRequest request{.term = term_, .last = log_.last(), .last_term = log_.last_term()};
  for (const NodeId peer : configuration_.voters()) {
    if (peer != self_) vouch(peer, request, out);
  }
  vouch(self_, VoteReply{.term = term_, .granted = true}, out);
  expect_leader(out);  // a split vote times out too (section 5.2)
}

void Node::become_leader(Effects& out) {
  ALWAYS(role_ == Role::candidate);
  leader_ = self_;
  progress_.clear();
  for (const NodeId peer : configuration_.voters()) {
    progress_.emplace_back(peer, log_.last().next());
  }
  out.became(role_ = Role::leader, epoch_of(term_));
  if (config_.check_quorum) {
    expect_quorum(out);
  } else {
    out.stop_timer(Timer::election);
  }
  out.set_timer(Timer::heartbeat, config_.heartbeat, config_.heartbeat);
  // A no-op, so that this term has an entry to commit, and all before it (section 8). It also tells
  // the others at once who leads.
  if (!flawed(Flaw::no_noop)) propose(Command{}, out);  // T07
}

// --- Standing for election ----------------------------------------------------------------------

void Node::stand_for_election(Effects& out) {
  return config_.pre_vote ? canvass(out) : become_candidate(out);
}

// "Would you vote for me?" Nothing changes yet, so a node that cannot win disturbs nobody
// (dissertation, section 9.6).
void Node::canvass(Effects& out) {
  if (role_ == Role::candidate) become_follower(term_, out);
  leader_ = NodeId();
  canvassing_ = true;
  votes_.clear();
  if (count_vote(self_)) return become_candidate(out);
  const VoteRequest request{
      .term = term_.next(), .pre = true, .last = log_.last(), .last_term = log_.last_term()};
  for (const NodeId peer : configuration_.voters()) {
    if (peer != self_) out.send(peer, request);
  }
  expect_leader(out);
}

void Node::expect_leader(Effects& out) const {
  // Drawn anew each time, so that nodes seldom stand together (section 5.2).
  out.set_timer(Timer::election, config_.election_timeout.min, config_.election_timeout.max);
}

// --- Voting -------------------------------------------------------------------------------------

void Node::on(NodeId from, const VoteRequest& m, Effects& out) {
  if (m.pre) return on_canvass(from, m, out);
  if (m.term < term_) return vouch(from, VoteReply{.term = term_}, out);
  // One vote in a term (section 5.2), and none for a log that lacks what ours has (5.4.1).
  const bool free = vote_ == NodeId() || vote_ == from || flawed(Flaw::vote_twice);  // T04
  const bool granted = free && is_up_to_date(m);
  if (granted && vote_ != from) vote_for(from, out);
  if (granted) {
    canvassing_ = false;
    expect_leader(out);
  }
  vouch(from, VoteReply{.term = term_, .granted = granted}, out);
}

// A pre-vote is no promise: it writes nothing, is bound by nothing and raises no term. A granted
// one carries the term that was asked for, as our own may be behind it, and the candidate would
// take the answer for an old one. A refused one carries ours, so that a candidate behind it catches
// up. (The rules of etcd and ScyllaDB; with any other, some clusters never elect again.)
void Node::on_canvass(NodeId from, const VoteRequest& m, Effects& out) const {
  const bool free = m.term > term_ || (m.term == term_ && (vote_ == NodeId() || vote_ == from));
  const bool granted = free && is_up_to_date(m);
  const bool asked_for = granted && !flawed(Flaw::prevote_own_term);  // R28
  out.send(from, VoteReply{.term = asked_for ? m.term : term_, .pre = true, .granted = granted});
}

// "The one with the later last term is more up-to-date; of the same term, the longer" (5.4.1).
bool Node::is_up_to_date(const VoteRequest& m) const {
  if (flawed(Flaw::no_up_to_date_check)) return true;  // T05
  return std::pair(m.last_term, m.last) >= std::pair(log_.last_term(), log_.last());
}

// A server that heard a current leader within the minimum election timeout takes no part in
// replacing it (dissertation, 4.2.3), once something keeps a leader honest that nobody disturbs:
// a leader hears itself, and with check_quorum it steps down when it hears nobody else.
bool Node::hears_a_leader() const {
  if (!config_.pre_vote && !config_.check_quorum) return false;
  if (role_ == Role::leader) return true;
  return leader_ != NodeId() && now_ >= heard_leader_ &&
         now_ - heard_leader_ < config_.election_timeout.min;
}

void Node::vote_for(NodeId candidate, Effects& out) {
  vote_ = candidate;
  out.voted(epoch_of(term_), candidate);
  save_ballot(out);
}

void Node::save_ballot(Effects& out) const {
  if (flawed(Flaw::term_not_saved)) return;                  // R21
  if (flawed(Flaw::ballot_not_atomic)) out.write(Ballot{});  // R22
  out.write(Ballot{term_, vote_});
}

// --- Counting -----------------------------------------------------------------------------------

// A granted pre-vote names a term that nobody may ever reach. A refused one names the voter's.
bool Node::raises_term(const VoteReply& m) const {
  if (m.pre && m.granted) return flawed(Flaw::prevote_raises_term);  // R27
  return !(m.pre && flawed(Flaw::prevote_term_unheeded));            // R29
}

void Node::on(NodeId from, const VoteReply& m, Effects& out) {
  if (!m.granted) return;
  const bool real = !m.pre || (role_ == Role::candidate && flawed(Flaw::prevote_counts));  // R26
  if (!real) return on_promise(from, m, out);
  if (m.term < term_ && !flawed(Flaw::stale_vote_counts)) return;  // T03
  if (role_ == Role::candidate && count_vote(from)) become_leader(out);
}

void Node::on_promise(NodeId from, const VoteReply& m, Effects& out) {
  if (!canvassing_ || m.term != term_.next()) return;
  if (count_vote(from)) become_candidate(out);
}

// True if that makes a quorum. A vote counts once, however often it arrives.
bool Node::count_vote(NodeId from) {
  if (!configuration_.has(from)) return false;
  const bool known = std::find(votes_.begin(), votes_.end(), from) != votes_.end();
  if (!known || flawed(Flaw::repeated_vote_counts)) votes_.push_back(from);  // T02
  return votes_.size() >= configuration_.quorum();
}

// A leader that hears no quorum for an election timeout cannot commit, and may be the only one who
// thinks that it leads: it steps down, so that clients and voters look elsewhere
// (dissertation 6.2).
void Node::check_quorum(Effects& out) {
  if (!config_.check_quorum) return;
  std::size_t active = 0;
  for (Progress& peer : progress_) {
    active += peer.active() || peer.peer() == self_ ? 1 : 0;
    peer.set_active(false);
  }
  SOMETIMES(active < configuration_.quorum(), "a leader steps down because it hears no quorum");
  if (active < configuration_.quorum()) return become_follower(term_, out);
  expect_quorum(out);
}

void Node::expect_quorum(Effects& out) const {
  out.set_timer(Timer::election, config_.election_timeout.min, config_.election_timeout.min);
}

}  // namespace conclave::raft

// Phase 1, and who leads.
#include "protocols/paxos/multi.h"

namespace conclave::paxos::multi {

void Node::expect_leader(Effects& out) const {
  const DurationRange wait = backed_off(config_.election_timeout, failures_, config_.backoff_limit);
  out.set_timer(Timer::election, wait.min, wait.max);
}

void Node::become(Role role, Effects& out) {
  role_ = role;
  out.became(role, epoch_of(promised_));
}

// --- The candidate -------------------------------------------------------------------------------

void Node::start_candidacy(Effects& out) {
  // A number above all that it used or heard of. Its own promise is the record that it used it: on
  // disk before anyone hears, so that no later life uses it again (section 2.5).
  promise({std::max(promised_, seen_).round + 1, self_}, out);
  leader_ = NodeId();
  asking_ = false;
  become(Role::candidate, out);
  const Slot from = chosen_.next();
  candidacy_ = Candidacy(promised_, from, ledger_.page(from, ledger_.last()), everyone_.size(),
                         config_.flaw);
  for (const NodeId acceptor : everyone_) {
    if (acceptor != self_) out.send_after_sync(acceptor, Prepare{promised_, from});
  }
  // Its own votes are known already, so its promise has nothing to tell.
  out.send_after_sync(self_, Promise{promised_, from, {}, Slot()});
  expect_leader(out);
  out.set_timer(Timer::heartbeat, config_.heartbeat, config_.heartbeat);
  ++failures_;
}

// Messages get lost, and a long answer comes in pages: who has not told all is asked again. Who has
// is asked for nothing more, lest it believe that nobody stands and prepare a ballot of its own
// while the pages of others are still to come.
void Node::prepare_again(Effects& out) {
  for (std::size_t n = 0; n < everyone_.size(); ++n) {
    if (everyone_[n] == self_) continue;
    const Slot from = candidacy_.complete(n) ? candidacy_.end() : candidacy_.due(n);
    out.send_after_sync(everyone_[n], Prepare{promised_, from});
  }
  out.set_timer(Timer::heartbeat, config_.heartbeat, config_.heartbeat);
}

void Node::on(NodeId from, const Promise& m, Effects& out) {
  if (role_ != Role::candidate) return;
  const std::size_t acceptor = index_of(from);
  if (!candidacy_.add(acceptor, m)) return;
  if (candidacy_.promises() >= config_.promises_needed(everyone_.size())) {
    return start_leading(out);
  }
  if (candidacy_.complete(acceptor)) return;
  out.send(from, Prepare{promised_, candidacy_.due(acceptor)});
  expect_leader(out);  // it gets ahead
}

void Node::start_leading(Effects& out) {
  failures_ = 0;
  leader_ = self_;
  become(Role::leader, out);
  leadership_ = Leadership();
  leadership_.recovered = candidacy_.proposals();
  leadership_.next = candidacy_.from();
  leadership_.ticked = chosen_;
  leadership_.tally = Tally(candidacy_.from(), everyone_.size());
  leadership_.held.resize(everyone_.size());
  candidacy_ = Candidacy();
  out.stop_timer(Timer::election);
  beat(out);
  propose(out);
}

// --- The acceptor, phase 1b ----------------------------------------------------------------------

void Node::on(NodeId from, const Prepare& m, Effects& out) {
  seen_ = std::max(seen_, m.ballot);
  if (m.ballot < promised_) return out.send(from, Refuse{m.ballot, promised_});
  if (m.ballot.owner == self_) return;  // nobody else prepares a ballot of ours
  if (m.ballot > promised_) {
    promise(m.ballot, out);
    leader_ = NodeId();
    step_down(out);
  }
  // It gets the time to become leader before this node tries itself.
  expect_leader(out);
  Promise reply{m.ballot, m.from, {}, ledger_.last()};
  reply.votes = ledger_.page(m.from, m.from + (config_.batch_max - 1));
  if (flawed(Flaw::promise_before_sync)) return out.send(from, std::move(reply));
  // An acceptor records "its intended response in stable storage before actually sending" it
  // (section 2.5).
  out.send_after_sync(from, std::move(reply));
}

// --- Whom to follow ------------------------------------------------------------------------------

void Node::on(NodeId, const Refuse& m, Effects& out) {
  seen_ = std::max(seen_, m.promised);
  if (role_ == Role::follower || m.ballot != promised_) return;
  // Somebody has promised a higher ballot: the proposer "should then abandon its proposal"
  // (section 2.2).
  leader_ = NodeId();
  step_down(out);
  expect_leader(out);
}

// The leader of `ballot` was heard from.
void Node::follow(Ballot ballot, Effects& out) {
  seen_ = std::max(seen_, ballot);
  failures_ = 0;
  leader_ = ballot.owner;
  step_down(out);
  expect_leader(out);
}

void Node::step_down(Effects& out) {
  if (role_ == Role::follower) return;
  become(Role::follower, out);
  out.stop_timer(Timer::heartbeat);
  // These were never proposed, so another node may serve them. Those that were may yet be chosen.
  for (const Command& request : leadership_.queue) out.decline(request.id, leader_);
  leadership_ = Leadership();
  candidacy_ = Candidacy();
}

}  // namespace conclave::paxos::multi

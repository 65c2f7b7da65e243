// Multi-Paxos: boots, inputs, votes and choices; what the other files of the node share.
#include "protocols/paxos/multi.h"

namespace conclave::paxos::multi {

Node::Node(NodeId self, std::vector<NodeId> peers, Config config)
    : self_(self), everyone_(std::move(peers)), config_(config) {
  everyone_.push_back(self);
  std::sort(everyone_.begin(), everyone_.end());
}

void Node::step(LocalTime, const P::Input& input, Effects& out) {
  std::visit([&](const auto& in) { on(in, out); }, input);
}

Brief Node::brief() const {
  Brief brief;
  brief.epoch = epoch_of(promised_);
  brief.role = role_;
  brief.vote = promised_.owner;
  brief.length = ledger_.last();
  if (brief.length > Slot()) brief.last = epoch_of(ledger_.ballot_at(brief.length));
  brief.commit = chosen_;
  return brief;
}

// --- Inputs --------------------------------------------------------------------------------------

void Node::on(const P::Boot& boot, Effects& out) {
  // What lies behind a damaged record may be a promise. An acceptor that forgets is a traitor.
  if (boot.integrity == Integrity::corrupt) return out.halt("the journal is corrupt");
  for (const Types::Record& record : boot.records) {
    std::visit([&](const auto& r) { recall(r); }, record);
  }
  out.configured(everyone_, static_cast<std::uint32_t>(config_.promises_needed(everyone_.size())),
                 static_cast<std::uint32_t>(config_.votes_needed(everyone_.size())));
  become(Role::follower, out);
  choose_upto(std::exchange(chosen_, Slot()), out);
  expect_leader(out);
}

void Node::on(const P::Receive& in, Effects& out) {
  if (index_of(in.from) == everyone_.size()) return;
  std::visit([&](const auto& message) { on(in.from, message, out); }, in.message);
}

void Node::on(const P::Timeout& timeout, Effects& out) {
  if (timeout.timer == Timer::election) {
    if (role_ != Role::leader) start_candidacy(out);
  } else if (role_ == Role::leader) {
    beat(out);
  } else if (role_ == Role::candidate) {
    prepare_again(out);
  }
}

void Node::on(const P::Request& in, Effects& out) {
  if (role_ != Role::leader) return out.decline(in.command.id, leader_);
  leadership_.queue.push_back(in.command);
  propose(out);
}

// --- The durable state: a fold over the records --------------------------------------------------

void Node::recall(const Promised& r) {
  promised_ = std::max(promised_, r.ballot);
}

void Node::recall(const Cast& r) {
  // To accept is to promise: nothing below this ballot from now on.
  if (!flawed(Flaw::keep_old_promise)) promised_ = std::max(promised_, r.ballot);
  for (std::size_t n = 0; n < r.commands.size(); ++n) {
    ledger_.set(r.first + n, r.ballot, r.commands[n]);
  }
  // All slots up to here were in the ledger when the record was written, with what was chosen.
  chosen_ = std::max(chosen_, r.chosen);
}

void Node::promise(Ballot ballot, Effects& out) {
  ALWAYS(ballot > promised_);
  promised_ = ballot;
  out.voted(epoch_of(ballot), ballot.owner);
  const bool forgets = flawed(ballot.owner == self_ ? Flaw::reuse_ballot : Flaw::forget_promise);
  if (!forgets) out.write(Promised{ballot});
}

void Node::vote(Ballot ballot, Slot first, const Commands& commands, Effects& out) {
  for (std::size_t n = 0; n < commands.size(); ++n) {
    out.accepted(first + n, epoch_of(ballot), commands[n]);
  }
  Cast cast{ballot, first, commands, chosen_};
  recall(cast);
  out.write(std::move(cast));
}

// --- What is chosen ------------------------------------------------------------------------------

// Commands are decided in slot order, whatever order they are chosen in (section 3).
void Node::choose_upto(Slot slot, Effects& out) {
  if (slot <= chosen_) return;
  const Slot first = chosen_.next();
  chosen_ = slot;
  out.committed(chosen_, epoch_of(ledger_.ballot_at(chosen_)));
  for (Slot s = first; s <= chosen_; s = s.next()) {
    if (flawed(Flaw::decide_past_hole) && !ledger_.holds(s)) continue;
    ALWAYS(ledger_.holds(s));
    out.decide(s, ledger_.at(s).value);
  }
}

std::size_t Node::index_of(NodeId node) const {
  // As a rule, nodes are numbered from 1 without gaps.
  const std::size_t guess = node.value() - 1;
  if (guess < everyone_.size() && everyone_[guess] == node) return guess;
  const auto at = std::lower_bound(everyone_.begin(), everyone_.end(), node);
  if (at == everyone_.end() || *at != node) return everyone_.size();
  return static_cast<std::size_t>(at - everyone_.begin());
}

}  // namespace conclave::paxos::multi

// The four inputs, the rules for all servers (figure 2), and recovery.
#include "protocols/raft/node.h"

namespace conclave::raft {

Node::Node(NodeId self, std::vector<NodeId> peers, Config config)
    : self_(self), config_(std::move(config)) {
  peers.push_back(self);
  configuration_ = Configuration(std::move(peers));
}

void Node::step(LocalTime now, const P::Input& input, Effects& out) {
  now_ = now;
  std::visit([&](const auto& in) { on(in, out); }, input);
}

Brief Node::brief() const {
  return {epoch_of(term_), role_, vote_, log_.last(), epoch_of(log_.last_term()), committed_};
}

// First boot and recovery are one path. A journal that lost what was in it must not speak: its
// promises are gone, and nobody else knows them.
void Node::on(const P::Boot& boot, Effects& out) {
  if (boot.integrity == Integrity::corrupt && !flawed(Flaw::corruption_is_torn)) {  // S01
    return out.halt("the journal is corrupt");
  }
  log_.reserve(boot.records.size());  // most records hold an entry
  for (const Record& record : boot.records) {
    if (!std::visit([&](const auto& r) { return restore(r); }, record)) {
      return out.halt("the journal has a gap");
    }
  }
  const auto quorum = static_cast<std::uint32_t>(configuration_.quorum());
  out.configured(configuration_.voters(), quorum, quorum);
  out.became(role_, epoch_of(term_));
  expect_leader(out);
}

bool Node::restore(const Ballot& ballot) {
  if (ballot.term < term_ && !flawed(Flaw::ballot_not_atomic)) return false;
  term_ = ballot.term;
  vote_ = ballot.vote;
  return true;
}

bool Node::restore(const Appended& appended) {
  if (appended.slot < log_.first() || appended.slot > log_.last().next()) return false;
  log_.replace_from(appended.slot, appended.entries);
  if (flawed(Flaw::term_not_saved)) term_ = log_.last_term();  // R21
  return log_.last_term() <= term_;
}

void Node::on(const P::Receive& in, Effects& out) {
  std::visit(
      [&](const auto& m) {
        if (is_ignored(m)) return;
        // Whoever speaks from a later term is right about the term (section 5.1).
        if (m.term > term_ && raises_term(m)) become_follower(m.term, out);
        on(in.from, m, out);
      },
      in.message);
}

void Node::on(const P::Timeout& in, Effects& out) {
  if (in.timer == Timer::election) {
    return role_ == Role::leader ? check_quorum(out) : stand_for_election(out);
  }
  if (role_ == Role::leader) send_heartbeats(out);
}

// Clients speak to the leader; another node says who that is, if it knows (section 8). A retried
// request enters the log again: the service tells the two apart by their id (dissertation, 6.3).
void Node::on(const P::Request& in, Effects& out) {
  if (role_ != Role::leader) return out.decline(in.command.id, leader_);
  propose(in.command, out);
}

// "Updated on stable storage before responding to RPCs" (figure 2).

void Node::vouch(NodeId to, const VoteRequest& m, Effects& out) const {
  if (flawed(Flaw::campaign_before_sync)) return out.send(to, m);  // R32
  out.send_after_sync(to, m);
}

void Node::vouch(NodeId to, const VoteReply& m, Effects& out) const {
  if (flawed(Flaw::vote_before_sync)) return out.send(to, m);  // R20
  out.send_after_sync(to, m);
}

void Node::vouch(NodeId to, const AppendReply& m, Effects& out) const {
  if (flawed(Flaw::count_own_unsynced) && to == self_) return out.send(to, m);  // T01
  if (flawed(Flaw::ack_before_sync) && to != self_) return out.send(to, m);     // S02
  out.send_after_sync(to, m);
}

void Node::vouch(NodeId to, const AppendReject& m, Effects& out) const {
  out.send_after_sync(to, m);
}

}  // namespace conclave::raft

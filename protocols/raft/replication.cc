// Replication and commitment: sections 5.3 and 5.4.2.
#include <algorithm>

#include "protocols/raft/node.h"

namespace conclave::raft {

// --- The follower -------------------------------------------------------------------------------

void Node::on(NodeId from, const AppendRequest& m, Effects& out) {
  if (m.term < term_) {  // the reply's term deposes the sender
    return vouch(from, AppendReject{.term = term_, .prev = m.prev}, out);
  }
  follow(from, out);
  if (!agrees_with(m)) return vouch(from, rejection_of(m), out);
  adopt(m, out);
  // What this request verified ends here, however long the log is: beyond may lie a tail of an
  // earlier term. Nothing after it is acknowledged, nothing after it is committed.
  const Slot verified = m.prev + m.entries.size();
  const Slot match = flawed(Flaw::ack_beyond_verified) ? log_.last() : verified;  // R01
  vouch(from, AppendReply{.term = term_, .match = match}, out);
  const Slot limit = flawed(Flaw::commit_unverified_tail) ? log_.last() : verified;  // R02
  commit_until(std::min(m.committed, limit), out);
}

void Node::follow(NodeId leader, Effects& out) {
  ALWAYS(role_ != Role::leader);  // one leader in a term (section 5.2)
  if (role_ == Role::candidate) become_follower(term_, out);
  canvassing_ = false;
  leader_ = leader;
  heard_leader_ = now_;
  expect_leader(out);
}

// The consistency check of section 5.3.
bool Node::agrees_with(const AppendRequest& m) const {
  if (flawed(Flaw::prev_unchecked)) return m.prev <= log_.last();  // T06
  return log_.matches(m.prev, m.prev_term);
}

AppendReject Node::rejection_of(const AppendRequest& m) const {
  AppendReject reject{.term = term_, .prev = m.prev, .first = log_.last().next()};
  if (m.prev <= log_.last()) {
    reject.conflict_term = log_.term_at(m.prev);
    reject.first = log_.first_of_term_at(m.prev);
  }
  return reject;
}

// Only an entry that differs shortens the log. A late request shows less than the log holds, and
// must not undo what came after it (section 5.3: "if an existing entry conflicts").
void Node::adopt(const AppendRequest& m, Effects& out) {
  Slot slot = m.prev.next();
  std::span<const Entry> tail(m.entries);
  while (!tail.empty() && log_.matches(slot, tail.front().term)) {
    if (flawed(Flaw::truncate_always) || flawed(Flaw::append_twice)) break;
    slot = slot.next();
    tail = tail.subspan(1);
  }
  if (flawed(Flaw::append_twice)) slot = log_.last().next();   // R07
  if (tail.empty() && !flawed(Flaw::truncate_always)) return;  // R06
  SOMETIMES(slot <= log_.last(), "a follower loses a tail that was never committed");
  append(slot, tail, out);
}

// The log from `slot` on becomes `tail`, in memory, in the trace and on disk.
void Node::append(Slot slot, std::span<const Entry> tail, Effects& out) {
  if (slot <= log_.last()) out.truncated(slot);
  log_.replace_from(slot, tail);
  for (const Entry& entry : tail) {
    out.accepted(slot, epoch_of(entry.term), entry.command);
    slot = slot.next();
  }
  out.write(Appended{slot - tail.size(), Entries(tail.begin(), tail.end())});
}

// --- The leader ---------------------------------------------------------------------------------

// A leader only ever appends (section 5.3). It writes while it sends: its own copy counts when its
// own disk has it, like everybody's (dissertation, section 10.2.1).
void Node::propose(Command command, Effects& out) {
  const Entry entry{term_, std::move(command)};
  const Slot end = flawed(Flaw::overwrite_own_tail) ? committed_ : log_.last();  // T08
  append(end.next(), std::span(&entry, 1), out);
  vouch(self_, AppendReply{.term = term_, .match = log_.last()}, out);
  replicate(out);
}

void Node::replicate(Effects& out) {
  for (Progress& peer : progress_) replicate(peer, out);
}

void Node::replicate(Progress& peer, Effects& out) {
  if (peer.peer() == self_) return;
  while (peer.next() <= log_.last() && peer.may_send(config_.window)) {
    Entries batch = batch_from(peer.next());
    const Slot prev = peer.next() - 1;
    const Slot last = prev + batch.size();
    send_append(peer.peer(), prev, std::move(batch), out);
    peer.sent(last);
  }
}

void Node::send_append(NodeId to, Slot prev, Entries entries, Effects& out) const {
  out.send(to, AppendRequest{.term = term_,
                             .prev = prev,
                             .prev_term = log_.term_at(prev),
                             .committed = committed_,
                             .entries = std::move(entries)});
}

// A heartbeat asks about the last entry that was sent, so that a lost one is noticed.
void Node::send_heartbeats(Effects& out) {
  for (const Progress& peer : progress_) {
    if (peer.peer() == self_) continue;
    const Slot sent = peer.next() - 1;
    send_append(peer.peer(), flawed(Flaw::heartbeat_at_commit) ? committed_ : sent, {},
                out);  // R14
  }
  out.set_timer(Timer::heartbeat, config_.heartbeat, config_.heartbeat);
}

// As many entries as one message may hold, and always one. It has no holes: the follower knows an
// entry's slot by its place.
Entries Node::batch_from(Slot slot) const {
  Entries batch;
  batch.reserve(std::min<std::uint64_t>(config_.batch_max, log_.last().next() - slot));
  std::uint64_t bytes = 0;
  for (; slot <= log_.last() && batch.size() < config_.batch_max; slot = slot.next()) {
    const Entry& entry = log_.at(slot);
    if (!batch.empty() && bytes + entry.command.body.size() > config_.batch_bytes_max) {
      if (flawed(Flaw::batch_with_hole)) continue;  // R15
      break;
    }
    bytes += entry.command.body.size();
    batch.push_back(entry);
  }
  return batch;
}

void Node::on(NodeId from, const AppendReply& m, Effects& out) {
  if (flawed(Flaw::ack_own_tail) && from == self_ && leader_ != NodeId() && leader_ != self_) {
    return vouch(leader_, AppendReply{.term = term_, .match = log_.last()}, out);  // R01b
  }
  // What was true in an earlier term may since have been cut off.
  if (m.term < term_ || role_ != Role::leader) return;
  Progress* const peer = progress_of(from);
  if (!peer) return;
  ALWAYS(m.match <= log_.last());  // an answer to what this leader sent
  peer->set_active(true);
  if (peer->acknowledged(m.match)) {
    out.credited(from, peer->match(), epoch_of(log_.term_at(peer->match())));
    commit_by_counting(peer->match(), out);
  }
  replicate(*peer, out);
}

void Node::on(NodeId from, const AppendReject& m, Effects& out) {
  if (m.term < term_ || role_ != Role::leader) return;
  Progress* const peer = progress_of(from);
  if (!peer) return;
  peer->set_active(true);
  if (peer->is_stale(m.prev) && !flawed(Flaw::heed_stale_reject)) return;  // R11
  SOMETIMES(m.conflict_term.has_value(), "a leader learns of a conflicting term");
  peer->probe_from(std::min(retry_slot(m), m.prev));
  replicate(*peer, out);
}

// Where the logs can meet at the latest: after our last entry of the conflicting term, or, if we
// have none, before the peer's first (end of section 5.3).
Slot Node::retry_slot(const AppendReject& m) const {
  if (!m.conflict_term) return m.first;
  const Slot slot = log_.last_until_term(m.prev, *m.conflict_term);
  const bool shared = log_.term_at(slot) == *m.conflict_term;
  return shared ? slot.next() : std::min(m.first, slot.next());
}

Progress* Node::progress_of(NodeId peer) {
  const auto at = std::lower_bound(progress_.begin(), progress_.end(), peer,
                                   [](const Progress& p, NodeId id) { return p.peer() < id; });
  return at != progress_.end() && at->peer() == peer ? &*at : nullptr;
}

// --- Commitment ---------------------------------------------------------------------------------

void Node::commit_by_counting(Slot acknowledged, Effects& out) {
  if (acknowledged <= committed_) return;  // no quorum moved
  const Slot slot = configuration_.held_by_quorum(progress_);
  if (slot <= committed_) return;
  if (flawed(Flaw::commit_only_acked) && slot < acknowledged) return;  // R05
  const Term next_term = log_.term_at(committed_.next());
  if (flawed(Flaw::commit_stops_at_old_term) && next_term != term_) return;  // R04
  // Only an entry of our own term is committed by counting. One of an earlier term may be on a
  // majority and still be overwritten; it commits with those behind it (section 5.4.2, figure 8).
  if (log_.term_at(slot) != term_ && !flawed(Flaw::commit_old_term)) return;  // R03
  commit_until(slot, out);
}

void Node::commit_until(Slot slot, Effects& out) {
  const bool advances = slot > committed_;
  if (!advances && !(flawed(Flaw::commit_regresses) && slot < committed_)) return;  // R09
  committed_ = slot;
  out.committed(committed_, epoch_of(log_.term_at(committed_)));
  while (applied_ < committed_) {
    applied_ = applied_.next();
    out.decide(applied_, log_.at(applied_).command);
  }
}

}  // namespace conclave::raft

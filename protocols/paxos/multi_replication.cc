// Phase 2, and learning what is chosen.
#include "protocols/paxos/multi.h"

namespace conclave::paxos::multi {

// --- The leader: phase 2a ------------------------------------------------------------------------

// First what phase 1 reported, in its slots; then clients' commands, in the slots that follow.
void Node::propose(Effects& out) {
  while (leadership_.in_flight.size() < config_.window && !leadership_.idle()) propose_batch(out);
  SOMETIMES(!leadership_.queue.empty(), "a request waits for the window");
}

void Node::propose_batch(Effects& out) {
  Leadership& my = leadership_;
  Commands commands;
  while (commands.size() < config_.batch_max && my.proposed < my.recovered.size()) {
    commands.push_back(std::move(my.recovered[my.proposed++]));
  }
  while (commands.size() < config_.batch_max && !my.queue.empty()) {
    commands.push_back(std::move(my.queue.front()));
    my.queue.pop_front();
  }
  const Slot first = my.next;
  my.next = my.next + commands.size();
  my.in_flight.push_back(my.next - 1);
  my.tally.open(commands.size());
  vote(promised_, first, commands, out);
  out.send_after_sync(self_, Accepted{promised_, first, my.next - 1, chosen_});
  const Accept accept{promised_, first, std::move(commands), chosen_};
  for (const NodeId peer : everyone_) {
    if (peer != self_) out.send(peer, accept);
  }
}

// Phase 2a again, for slots that were proposed or are known to be chosen. Of the latter what this
// node holds is what is chosen, so to propose anything else in them would break P2 in any ballot.
Accept Node::batch(Slot first, Slot last) const {
  last = std::min(last, first + (config_.batch_max - 1));
  Accept accept{promised_, first, {}, chosen_};
  accept.commands.reserve(last.next() - first);
  for (Slot slot = first; slot <= last; slot = slot.next()) {
    accept.commands.push_back(ledger_.at(slot).value);
  }
  return accept;
}

void Node::beat(Effects& out) {
  Leadership& my = leadership_;
  // A leader whom no quorum answers cannot choose anything. It makes way, so that its clients look
  // for another.
  const std::uint64_t patience = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(config_.election_timeout.max / config_.heartbeat));
  if (++my.ticks % patience == 0) {
    my.heard.insert(self_);
    if (my.heard.size() < config_.votes_needed(everyone_.size())) {
      leader_ = NodeId();
      step_down(out);
      return expect_leader(out);
    }
    my.heard.clear();
  }
  for (const NodeId peer : everyone_) {
    if (peer == self_) continue;
    send_again(peer, out);
    out.send(peer, Heartbeat{promised_, chosen_});
  }
  my.ticked = my.next - 1;
  out.set_timer(Timer::heartbeat, config_.heartbeat, config_.heartbeat);
}

// Messages get lost: what was proposed before the last heartbeat, is not chosen, and lacks this
// peer's vote in this ballot, also where the peer knows already that it is chosen.
void Node::send_again(NodeId peer, Effects& out) const {
  const Leadership& my = leadership_;
  const std::size_t voter = index_of(peer);
  Slot slot = my.tally.first();
  while (slot <= my.ticked) {
    if (my.tally.has_voted(slot, voter)) {
      slot = slot.next();
      continue;
    }
    Accept again = batch(slot, my.ticked);
    slot = slot + again.commands.size();
    out.send(peer, std::move(again));
  }
}

// --- The acceptor: phase 2b ----------------------------------------------------------------------

void Node::on(NodeId from, const Accept& m, Effects& out) {
  if (m.ballot < promised_ && !flawed(Flaw::accept_below_promise)) {
    return out.send(from, Refuse{m.ballot, promised_});
  }
  if (m.ballot.owner == self_ || m.commands.empty() || m.first == Slot()) return;
  const Slot last = m.first + (m.commands.size() - 1);
  bool held = last <= ledger_.last();
  for (std::size_t n = 0; held && n < m.commands.size(); ++n) {
    const Vote& known = ledger_.at(m.first + n);
    held = known.ballot == m.ballot && known.value == m.commands[n];
  }
  if (!held) vote(m.ballot, m.first, m.commands, out);
  follow(m.ballot, out);
  const Slot before = chosen_;
  learn(m.ballot, m.chosen, out);
  if (asking_ && chosen_ > before) ask(from, out);
  const Accepted reply{m.ballot, m.first, last, chosen_};
  if (flawed(Flaw::accept_before_sync)) return out.send(from, reply);
  out.send_after_sync(from, reply);
}

// --- The leader counts ---------------------------------------------------------------------------

void Node::on(NodeId from, const Accepted& m, Effects& out) {
  if (!leads(m.ballot) || m.last >= leadership_.next) return;
  leadership_.heard.insert(from);
  Slot& held = leadership_.held[index_of(from)];
  held = std::max(held, m.chosen);
  if (m.first <= held.next() && m.last > held) {
    held = m.last;
    out.credited(from, held, epoch_of(m.ballot));
  }
  count(from, m.first, m.last);
  choose_by_counting(out);
}

void Node::count(NodeId from, Slot first, Slot last) {
  Tally& tally = leadership_.tally;
  const std::size_t voter = index_of(from);
  for (Slot slot = std::max(first, tally.first()); slot <= last; slot = slot.next()) {
    if (tally.has_voted(slot, voter) && !flawed(Flaw::count_twice)) continue;
    tally.add(slot, voter);
  }
}

// A command is chosen when a quorum has voted for it in one ballot (section 2.1). All votes counted
// here are of this leader's ballot.
void Node::choose_by_counting(Effects& out) {
  Leadership& my = leadership_;
  const std::size_t needed = config_.votes_needed(everyone_.size());
  while (my.tally.first() < my.tally.end() && my.tally.votes(my.tally.first()) >= needed) {
    my.tally.close();
  }
  const Slot upto = my.tally.first() - 1;
  SOMETIMES(upto < my.tally.end() - 1 && my.tally.votes(my.tally.end() - 1) >= needed,
            "a slot is chosen before one that precedes it");
  if (upto == chosen_) return;
  choose_upto(upto, out);
  std::size_t done = 0;
  while (done < my.in_flight.size() && my.in_flight[done] <= chosen_) ++done;
  my.in_flight.erase(my.in_flight.begin(),
                     my.in_flight.begin() + static_cast<std::ptrdiff_t>(done));
  propose(out);
}

// --- The learner ---------------------------------------------------------------------------------

void Node::on(NodeId from, const Heartbeat& m, Effects& out) {
  if (m.ballot < promised_) return out.send(from, Refuse{m.ballot, promised_});
  if (m.ballot.owner == self_) return;
  if (m.ballot > promised_ && !flawed(Flaw::keep_old_promise)) promise(m.ballot, out);
  follow(m.ballot, out);
  learn(m.ballot, m.chosen, out);
  asking_ = chosen_ < m.chosen;
  if (asking_) return ask(from, out);
  out.send_after_sync(from, Heard{m.ballot, chosen_});
}

// The leader of `ballot` says that all slots up to `chosen` are chosen. What this node accepted in
// that very ballot is what the leader proposed there, hence what is chosen. A vote of another
// ballot says nothing: it may have lost.
void Node::learn(Ballot ballot, Slot chosen, Effects& out) {
  Slot upto = chosen_;
  while (upto < chosen && upto < ledger_.last()) {
    const Ballot known = ledger_.ballot_at(upto.next());
    const bool right = known == ballot || (flawed(Flaw::choose_by_position) && known != Ballot()) ||
                       (flawed(Flaw::decide_past_hole) && known == Ballot());
    if (!right) break;
    upto = upto.next();
  }
  choose_upto(upto, out);
  if (chosen_ >= chosen) asking_ = false;
}

void Node::ask(NodeId leader, Effects& out) {
  out.send(leader, Ask{promised_, chosen_.next()});
}

void Node::on(NodeId from, const Heard& m, Effects&) {
  if (!leads(m.ballot)) return;
  leadership_.heard.insert(from);
  Slot& held = leadership_.held[index_of(from)];
  held = std::max(held, m.chosen);
}

void Node::on(NodeId from, const Ask& m, Effects& out) {
  if (!leads(m.ballot)) return;
  leadership_.heard.insert(from);
  if (m.from == Slot() || m.from > chosen_) return;
  SOMETIMES(true, "a leader teaches a follower what was chosen without it");
  out.send(from, batch(m.from, chosen_));
}

}  // namespace conclave::paxos::multi

// Storm: a small cluster under a random schedule, without time, bytes or a world.
//
// Anything that may happen in an asynchronous system may happen next: a message arrives, late,
// twice or never; a timer fires; a disk syncs; a node crashes and loses what was not synced; it
// comes back. Judged are the acceptors' durable votes, and nobody's claims:
//
//   one command is chosen in a slot, and one proposed in a slot of a ballot; nobody votes below a
//   durable promise; an epoch has one leader; what is decided was chosen before, and is decided in
//   slot order; a credit and what a message vouches for are durable at that moment.
//
// `violation()` is the first thing that went wrong, in words; empty if nothing did.
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "protocols/core/protocol.h"
#include "protocols/core/replica.h"

namespace conclave::paxos {

class Dice {
 public:
  // Seeds next to each other are not to give the same dice, one throw apart.
  explicit Dice(std::uint64_t seed) : state_(seed) { state_ = next() ^ seed << 32; }
  std::uint64_t below(std::uint64_t n) { return next() % n; }
  bool one_in(std::uint64_t n) { return below(n) == 0; }

 private:
  std::uint64_t next() {  // splitmix64
    std::uint64_t z = (state_ += 0x9e3779b97f4a7c15u);
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }
  std::uint64_t state_;
};

template <typename T, typename Node>
class Storm {
  using P = Port<T>;
  using Message = typename T::Message;
  using Timer = typename T::Timer;

 public:
  Storm(std::uint64_t seed, std::uint32_t nodes, typename T::Config config)
      : dice_(seed), config_(config), places_(nodes) {
    for (std::uint32_t n = 1; n <= nodes; ++n) boot(NodeId(n));
  }

  const std::string& violation() const { return violation_; }
  bool ok() const { return violation_.empty(); }
  std::size_t decided(NodeId node) const { return at(node).decided; }
  std::size_t chosen() const { return chosen_.size(); }
  const Command& chosen_at(std::uint64_t slot) const { return chosen_.at(slot); }
  std::size_t leaders() const { return leaders_.size(); }
  std::size_t packets() const { return packets_.size(); }
  const Node& node(NodeId id) const { return *at(id).node; }
  bool up(NodeId id) const { return at(id).node != nullptr; }
  bool decided_somewhere(std::uint64_t number) const { return seen_.contains(number); }

  // One thing that may happen.
  void rage() {
    const NodeId id(static_cast<std::uint32_t>(1 + dice_.below(places_.size())));
    const std::uint64_t dice = dice_.below(1000);
    if (dice_.one_in(300))
      apart_ = dice_.one_in(3) ? 0 : dice_.below(std::uint64_t(1) << places_.size());
    if (dice < haste_) return deliver_any();
    if (dice < haste_ + 150) return sync(id, 1 + dice_.below(3));
    if (dice < haste_ + 200) return fire(id, 0, dice_.one_in(patience_));
    if (dice < haste_ + 250) return fire(id, 1, true);
    if (dice < 980) return request(id);
    if (!up(id)) return boot(id);
    if (dice_.one_in(crashes_)) crash(id);
  }

  void request(NodeId id) {
    if (!up(id)) return;
    const std::uint64_t number = ++requests_;
    step(id, typename P::Request{{{ClientId(1), number}, "v" + std::to_string(number)}});
  }
  void fire(NodeId id, std::uint8_t timer, bool really) {
    if (!really || !up(id) || at(id).timers.erase(timer) == 0) return;
    step(id, typename P::Timeout{static_cast<Timer>(timer)});
  }
  void crash(NodeId id) {
    Place& place = at(id);
    if (!up(id)) return;
    // Some of what was not synced may have reached the disk all the same.
    const std::size_t kept = place.synced + dice_.below(place.journal.size() - place.synced + 1);
    sync(id, kept - place.synced, false);
    place.journal.resize(kept);
    place.votes.resize(std::min(place.votes.size(), place.durable_votes));
    place.held.clear();
    place.timers.clear();
    place.node.reset();
  }
  void boot(NodeId id) {
    Place& place = at(id);
    if (up(id)) return;
    std::vector<NodeId> peers;
    for (std::uint32_t n = 1; n <= places_.size(); ++n) {
      if (NodeId(n) != id) peers.push_back(NodeId(n));
    }
    place.node = std::make_unique<Node>(id, peers, config_);
    place.decided = 0;
    step(id, typename P::Boot{place.journal, Integrity::intact});
  }
  void sync_all() {
    for (std::uint32_t n = 1; n <= places_.size(); ++n) sync(NodeId(n), 1'000'000);
  }
  // Everything arrives, in order, and every disk syncs, until nothing is left to happen.
  void settle() {
    for (int round = 0; round < 10'000 && ok(); ++round) {
      sync_all();
      if (packets_.empty()) return;
      std::vector<Packet> now;
      now.swap(packets_);
      for (const Packet& packet : now) arrive(packet);
    }
  }
  std::vector<NodeId> everyone() const {
    std::vector<NodeId> all;
    for (std::uint32_t n = 1; n <= places_.size(); ++n) all.push_back(NodeId(n));
    return all;
  }
  NodeId anyone() { return NodeId(static_cast<std::uint32_t>(1 + dice_.below(places_.size()))); }

 private:
  struct Packet {
    NodeId from, to;
    Message message;
  };
  struct Held {
    std::size_t until;
    Packet packet;
  };
  // A vote (slot > 0) or a promise (slot 0), durable once the journal has `until` records on disk.
  struct Pledge {
    std::size_t until;
    std::uint64_t slot, epoch;
    Command command;
  };
  struct Place {
    std::unique_ptr<Node> node;
    std::vector<typename T::Record> journal;
    std::size_t synced = 0;
    std::vector<Held> held;
    std::vector<Pledge> votes;
    std::size_t durable_votes = 0;
    std::uint64_t durable_promise = 0;
    std::map<std::uint64_t, std::uint64_t> durable_log;  // slot -> epoch
    std::set<std::uint8_t> timers;
    std::uint64_t decided = 0;
  };

  Place& at(NodeId id) { return places_[id.value() - 1]; }
  const Place& at(NodeId id) const { return places_[id.value() - 1]; }
  void convict(const std::string& what, NodeId who, std::uint64_t slot, std::uint64_t epoch) {
    if (!ok()) return;
    violation_ = what + " (node " + std::to_string(who.value()) + ", slot " + std::to_string(slot) +
                 ", epoch " + std::to_string(epoch) + ")";
  }

  void step(NodeId id, const typename P::Input& input) {
    Place& place = at(id);
    typename P::Effects out;
    try {
      place.node->step(LocalTime(), input, out);
    } catch (const Broken& belief) {
      return convict(std::string("belief: ") + belief.what(), id, 0, 0);
    }
    for (const auto& effect : out.list()) {
      std::visit([&](const auto& e) { carry_out(id, e); }, effect);
    }
    // What no record of this step keeps is never durable.
    while (!place.votes.empty() && place.votes.back().until == 0) place.votes.pop_back();
    settle_pledges(id);
    tell_oneself();
  }
  // What a node sends to itself crosses no network: it is the next thing that happens.
  void tell_oneself() {
    while (!inbox_.empty()) {
      const Packet packet = inbox_.front();
      inbox_.erase(inbox_.begin());
      arrive(packet);
    }
  }

  void carry_out(NodeId id, const typename P::Write& e) {
    Place& place = at(id);
    place.journal.push_back(e.record);
    // It keeps what was stated since the record before.
    for (std::size_t n = place.votes.size(); n-- > 0 && place.votes[n].until == 0;) {
      place.votes[n].until = place.journal.size();
    }
  }
  void carry_out(NodeId id, const typename P::Send& e) { post({id, e.to, e.message}); }
  void carry_out(NodeId id, const typename P::SendAfterSync& e) {
    Place& place = at(id);
    const Packet packet{id, e.to, e.message};
    if (place.synced == place.journal.size()) return post(packet);
    place.held.push_back({place.journal.size(), packet});
  }
  void carry_out(NodeId id, const typename P::SetTimer& e) {
    at(id).timers.insert(static_cast<std::uint8_t>(e.timer));
  }
  void carry_out(NodeId id, const typename P::StopTimer& e) {
    at(id).timers.erase(static_cast<std::uint8_t>(e.timer));
  }
  void carry_out(NodeId id, const conclave::Decide& e) {
    Place& place = at(id);
    if (e.slot.value() != ++place.decided) {
      convict("decided out of order", id, e.slot.value(), 0);
    }
    const auto chosen = chosen_.find(e.slot.value());
    if (chosen == chosen_.end()) {
      convict("decided what is not chosen", id, e.slot.value(), 0);
    } else if (chosen->second != e.command) {
      convict("decided something else than what is chosen", id, e.slot.value(), 0);
    }
    seen_.insert(e.command.id.number);
  }
  void carry_out(NodeId id, const conclave::Became& e) {
    if (e.role != Role::leader) return;
    const auto [leader, fresh] = leaders_.try_emplace(e.epoch.value(), id);
    if (!fresh) convict("two leaders in one epoch", id, 0, e.epoch.value());
  }
  void carry_out(NodeId id, const conclave::Voted& e) {
    at(id).votes.push_back({0, 0, e.epoch.value(), {}});
  }
  void carry_out(NodeId id, const conclave::Accepted& e) {
    std::uint64_t promise = at(id).durable_promise;
    for (std::size_t n = at(id).durable_votes; n < at(id).votes.size(); ++n) {
      promise = std::max(promise, at(id).votes[n].epoch);
    }
    if (e.epoch.value() < promise) {
      convict("voted below a promise", id, e.slot.value(), e.epoch.value());
    }
    at(id).votes.push_back({0, e.slot.value(), e.epoch.value(), e.command});
  }
  void carry_out(NodeId id, const conclave::Credited& e) {
    const Place& peer = at(e.peer);
    if (peer.durable_promise > e.epoch.value()) return;
    const auto held = peer.durable_log.find(e.slot.value());
    if (held == peer.durable_log.end() || held->second != e.epoch.value()) {
      convict("credited what is not durable", id, e.slot.value(), e.epoch.value());
    }
  }
  void carry_out(NodeId, const conclave::Configured& e) { needed_ = e.commit; }
  void carry_out(NodeId, const auto&) {}

  void post(const Packet& packet) {
    if (const auto claim = detail::claim_of(packet.message)) check(packet.from, *claim);
    if (packet.from == packet.to) return inbox_.push_back(packet);
    if (packets_.size() < 200) return packets_.push_back(packet);
    packets_[dice_.below(packets_.size())] = packet;  // a network that is full loses something
  }
  void check(NodeId id, const Claim& claim) {
    const Place& place = at(id);
    if (claim.kind == Claim::Kind::vote) {
      if (place.durable_promise < claim.epoch.value()) {
        convict("told a promise before it was durable", id, 0, claim.epoch.value());
      }
      return;
    }
    for (Slot slot = claim.first; slot <= claim.last; slot = slot.next()) {
      const auto held = place.durable_log.find(slot.value());
      if (held == place.durable_log.end() || held->second < claim.epoch.value()) {
        return convict("told a vote before it was durable", id, slot.value(), claim.epoch.value());
      }
    }
  }

  void deliver_any() {
    if (packets_.empty()) return;
    const std::size_t n = dice_.below(packets_.size());
    const Packet packet = packets_[n];
    if (!dice_.one_in(8)) {  // else it stays: it will arrive again
      packets_[n] = packets_.back();
      packets_.pop_back();
    }
    const bool cut =
        (apart_ >> (packet.from.value() - 1) & 1) != (apart_ >> (packet.to.value() - 1) & 1);
    if (!cut && !dice_.one_in(10)) arrive(packet);
  }
  void arrive(const Packet& packet) {
    if (up(packet.to)) step(packet.to, typename P::Receive{packet.from, packet.message});
  }

  void sync(NodeId id, std::size_t records, bool release = true) {
    Place& place = at(id);
    place.synced = std::min(place.synced + records, place.journal.size());
    settle_pledges(id);
    if (!release) return;
    std::size_t n = 0;
    for (; n < place.held.size() && place.held[n].until <= place.synced; ++n) {
      post(place.held[n].packet);
    }
    place.held.erase(place.held.begin(), place.held.begin() + static_cast<std::ptrdiff_t>(n));
    tell_oneself();
  }

  void settle_pledges(NodeId id) {
    Place& place = at(id);
    for (; place.durable_votes < place.votes.size(); ++place.durable_votes) {
      const Pledge& pledge = place.votes[place.durable_votes];
      if (pledge.until > place.synced) break;
      place.durable_promise = std::max(place.durable_promise, pledge.epoch);
      if (pledge.slot == 0) continue;
      place.durable_log[pledge.slot] = pledge.epoch;
      count(id, pledge);
    }
  }
  void count(NodeId id, const Pledge& vote) {
    auto& proposal = proposals_[{vote.slot, vote.epoch}];
    if (proposal.voters.empty()) proposal.command = vote.command;
    if (proposal.command != vote.command) {
      return convict("two commands in one ballot", id, vote.slot, vote.epoch);
    }
    proposal.voters.insert(id);
    if (proposal.voters.size() < needed_) return;
    const auto [chosen, fresh] = chosen_.try_emplace(vote.slot, vote.command);
    if (!fresh && chosen->second != vote.command) {
      convict("two commands chosen", id, vote.slot, vote.epoch);
    }
  }

  struct Proposal {
    Command command;
    std::set<NodeId> voters;
  };

  Dice dice_;
  std::uint64_t haste_ = 250 + dice_.below(400);  // how soon messages arrive
  std::uint64_t patience_ = 1 + dice_.below(30);  // how rarely a leader is given up
  std::uint64_t crashes_ = 1 + dice_.below(10);   // how rarely a node crashes
  std::uint64_t apart_ = 0;                       // a bit for each node: on which side it is
  typename T::Config config_;
  std::vector<Place> places_;
  std::vector<Packet> packets_;
  std::vector<Packet> inbox_;  // of nodes to themselves
  std::uint64_t requests_ = 0;
  std::size_t needed_ = 0;
  std::map<std::pair<std::uint64_t, std::uint64_t>, Proposal> proposals_;  // slot, epoch
  std::map<std::uint64_t, Command> chosen_;
  std::map<std::uint64_t, NodeId> leaders_;
  std::set<std::uint64_t> seen_;
  std::string violation_;
};

}  // namespace conclave::paxos

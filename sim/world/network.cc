// Packets on their way.
#include "sim/world/network.h"

#include <algorithm>
#include <string>
#include <utility>

#include "sim/world/event_name.h"

namespace conclave::sim {
namespace {

void count(Tally* tally) {
  if (tally != nullptr) ++tally->effective;
}

std::string link_name(NodeId from, NodeId to) {
  return "link " + std::to_string(from.value()) + "->" + std::to_string(to.value());
}

}  // namespace

Network::Network(EventLoop& loop, Trace& trace, const Random& random, const NetworkOptions& options)
    : loop_(loop),
      trace_(trace),
      random_(random),
      nodes_(options.nodes),
      addresses_(options.nodes + options.clients),
      envelopes_(*options.code, options.bound),
      plan_(options.plan),
      receivers_(addresses_),
      links_(addresses_ * addresses_) {
  if (options.priorities) priorities_.emplace(*options.priorities, random);
}

void Network::attach(NodeId address, Receiver& receiver) {
  receivers_.at(address.value() - 1) = &receiver;
}

Network::Directed& Network::link(NodeId from, NodeId to) {
  auto& link = links_.at((from.value() - 1) * addresses_ + (to.value() - 1));
  if (!link) {
    const LinkOptions options = plan_(from, to);
    const Random random = random_.fork(link_name(from, to));
    link.reset(new Directed{
        .options = options, .state = LinkState(options), .wire = nullptr, .random = random});
    if (ranked(from, to)) link->lag = priorities_->first_class(random);
  }
  return *link;
}

bool Network::ranked(NodeId from, NodeId to) const {
  return priorities_ && from.value() <= nodes_ && to.value() <= nodes_;
}

Network::Slot Network::take_slot() {
  if (free_.empty()) {
    packets_.emplace_back();
    return static_cast<Slot>(packets_.size() - 1);
  }
  const Slot slot = free_.back();
  free_.pop_back();
  return slot;
}

// ---- A packet's way -----------------------------------------------------------------------------

void Network::send(NodeId from, NodeId to, Payload payload, const Claim* claim, Index cause) {
  Directed& via = link(from, to);
  const Slot slot = take_slot();
  Packet& packet = packets_[slot];
  packet.from = from;
  packet.to = to;
  packet.via = &via;
  packet.number = ++sent_;
  packet.passage = {};
  packet.type =
      payload.bytes.empty() ? std::uint8_t{} : static_cast<std::uint8_t>(payload.bytes[0]);
  envelopes_.write({from.value(), to.value(), static_cast<std::uint8_t>(payload.channel)},
                   payload.bytes, packet.envelope);
  packet.cause = trace_.emit(loop_.now(), from, cause, Sent{packet.number, to, payload, claim});
  if (ranked(from, to) && priorities_->drops()) via.lag = priorities_->lowest();
  enter(slot, via);
}

void Network::enter(Slot slot, Directed& link) {
  const std::uint64_t bandwidth = link.state.bandwidth;
  if (bandwidth == 0) return travel(slot, link);
  if (!link.wire) {
    link.wire.reset(new Wire(loop_, *this));
    link.wire->limit(bandwidth);
  }
  const Packet& packet = packets_[slot];
  count(link.state.by.bandwidth);
  if (link.wire->offer(slot, packet.envelope.size(), link.state.queue_max)) return;
  drop(packet, Loss::queue_full);
  free_.push_back(slot);
}

void Network::carried(Slot slot) {
  travel(slot, *packets_[slot].via);
}

void Network::travel(Slot slot, Directed& link) {
  const Delay& latency = link.state.latency ? *link.state.latency : link.options.latency;
  loop_.after(latency.draw(link.random) + link.state.delay + link.lag, *this, slot);
  for (Tally* tally : link.state.slowed_by) count(tally);
}

EventName Network::name(Token slot) const {
  const Packet& packet = packets_[slot];
  return event_name(EventSort::packet, packet.to, packet.type, packet.from);
}

Fate Network::fate_of(const Packet& packet, Directed& link) {
  Fate fate;
  if (decreed_) {
    fate = decreed_fate(link.state, *std::exchange(decreed_, std::nullopt));
  } else if (!link.state.calm()) {
    fate = draw_fate(link.state, packet.passage, link.random);
  }
  if (told_ != nullptr) *told_ = fate;
  return fate;
}

void Network::fire(Token token) {
  const auto slot = static_cast<Slot>(token);
  Packet& packet = packets_[slot];
  Directed& via = *packet.via;
  const Fate fate = fate_of(packet, via);
  switch (fate.end) {
    case Fate::End::waits:
      count(via.state.by.stall);
      return waiting_.push_back({slot, via.state.stall});
    case Fate::End::delayed:
      count(via.state.by.reordering);
      packet.passage.was_delayed = true;
      return loop_.after(fate.later, *this, slot);
    case Fate::End::blocked:
      count(via.state.by.block);
      drop(packet, Loss::partition);
      break;
    case Fate::End::lost:
      count(via.state.by.loss);
      drop(packet, Loss::random);
      break;
    case Fate::End::arrives:
      if (fate.copied) copy(packet, via);
      deliver(packet, fate.damage, via.state.by.corruption);
      break;
  }
  free_.push_back(slot);
}

void Network::copy(const Packet& original, Directed& link) {
  count(link.state.by.duplicate);
  const Slot slot = take_slot();
  Packet& copy = packets_[slot];
  copy.from = original.from;
  copy.to = original.to;
  copy.via = original.via;
  copy.number = ++sent_;
  copy.type = original.type;
  copy.passage = {.is_copy = true, .was_delayed = false};
  copy.envelope.clear();
  copy.envelope.append(original.envelope.view());
  copy.cause = trace_.emit(loop_.now(), original.from, original.cause,
                           Duplicated{original.number, copy.number, original.to});
  travel(slot, link);
}

void Network::deliver(Packet& packet, const Damage& damage, Tally* damager) {
  if (!someone_at(packet.to.value())) return drop(packet, Loss::receiver_down);
  if (damage.shape != DamageShape::none && hurt(packet, damage)) {
    return deliver_hurt(packet, damage, damager);
  }
  hand_over(packet, envelopes_.read(packet.envelope.view()));
}

void Network::deliver_hurt(const Packet& packet, const Damage& damage, Tally* damager) {
  const auto letter = envelopes_.open(damaged_);
  tell_damage(packet, damage, !letter, damager);
  if (!letter) return drop(packet, Loss::checksum);
  // Damage that the code missed may have changed the addresses too; then it goes astray.
  const Header& header = letter->header;
  if (header.from == 0 || header.from > addresses_ || !someone_at(header.to) ||
      header.channel > static_cast<std::uint8_t>(last_of(Channel{}))) {
    return drop(packet, Loss::garbage);
  }
  hand_over(packet, *letter);
}

void Network::hand_over(const Packet& packet, const Letter& letter) {
  ++delivered_;
  const Header& header = letter.header;
  receivers_[header.to - 1]->receive(packet.number, NodeId(header.from),
                                     {static_cast<Channel>(header.channel), letter.payload},
                                     packet.cause);
}

bool Network::someone_at(std::uint32_t address) const {
  if (address == 0 || address > addresses_) return false;
  const Receiver* receiver = receivers_[address - 1];
  return receiver != nullptr && receiver->up();
}

// Makes `damaged_` of it; false if that is what it was.
bool Network::hurt(Packet& packet, const Damage& damage) {
  envelopes_.sign(packet.envelope);
  const ByteView whole = packet.envelope.view();
  damaged_.assign(whole.begin(), whole.end());
  damaged_.resize(inflict(damage, damaged_));
  return !std::equal(damaged_.begin(), damaged_.end(), whole.begin(), whole.end());
}

void Network::tell_damage(const Packet& packet, const Damage& damage, bool detected,
                          Tally* damager) {
  count(damager);
  if (detected && damager != nullptr) ++damager->detected;
  const std::string_view how = name_of(damage.shape);
  trace_.emit(loop_.now(), packet.to, packet.cause,
              Damaged{"packet", how, packet.number, 0, false});
  if (!detected) return;
  trace_.emit(loop_.now(), packet.to, packet.cause, Damaged{"packet", how, packet.number, 0, true});
}

void Network::drop(const Packet& packet, Loss why) {
  trace_.emit(loop_.now(), packet.to, packet.cause, Dropped{packet.number, packet.from, why});
}

// ---- For faults ---------------------------------------------------------------------------------

Network::ChangeId Network::change(std::vector<Link> links, LinkChange change) {
  std::sort(links.begin(), links.end());
  changes_.push_back({++last_change_, std::move(links), std::move(change)});
  refresh(changes_.back().links);
  return last_change_;
}

void Network::revert(ChangeId id) {
  const auto at = std::find_if(changes_.begin(), changes_.end(),
                               [&](const Change& change) { return change.id == id; });
  if (at == changes_.end()) return;
  const std::vector<Link> links = std::move(at->links);
  changes_.erase(at);
  refresh(links);
}

void Network::revert_all() {
  while (!changes_.empty()) revert(changes_.back().id);
}

// Works out anew what is in force on these links.
void Network::refresh(const std::vector<Link>& links) {
  for (const Link& pair : links) {
    Directed& now = link(pair.first, pair.second);
    const std::uint64_t bandwidth = now.state.bandwidth;
    now.state = LinkState(now.options);
    for (const Change& active : changes_) {
      if (!std::binary_search(active.links.begin(), active.links.end(), pair)) continue;
      now.state.add(active.change);
    }
    if (now.wire && now.state.bandwidth != bandwidth) now.wire->limit(now.state.bandwidth);
  }
  if (!waiting_.empty()) release();
}

// In the order in which they were sent, whatever link they are on.
void Network::release() {
  std::vector<Waiting> free;
  std::erase_if(waiting_, [&](const Waiting& one) {
    const Packet& packet = packets_[one.slot];
    if (packet.via->state.stall != Stall::none) return false;
    free.push_back(one);
    return true;
  });
  std::sort(free.begin(), free.end(), [&](const Waiting& a, const Waiting& b) {
    return packets_[a.slot].number < packets_[b.slot].number;
  });
  for (const Waiting& one : free) {
    if (one.stall == Stall::hold) {
      loop_.after(Duration(), *this, one.slot);
    } else {
      travel(one.slot, *packets_[one.slot].via);
    }
  }
}

}  // namespace conclave::sim

// Packets on their way.
#include "sim/world/network.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "protocols/core/check.h"

namespace conclave::sim {
namespace {

struct Header {
  std::uint32_t from, to;
  std::uint8_t channel;
};
constexpr std::size_t header_size = 9;

void put_header(std::byte* out, const Header& header) {
  std::memcpy(out, &header.from, 4);
  std::memcpy(out + 4, &header.to, 4);
  std::memcpy(out + 8, &header.channel, 1);
}

Header header_of(ByteView envelope) {
  Header header{};
  std::memcpy(&header.from, envelope.data(), 4);
  std::memcpy(&header.to, envelope.data() + 4, 4);
  std::memcpy(&header.channel, envelope.data() + 8, 1);
  return header;
}

std::string link_name(NodeId from, NodeId to) {
  return "link " + std::to_string(from.value()) + "->" + std::to_string(to.value());
}

// How long so many bytes occupy a wire.
Duration wire_time(std::size_t bytes, std::uint64_t bits_per_second) {
  return Duration(static_cast<Duration::rep>(bytes * 8 * 1'000'000'000 / bits_per_second));
}

}  // namespace

Network::Network(EventLoop& loop, Trace& trace, const Random& random, std::size_t addresses,
                 const IntegrityCode& code, LinkPlan plan)
    : loop_(loop),
      trace_(trace),
      random_(random),
      addresses_(addresses),
      code_(code),
      plan_(std::move(plan)),
      receivers_(addresses),
      links_(addresses * addresses) {}

void Network::attach(NodeId address, Receiver& receiver) {
  receivers_.at(address.value() - 1) = &receiver;
}

Network::Directed& Network::link(NodeId from, NodeId to) {
  auto& link = links_.at((from.value() - 1) * addresses_ + (to.value() - 1));
  if (!link) {
    const LinkOptions options = plan_(from, to);
    link.reset(new Directed{.options = options,
                            .loss = options.loss,
                            .duplicate = options.duplicate,
                            .random = random_.fork(link_name(from, to))});
  }
  return *link;
}

void Network::send(NodeId from, NodeId to, Payload payload, const Claim* claim, Index cause) {
  Directed& via = link(from, to);
  const std::uint32_t slot = take_slot();
  Packet& packet = packets_[slot];
  packet.from = from;
  packet.to = to;
  packet.number = ++sent_;
  packet.envelope.clear();
  std::byte* out = packet.envelope.extend(header_size + payload.bytes.size() + code_.size);
  put_header(out, {from.value(), to.value(), static_cast<std::uint8_t>(payload.channel)});
  const std::size_t covered = header_size + payload.bytes.size();
  if (!payload.bytes.empty()) {
    std::memcpy(out + header_size, payload.bytes.data(), payload.bytes.size());
  }
  code_.compute(ByteView(out, covered), out + covered);
  packet.cause = trace_.emit(loop_.now(), from, cause, Sent{packet.number, to, payload, claim});
  launch(slot, via);

  if (via.random.chance(via.duplicate)) {
    const std::uint32_t copy_slot = take_slot();
    Packet& copy = packets_[copy_slot];
    const Packet& original = packets_[slot];
    copy.from = from;
    copy.to = to;
    copy.number = ++sent_;
    copy.envelope.clear();
    copy.envelope.append(original.envelope.view());
    copy.cause = trace_.emit(loop_.now(), from, original.cause,
                             Duplicated{original.number, copy.number, to});
    launch(copy_slot, via);
  }
}

std::uint32_t Network::take_slot() {
  if (free_.empty()) {
    packets_.emplace_back();
    return static_cast<std::uint32_t>(packets_.size() - 1);
  }
  const std::uint32_t slot = free_.back();
  free_.pop_back();
  return slot;
}

void Network::launch(std::uint32_t slot, Directed& link) {
  Time leaves = loop_.now();
  if (link.options.bandwidth != 0) {
    const std::size_t size = packets_[slot].envelope.size();
    const Time starts = std::max(loop_.now(), link.wire_free);
    // The queue is what the wire has still to carry.
    if (starts - loop_.now() > wire_time(link.options.queue_max, link.options.bandwidth)) {
      drop(packets_[slot], Loss::queue_full);
      free_.push_back(slot);
      return;
    }
    leaves = link.wire_free = starts + wire_time(size, link.options.bandwidth);
  }
  const Delay& latency = link.latency ? *link.latency : link.options.latency;
  loop_.at(leaves + latency.draw(link.random) + link.delay, *this, slot);
}

void Network::drop(const Packet& packet, Loss why) {
  trace_.emit(loop_.now(), packet.to, packet.cause, Dropped{packet.number, packet.from, why});
}

bool Network::sound(const Packet& packet) const {
  const ByteView envelope = packet.envelope.view();
  if (envelope.size() < header_size + code_.size) return false;
  const std::size_t covered = envelope.size() - code_.size;
  return verify(code_, envelope.first(covered), envelope.subspan(covered));
}

void Network::fire(Token token) {
  const auto slot = static_cast<std::uint32_t>(token);
  const Packet& packet = packets_[slot];
  Directed& via = link(packet.from, packet.to);
  Receiver* receiver = receivers_[packet.to.value() - 1];
  if (via.blocks != 0) {
    drop(packet, Loss::partition);
  } else if (via.random.chance(via.loss)) {
    drop(packet, Loss::random);
  } else if (receiver == nullptr || !receiver->up()) {
    drop(packet, Loss::receiver_down);
  } else if (!sound(packet)) {
    drop(packet, Loss::checksum);
  } else {
    const ByteView envelope = packet.envelope.view();
    const Header header = header_of(envelope);
    const ByteView payload =
        envelope.subspan(header_size, envelope.size() - header_size - code_.size);
    // Damage that the code missed may have changed the addresses too.
    const bool plausible = header.to == packet.to.value() && header.from != 0 &&
                           header.from <= addresses_ &&
                           header.channel <= static_cast<std::uint8_t>(last_of(Channel{}));
    if (plausible) {
      ++delivered_;
      receiver->receive(packet.number, NodeId(header.from),
                        {static_cast<Channel>(header.channel), payload}, packet.cause);
    } else {
      drop(packet, Loss::garbage);
    }
  }
  free_.push_back(slot);
}

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
    now.blocks = 0;
    now.loss = now.options.loss;
    now.duplicate = now.options.duplicate;
    now.latency.reset();
    now.delay = {};
    for (const Change& active : changes_) {
      if (!std::binary_search(active.links.begin(), active.links.end(), pair)) continue;
      const LinkChange& change = active.change;
      if (change.block) ++now.blocks;
      if (change.loss) now.loss = std::max(now.loss, *change.loss);
      if (change.duplicate) now.duplicate = std::max(now.duplicate, *change.duplicate);
      if (change.latency) now.latency = change.latency;
      now.delay += change.delay;
    }
  }
}

}  // namespace conclave::sim

// Network: packets between addresses, delayed, lost, repeated, overtaken, damaged.
//
// The model. A packet takes a delay drawn from its directed link's distribution, so packets
// overtake each other unless the delay is constant. Whether it is lost is decided when it would
// arrive: a partition that begins later still stops what is in flight. The link may make one copy,
// which travels on its own. Every packet is in an envelope with an integrity code over addresses
// and payload; one whose code does not match is dropped at the door and never reaches a node.
//
//     envelope := from: uint32, to: uint32, channel: uint8, payload: byte[...], code
//
// Clients are addresses too, and can be cut off like nodes. Each directed link draws from a stream
// of its own. What is off draws nothing.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "sim/kernel/distribution.h"
#include "sim/kernel/event_loop.h"
#include "sim/kernel/random.h"
#include "sim/trace/trace.h"
#include "sim/world/integrity.h"

namespace conclave::sim {

// What one directed link is like when nothing is wrong.
struct LinkOptions {
  Delay latency = Delay(delay::Uniform{1ms, 3ms});
  Ratio loss, duplicate;
  std::uint64_t bandwidth = 0;          // bits per second; 0: as much as you like
  std::uint64_t queue_max = 256 << 10;  // bytes that may wait for the wire
  friend bool operator==(const LinkOptions&, const LinkOptions&) = default;
};

// What a fault does to links for a while. Several may hold at once: the largest loss, the largest
// duplication, the last latency; delays add up; one block is enough.
struct LinkChange {
  bool block = false;
  std::optional<Ratio> loss, duplicate;
  std::optional<Delay> latency;
  Duration delay{};  // on top of the latency
};

using Link = std::pair<NodeId, NodeId>;  // from, to

// What each link is like; asked once for each, at its first use.
using LinkPlan = std::function<LinkOptions(NodeId from, NodeId to)>;

// Who takes delivery at an address.
class Receiver {
 public:
  virtual bool up() const = 0;
  // `cause`: the occurrence that sent the packet. The payload is valid during the call.
  virtual void receive(std::uint64_t packet, NodeId from, Payload payload, Index cause) = 0;

 protected:
  ~Receiver() = default;
};

class Network final : private Handler {
 public:
  // Addresses are 1 to `addresses`.
  Network(EventLoop& loop, Trace& trace, const Random& random, std::size_t addresses,
          const IntegrityCode& code, LinkPlan plan);

  void attach(NodeId address, Receiver& receiver);

  void send(NodeId from, NodeId to, Payload payload, const Claim* claim, Index cause);

  // For faults.
  using ChangeId = std::uint64_t;
  ChangeId change(std::vector<Link> links, LinkChange change);
  void revert(ChangeId id);  // nothing, if it was reverted before
  void revert_all();

  std::uint64_t sent() const { return sent_; }
  std::uint64_t delivered() const { return delivered_; }

 private:
  struct Packet {
    NodeId from, to;
    std::uint64_t number = 0;
    Index cause = no_cause;
    Buffer envelope;
  };
  struct Directed {
    LinkOptions options;
    std::uint32_t blocks = 0;      // how many changes block it
    Ratio loss, duplicate;         // in force
    std::optional<Delay> latency;  // in place of the ordinary one
    Duration delay{};
    Time wire_free{};  // when the last bit of what was sent is on the wire
    Random random;
  };
  struct Change {
    ChangeId id;
    std::vector<Link> links;
    LinkChange change;
  };

  void fire(Token slot) override;  // a packet arrives, or would have
  Directed& link(NodeId from, NodeId to);
  std::uint32_t take_slot();
  void launch(std::uint32_t slot, Directed& link);
  void drop(const Packet& packet, Loss why);
  bool sound(const Packet& packet) const;
  void refresh(const std::vector<Link>& links);

  EventLoop& loop_;
  Trace& trace_;
  const Random random_;
  const std::size_t addresses_;
  const IntegrityCode& code_;
  const LinkPlan plan_;
  std::vector<Receiver*> receivers_;
  std::vector<std::unique_ptr<Directed>> links_;  // by from and to; null until used
  std::vector<Change> changes_;
  ChangeId last_change_ = 0;
  std::deque<Packet> packets_;  // slots: a packet stays where it is
  std::vector<std::uint32_t> free_;
  std::uint64_t sent_ = 0, delivered_ = 0;
};

}  // namespace conclave::sim

// Network: packets between addresses, delayed, lost, repeated, overtaken, damaged.
//
// The model. A packet passes the wire of its directed link, if that has a bandwidth, and travels
// for a time drawn from the link's distribution, so packets overtake each other unless the delay is
// constant. All else is decided when it would arrive (Fate), so a fault that starts later still
// catches what is in flight. A packet that is copied is delivered, and the copy travels again, like
// a late retransmission. Every packet is in an envelope with an integrity code; one whose code does
// not match is dropped at the door and never reaches a node.
//
// Clients are addresses too, and can be cut off like nodes. Each directed link draws from a stream
// of its own. What is off draws nothing.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "sim/kernel/event_loop.h"
#include "sim/kernel/random.h"
#include "sim/trace/trace.h"
#include "sim/world/envelope.h"
#include "sim/world/fate.h"
#include "sim/world/link.h"
#include "sim/world/priorities.h"
#include "sim/world/wire.h"

namespace conclave::sim {

// Who takes delivery at an address.
class Receiver {
 public:
  virtual bool up() const = 0;
  // `cause`: the occurrence that sent the packet. The payload is valid during the call.
  virtual void receive(std::uint64_t packet, NodeId from, Payload payload, Index cause) = 0;

 protected:
  ~Receiver() = default;
};

struct NetworkOptions {
  std::size_t nodes = 0, clients = 0;  // addresses are from 1: nodes, then clients
  const IntegrityCode* code = nullptr;
  bool bound = true;  // the code covers the addresses too
  LinkPlan plan;
  std::optional<PriorityOptions> priorities;  // of the links between nodes
};

class Network final : private Handler, private Wire::Carrier {
 public:
  Network(EventLoop& loop, Trace& trace, const Random& random, const NetworkOptions& options);

  void attach(NodeId address, Receiver& receiver);

  void send(NodeId from, NodeId to, Payload payload, const Claim* claim, Index cause);

  // For those who write down what becomes of packets, or decree it. Every packet's fate is put into
  // `fate` before it meets it. A decree is for the next packet at the end of its way, in place of
  // chance; what blocks or stalls the link holds all the same.
  void tell_fates(Fate& fate) { told_ = &fate; }
  void decree(const Fate& fate) { decreed_ = fate; }

  // For faults.
  using ChangeId = std::uint64_t;
  ChangeId change(std::vector<Link> links, LinkChange change);
  void revert(ChangeId id);  // nothing, if it was reverted before
  void revert_all();

  std::uint64_t sent() const { return sent_; }
  std::uint64_t delivered() const { return delivered_; }

 private:
  using Slot = Wire::Slot;

  struct Directed;
  struct Packet {
    NodeId from, to;
    Directed* via = nullptr;
    std::uint64_t number = 0;
    Index cause = no_cause;
    Passage passage;
    std::uint8_t type = 0;  // of its message: the first byte
    Buffer envelope;
  };
  struct Directed {
    LinkOptions options;
    LinkState state;             // the options, with all changes over them
    std::unique_ptr<Wire> wire;  // null until there was something to queue for
    Duration lag{};              // by its priority
    Random random;
  };
  struct Change {
    ChangeId id;
    std::vector<Link> links;
    LinkChange change;
  };
  struct Waiting {
    Slot slot;
    Stall stall;
  };

  Directed& link(NodeId from, NodeId to);
  bool ranked(NodeId from, NodeId to) const;  // it has a priority
  Slot take_slot();
  // A packet's way, in this order.
  void enter(Slot slot, Directed& link);
  void carried(Slot slot) override;
  void travel(Slot slot, Directed& link);
  void fire(Token slot) override;  // it arrives, or would have
  EventName name(Token slot) const override;
  Fate fate_of(const Packet& packet, Directed& link);
  void copy(const Packet& original, Directed& link);
  void deliver(Packet& packet, const Damage& damage, Tally* damager);
  void deliver_hurt(const Packet& packet, const Damage& damage, Tally* damager);
  void hand_over(const Packet& packet, const Letter& letter);
  bool someone_at(std::uint32_t address) const;
  bool hurt(Packet& packet, const Damage& damage);
  void tell_damage(const Packet& packet, const Damage& damage, bool detected, Tally* damager);
  void drop(const Packet& packet, Loss why);

  void refresh(const std::vector<Link>& links);
  void release();  // what waited for links that move again

  EventLoop& loop_;
  Trace& trace_;
  const Random random_;
  const std::size_t nodes_, addresses_;
  const Envelopes envelopes_;
  const LinkPlan plan_;
  std::optional<Priorities> priorities_;
  std::vector<Receiver*> receivers_;
  std::vector<std::unique_ptr<Directed>> links_;  // by from and to; null until used
  std::vector<Change> changes_;
  ChangeId last_change_ = 0;
  std::deque<Packet> packets_;  // slots: a packet stays where it is
  std::vector<Slot> free_;
  std::vector<Waiting> waiting_;
  std::vector<std::byte> damaged_;  // scratch
  std::uint64_t sent_ = 0, delivered_ = 0;
  Fate* told_ = nullptr;
  std::optional<Fate> decreed_;
};

}  // namespace conclave::sim

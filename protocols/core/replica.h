// The only bridge between typed protocols and the untyped world: typed inside, bytes at the door.
//
// A Replica is a node as its host sees it; ReplicaOf<T, Node> makes one of any protocol. It decodes
// what comes in, steps the node, and hands its effects to an Outbox in this order:
//
//     stepped(state)                      the input was taken; here is the state after it
//     writes, sends, timers, other facts  in the order asked
//     became, then committed, then decided
//
// so that a reader of the trace meets a step's parts in one order whatever the protocol.
#pragma once

#include <memory>
#include <string>
#include <type_traits>
#include <utility>

#include "protocols/core/codec.h"
#include "protocols/core/json_printer.h"
#include "protocols/core/match.h"
#include "protocols/core/protocol.h"

namespace conclave {

// A fact as the world passes it on. It points into the step's effects: copy what you keep.
using Fact = std::variant<const Became*, const Voted*, const Accepted*, const Truncated*,
                          const Credited*, const Committed*, const Configured*, const Remark*>;

class Outbox {
 public:
  virtual ~Outbox() = default;
  virtual void stepped(const Brief& after) = 0;
  virtual void write(ByteView record) = 0;
  virtual void send(NodeId to, ByteView message, const Claim* claim) = 0;
  virtual void send_after_sync(NodeId to, ByteView message, const Claim* claim) = 0;
  virtual void set_timer(std::uint8_t timer, Duration min, Duration max) = 0;
  virtual void stop_timer(std::uint8_t timer) = 0;
  virtual void fact(const Fact& fact) = 0;
  virtual void decide(Slot slot, const Command& command) = 0;
  virtual void decline(RequestId request, NodeId leader) = 0;
  virtual void halt(const std::string& reason) = 0;
};

// One object is one life of the node: a crash destroys it.
class Replica {
 public:
  virtual ~Replica() = default;
  // A record that cannot be decoded makes the journal corrupt from there on.
  virtual void boot(LocalTime now, std::span<const ByteView> records, Integrity integrity,
                    Outbox& out) = 0;
  // False, and no step, if the bytes are no message.
  virtual bool receive(LocalTime now, NodeId from, ByteView message, Outbox& out) = 0;
  virtual void timeout(LocalTime now, std::uint8_t timer, Outbox& out) = 0;
  virtual void request(LocalTime now, const Command& command, Outbox& out) = 0;
  virtual Brief brief() const = 0;
  // The whole state, as JSON.
  virtual void print(JsonPrinter& out) const = 0;
};

namespace detail {

template <typename Message>
std::optional<Claim> claim_of(const Message& message) {
  return std::visit(
      [](const auto& m) -> std::optional<Claim> {
        if constexpr (requires { m.claim(); }) {
          return m.claim();
        } else {
          return std::nullopt;
        }
      },
      message);
}

template <typename V>
void print_bytes(ByteView bytes, JsonPrinter& out) {
  V value;
  if (decode(bytes, value)) {
    out.print(value);
  } else {
    out.print(std::string_view("undecodable"));
  }
}

}  // namespace detail

template <typename T, typename Node>
requires Protocol<T, Node>
class ReplicaOf final : public Replica {
  using P = Port<T>;

 public:
  ReplicaOf(NodeId self, std::vector<NodeId> peers, typename T::Config config)
      : node_(self, std::move(peers), std::move(config)) {}

  void boot(LocalTime now, std::span<const ByteView> records, Integrity integrity,
            Outbox& out) override {
    std::vector<typename T::Record> decoded;
    decoded.reserve(records.size());
    for (const ByteView bytes : records) {
      if (!decode(bytes, decoded.emplace_back())) {
        decoded.pop_back();
        integrity = Integrity::corrupt;
        break;
      }
    }
    step(now, typename P::Boot{decoded, integrity}, out);
  }
  bool receive(LocalTime now, NodeId from, ByteView message, Outbox& out) override {
    auto& receive = std::get<typename P::Receive>(receive_);
    receive.from = from;
    if (!decode(message, receive.message)) return false;
    step(now, receive_, out);
    return true;
  }
  void timeout(LocalTime now, std::uint8_t timer, Outbox& out) override {
    step(now, typename P::Timeout{static_cast<typename T::Timer>(timer)}, out);
  }
  void request(LocalTime now, const Command& command, Outbox& out) override {
    std::get<typename P::Request>(request_).command = command;
    step(now, request_, out);
  }
  Brief brief() const override { return node_.brief(); }
  void print(JsonPrinter& out) const override { out.print(node_); }

 private:
  using Effect = typename P::Effect;

  void step(LocalTime now, const typename P::Input& input, Outbox& out) {
    effects_.clear();
    node_.step(now, input, effects_);
    out.stepped(node_.brief());
    bool became = false, committed = false, decided = false;
    for (const Effect& effect : effects_.list()) {
      match(effect, [&](const auto& e) {
        using E = std::remove_cvref_t<decltype(e)>;
        if constexpr (std::is_same_v<E, Became>) {
          became = true;
        } else if constexpr (std::is_same_v<E, Committed>) {
          committed = true;
        } else if constexpr (std::is_same_v<E, Decide>) {
          decided = true;
        } else {
          emit(e, out);
        }
      });
    }
    if (became) emit_all<Became>(out);
    if (committed) emit_all<Committed>(out);
    if (decided) emit_all<Decide>(out);
  }
  template <typename E>
  void emit_all(Outbox& out) {
    for (const Effect& effect : effects_.list()) {
      if (const E* e = std::get_if<E>(&effect)) emit(*e, out);
    }
  }
  void emit(const typename P::Write& e, Outbox& out) { out.write(encode(e.record, scratch_)); }
  void emit(const typename P::Send& e, Outbox& out) {
    const auto claim = detail::claim_of(e.message);
    out.send(e.to, encode(e.message, scratch_), claim ? &*claim : nullptr);
  }
  void emit(const typename P::SendAfterSync& e, Outbox& out) {
    const auto claim = detail::claim_of(e.message);
    out.send_after_sync(e.to, encode(e.message, scratch_), claim ? &*claim : nullptr);
  }
  void emit(const typename P::SetTimer& e, Outbox& out) {
    out.set_timer(static_cast<std::uint8_t>(e.timer), e.min, e.max);
  }
  void emit(const typename P::StopTimer& e, Outbox& out) {
    out.stop_timer(static_cast<std::uint8_t>(e.timer));
  }
  void emit(const Decide& e, Outbox& out) { out.decide(e.slot, e.command); }
  void emit(const Decline& e, Outbox& out) { out.decline(e.request, e.leader); }
  void emit(const Halt& e, Outbox& out) { out.halt(e.reason); }
  template <typename F>
  void emit(const F& fact, Outbox& out) {
    out.fact(Fact(&fact));
  }

  Node node_;
  // Inputs are decoded in place, so that their memory is used again.
  typename P::Input receive_ = typename P::Receive{};
  typename P::Input request_ = typename P::Request{};
  typename P::Effects effects_;
  Buffer scratch_;
};

}  // namespace conclave

// The port between a node and the world: inputs go in, effects come out, nothing else touches a
// node.
//
// A protocol is a struct of types T and a class Node that steps:
//
//     node.step(now, input, effects);
//
// `now` is the node's own clock, which may be wrong; nothing else tells a node the time. A node has
// no dice and no I/O: the host runs its timers and draws every delay from [min, max].
//
// T names:
//     Message   a variant of described structs, each with a `name`, and a `claim()` if it vouches
//     Record    a variant of described structs, each with a `name`: what survives a crash. The
//               durable state is a fold over the records, oldest first.
//     Timer     an enum, with `name_of` and `last_of`
//     Config    the options, described (options.h)
//     name      how scenarios call the protocol
#pragma once

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/check.h"
#include "protocols/core/ids.h"

namespace conclave {

enum class Role : std::uint8_t { follower, candidate, leader };
constexpr Role last_of(Role) {
  return Role::leader;
}
constexpr std::string_view name_of(Role role) {
  constexpr std::array<std::string_view, 3> names{"follower", "candidate", "leader"};
  return names[static_cast<std::size_t>(role)];
}

// What recovery says of a journal: all there; all but an unfinished tail, which was cut; or a
// damaged record with a sound one behind it.
enum class Integrity : std::uint8_t { intact, torn_tail, corrupt };
constexpr Integrity last_of(Integrity) {
  return Integrity::corrupt;
}
constexpr std::string_view name_of(Integrity integrity) {
  constexpr std::array<std::string_view, 3> names{"intact", "torn_tail", "corrupt"};
  return names[static_cast<std::size_t>(integrity)];
}

// A node's state in brief, as every line of its own steps in the trace carries it.
struct Brief {
  Epoch epoch;
  Role role = Role::follower;
  NodeId vote;
  Slot length;  // the last slot of its log
  Epoch last;   // the epoch of the entry there
  Slot commit;
  friend bool operator==(const Brief&, const Brief&) = default;
  static void fields(auto& self, auto&& field) {
    field("epoch", self.epoch);
    field("role", self.role);
    field("vote", self.vote);
    field("length", self.length);
    field("last", self.last);
    field("commit", self.commit);
  }
};

// What a message vouches for on behalf of its sender: it rests on state that must be durable when
// the message leaves (the check durable_before_visible).
//   vote:  "I have promised or voted in `epoch`, and for nobody else."
//   holds: "I hold the slots [first, last]; the entry at `last` is of `epoch` or later."
struct Claim {
  enum class Kind : std::uint8_t { vote, holds } kind = Kind::vote;
  Epoch epoch;
  Slot first, last;
  friend bool operator==(const Claim&, const Claim&) = default;
  static Claim vote(Epoch epoch) { return {Kind::vote, epoch, {}, {}}; }
  static Claim holds(Slot first, Slot last, Epoch epoch = {}) {
    return {Kind::holds, epoch, first, last};
  }
  static void fields(auto& self, auto&& field) {
    field("kind", self.kind);
    field("epoch", self.epoch);
    field("first", self.first);
    field("last", self.last);
  }
};
constexpr Claim::Kind last_of(Claim::Kind) {
  return Claim::Kind::holds;
}
constexpr std::string_view name_of(Claim::Kind kind) {
  return kind == Claim::Kind::vote ? "vote" : "holds";
}

// The facts: what every protocol says in the same words, so that one checker reads them all. A fact
// that a record makes durable (voted, accepted, truncated) is stated before that record is written,
// in the same step.

// This node plays `role` in `epoch` from now on.
struct Became {
  static constexpr const char* name = "became";
  Role role = Role::follower;
  Epoch epoch;
  friend bool operator==(const Became&, const Became&) = default;
  static void fields(auto& self, auto&& field) {
    field("role", self.role);
    field("epoch", self.epoch);
  }
};
// A Raft vote, a Paxos promise.
struct Voted {
  static constexpr const char* name = "voted";
  Epoch epoch;
  NodeId candidate;
  friend bool operator==(const Voted&, const Voted&) = default;
  static void fields(auto& self, auto&& field) {
    field("epoch", self.epoch);
    field("candidate", self.candidate);
  }
};
// This node's log holds `command` of `epoch` at `slot`, in place of what was there.
struct Accepted {
  static constexpr const char* name = "accepted";
  Slot slot;
  Epoch epoch;
  Command command;
  friend bool operator==(const Accepted&, const Accepted&) = default;
  static void fields(auto& self, auto&& field) {
    field("slot", self.slot);
    field("epoch", self.epoch);
    field("command", self.command);
  }
};
// The log from `slot` on is gone.
struct Truncated {
  static constexpr const char* name = "truncated";
  Slot slot;
  friend bool operator==(const Truncated&, const Truncated&) = default;
  static void fields(auto& self, auto&& field) { field("slot", self.slot); }
};
// A leader's belief: `peer` holds the leader's log durably up to `slot`, whose entry is of `epoch`.
struct Credited {
  static constexpr const char* name = "credited";
  NodeId peer;
  Slot slot;
  Epoch epoch;
  friend bool operator==(const Credited&, const Credited&) = default;
  static void fields(auto& self, auto&& field) {
    field("peer", self.peer);
    field("slot", self.slot);
    field("epoch", self.epoch);
  }
};
// All slots up to `slot`, whose entry is of `epoch`, are committed (chosen), as this node knows.
struct Committed {
  static constexpr const char* name = "committed";
  Slot slot;
  Epoch epoch;
  friend bool operator==(const Committed&, const Committed&) = default;
  static void fields(auto& self, auto&& field) {
    field("slot", self.slot);
    field("epoch", self.epoch);
  }
};
// The active configuration: who votes, and how many it takes to elect and to commit.
struct Configured {
  static constexpr const char* name = "configured";
  std::vector<NodeId> voters;
  std::uint32_t elect = 0, commit = 0;
  friend bool operator==(const Configured&, const Configured&) = default;
  static void fields(auto& self, auto&& field) {
    field("voters", self.voters);
    field("elect", self.elect);
    field("commit", self.commit);
  }
};
// A fact of a protocol's own, for readers of the trace only.
struct Remark {
  static constexpr const char* name = "remark";
  std::string text;
  friend bool operator==(const Remark&, const Remark&) = default;
  static void fields(auto& self, auto&& field) { field("text", self.text); }
};

// Not facts but requests to the host, which puts them into the trace in its own words.

// Hand this command to the service. Slots are decided in order, without gaps, once in each life.
struct Decide {
  static constexpr const char* name = "decide";
  Slot slot;
  Command command;
  friend bool operator==(const Decide&, const Decide&) = default;
  static void fields(auto& self, auto&& field) {
    field("slot", self.slot);
    field("command", self.command);
  }
};
// This node does not serve the request; `leader` may, if it is known.
struct Decline {
  static constexpr const char* name = "decline";
  RequestId request;
  NodeId leader;  // nobody: unknown
  friend bool operator==(const Decline&, const Decline&) = default;
  static void fields(auto& self, auto&& field) {
    field("request", self.request);
    field("leader", self.leader);
  }
};
// This node cannot go on, and stays down. May come out of any step, also the first.
struct Halt {
  static constexpr const char* name = "halt";
  std::string reason;
  friend bool operator==(const Halt&, const Halt&) = default;
  static void fields(auto& self, auto&& field) { field("reason", self.reason); }
};

template <typename T>
struct Port {
  using Message = typename T::Message;
  using Record = typename T::Record;
  using Timer = typename T::Timer;

  // Inputs: the four things that can happen to a node. First boot and recovery are one path.
  struct Boot {
    std::span<const Record> records;          // what the journal holds, oldest first
    Integrity integrity = Integrity::intact;  // and whether that is all it ever held
  };
  struct Receive {
    NodeId from;
    Message message;
  };
  struct Timeout {
    Timer timer{};
  };
  struct Request {
    Command command;
  };
  using Input = std::variant<Boot, Receive, Timeout, Request>;

  // Effects: what a node asks for, in the order it asks.
  struct Write {
    static constexpr const char* name = "write";
    Record record;
    friend bool operator==(const Write&, const Write&) = default;
    static void fields(auto& self, auto&& field) { field("record", self.record); }
  };
  struct Send {
    static constexpr const char* name = "send";
    NodeId to;
    Message message;
    friend bool operator==(const Send&, const Send&) = default;
    static void fields(auto& self, auto&& field) {
      field("to", self.to);
      field("message", self.message);
    }
  };
  struct SendAfterSync {
    static constexpr const char* name = "send_after_sync";
    NodeId to;
    Message message;
    friend bool operator==(const SendAfterSync&, const SendAfterSync&) = default;
    static void fields(auto& self, auto&& field) {
      field("to", self.to);
      field("message", self.message);
    }
  };
  struct SetTimer {
    static constexpr const char* name = "set_timer";
    Timer timer{};
    Duration min{}, max{};
    friend bool operator==(const SetTimer&, const SetTimer&) = default;
    static void fields(auto& self, auto&& field) {
      field("timer", self.timer);
      field("min", self.min);
      field("max", self.max);
    }
  };
  struct StopTimer {
    static constexpr const char* name = "stop_timer";
    Timer timer{};
    friend bool operator==(const StopTimer&, const StopTimer&) = default;
    static void fields(auto& self, auto&& field) { field("timer", self.timer); }
  };
  using Effect =
      std::variant<Write, Send, SendAfterSync, SetTimer, StopTimer, Decide, Decline, Became, Voted,
                   Accepted, Truncated, Credited, Committed, Configured, Remark, Halt>;

  class Effects {
   public:
    void write(Record record) { list_.emplace_back(Write{std::move(record)}); }
    void send(NodeId to, Message message) { list_.emplace_back(Send{to, std::move(message)}); }
    // Leaves when all that was written so far is durable; never, if the node crashes first. A node
    // acts on its own durability by sending itself a message this way.
    void send_after_sync(NodeId to, Message message) {
      list_.emplace_back(SendAfterSync{to, std::move(message)});
    }
    // (Re)starts the timer: it fires once, after a delay on the node's clock drawn from [min, max].
    void set_timer(Timer timer, Duration min, Duration max) {
      list_.emplace_back(SetTimer{timer, min, max});
    }
    void stop_timer(Timer timer) { list_.emplace_back(StopTimer{timer}); }
    void decide(Slot slot, const Command& command) { list_.emplace_back(Decide{slot, command}); }
    void decline(RequestId request, NodeId leader) { list_.emplace_back(Decline{request, leader}); }
    void became(Role role, Epoch epoch) { list_.emplace_back(Became{role, epoch}); }
    void voted(Epoch epoch, NodeId candidate) { list_.emplace_back(Voted{epoch, candidate}); }
    void accepted(Slot slot, Epoch epoch, const Command& command) {
      list_.emplace_back(Accepted{slot, epoch, command});
    }
    void truncated(Slot slot) { list_.emplace_back(Truncated{slot}); }
    void credited(NodeId peer, Slot slot, Epoch epoch) {
      list_.emplace_back(Credited{peer, slot, epoch});
    }
    void committed(Slot slot, Epoch epoch) { list_.emplace_back(Committed{slot, epoch}); }
    void configured(std::vector<NodeId> voters, std::uint32_t elect, std::uint32_t commit) {
      list_.emplace_back(Configured{std::move(voters), elect, commit});
    }
    void remark(std::string text) { list_.emplace_back(Remark{std::move(text)}); }
    void halt(std::string reason) { list_.emplace_back(Halt{std::move(reason)}); }

    const std::vector<Effect>& list() const { return list_; }
    void clear() { list_.clear(); }

   private:
    std::vector<Effect> list_;
  };
};

// A protocol is its types and a node that steps. A node is a regular value: it can be copied,
// compared and printed (`fields`).
template <typename T, typename Node>
concept Protocol = std::regular<Node> &&
    requires(Node node, const Node& seen, LocalTime now, const typename Port<T>::Input& input,
             typename Port<T>::Effects& out) {
  Node(NodeId(), std::vector<NodeId>(), typename T::Config());
  node.step(now, input, out);
  { seen.brief() } -> std::same_as<Brief>;
};

}  // namespace conclave

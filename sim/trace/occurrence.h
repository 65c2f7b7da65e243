// Occurrence: one thing that happened in a run, and everything that can be known about a run.
//
// If a checker, the viewer or a person needs to know it, it is one of these; nobody looks inside a
// node. An occurrence points into the world (payloads, commands): it is valid while it is being
// recorded, and readers copy what they keep.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>
#include <variant>

#include "protocols/core/codec.h"
#include "protocols/core/protocol.h"
#include "sim/kernel/time.h"

namespace conclave::sim {

using Index = std::uint64_t;           // dense, from 0, in the order of happening
constexpr Index no_cause = ~Index{0};  // a root: a plan or a client's will

// Which language a packet speaks: that of the protocol's nodes, or that of clients and service.
enum class Channel : std::uint8_t { protocol, client };
constexpr Channel last_of(Channel) {
  return Channel::client;
}
constexpr std::string_view name_of(Channel channel) {
  return channel == Channel::protocol ? "protocol" : "client";
}

struct Payload {
  Channel channel = Channel::protocol;
  ByteView bytes;
};

// Why a packet did not arrive.
enum class Loss : std::uint8_t {
  random,         // the link loses some
  partition,      // the link was blocked
  receiver_down,  // nobody there
  checksum,       // damaged on the way, and found out
  garbage,        // damaged on the way, not found out, and no message any more
  queue_full,     // the link could not carry that much
};
constexpr Loss last_of(Loss) {
  return Loss::queue_full;
}
constexpr std::string_view name_of(Loss loss) {
  constexpr std::array<std::string_view, 6> names{"loss",     "partition", "receiver_down",
                                                  "checksum", "garbage",   "queue_full"};
  return names[static_cast<std::size_t>(loss)];
}

// How an operation ended, as its client knows. Unknown: it may have happened, or may yet happen.
enum class Outcome : std::uint8_t { ok, failed, unknown };
constexpr Outcome last_of(Outcome) {
  return Outcome::unknown;
}
constexpr std::string_view name_of(Outcome outcome) {
  constexpr std::array<std::string_view, 3> names{"ok", "failed", "unknown"};
  return names[static_cast<std::size_t>(outcome)];
}

// ---- The world ----------------------------------------------------------------------------------

// A new life begins: the journal was recovered up to byte `end`.
struct Booted {
  static constexpr std::string_view kind = "boot";
  Integrity integrity = Integrity::intact;
  std::uint64_t records = 0, end = 0;
};
// A life ends. Of the journal, `kept` bytes are left, with holes perhaps. `survived` says what
// became of each sector and name that was not synced (CrashOutcome, sim/world); empty: all was.
struct Crashed {
  static constexpr std::string_view kind = "crash";
  std::uint64_t kept = 0;
  std::string_view survived{};
};
struct Paused {
  static constexpr std::string_view kind = "pause";
};
struct Resumed {
  static constexpr std::string_view kind = "resume";
};
// `claim`: what the message vouches for; null if nothing.
struct Sent {
  static constexpr std::string_view kind = "send";
  std::uint64_t packet = 0;
  NodeId to;
  Payload payload;
  const Claim* claim = nullptr;
};
// The node of the occurrence received, and stepped. Packet 0: its own message, by no network.
struct Received {
  static constexpr std::string_view kind = "recv";
  std::uint64_t packet = 0;
  NodeId from;
  Payload payload;
};
// The node of the occurrence would have received.
struct Dropped {
  static constexpr std::string_view kind = "drop";
  std::uint64_t packet = 0;
  NodeId from;
  Loss why = Loss::random;
};
// The network made a copy of `packet`, which travels under the number `copy`.
struct Duplicated {
  static constexpr std::string_view kind = "duplicate";
  std::uint64_t packet = 0, copy = 0;
  NodeId to;
};
// A record was handed to the disk; the journal is `end` bytes long now.
struct Wrote {
  static constexpr std::string_view kind = "write";
  std::uint64_t end = 0;
  ByteView record;
};
// All of the journal below `upto` is durable. `true_to_its_word` is false if the disk lied.
struct Synced {
  static constexpr std::string_view kind = "sync";
  std::uint64_t upto = 0;
  bool true_to_its_word = true;
};
// A disk operation was refused (`operation`: write, sync, read), and the node was told. What the
// journal holds in [at, at + size) is not durable, and never will be by any later sync.
struct DiskFailed {
  static constexpr std::string_view kind = "disk_error";
  std::string_view operation, why;
  std::uint64_t at = 0, size = 0;
};
// Something was damaged: `what` (packet, journal) was hit by `how`. `detected`: an integrity code
// told. Emitted when the damage is done (`detected` false) and again when it is found.
struct Damaged {
  static constexpr std::string_view kind = "corrupt";
  std::string_view what, how;
  std::uint64_t at = 0, size = 0;  // bytes; of a packet: its number and 0
  bool detected = false;
};
struct TimerFired {
  static constexpr std::string_view kind = "timer";
  std::uint8_t timer = 0;
};
struct ClockMoved {
  static constexpr std::string_view kind = "clock";
  Duration offset{};
  std::int64_t drift_ppm = 0;
};
// `fault` is its id in the scenario, `what` its kind, `text` what exactly it does.
struct FaultBegan {
  static constexpr std::string_view kind = "fault_begin";
  std::string_view fault, what, text;
};
struct FaultEnded {
  static constexpr std::string_view kind = "fault_end";
  std::string_view fault, what, text;
};
// The safety phase is over: all faults ended, everything is whole and running again.
struct Healed {
  static constexpr std::string_view kind = "heal";
};

// ---- What hosts say on behalf of nodes ----------------------------------------------------------

// The node handed `command` to its copy of the service. `effect` is false for a repeated request.
struct Decided {
  static constexpr std::string_view kind = "decided";
  Slot slot;
  const Command* command = nullptr;
  bool effect = false;
  std::string_view answer;
};
struct Declined {
  static constexpr std::string_view kind = "declined";
  RequestId request;
  NodeId leader;
};
struct Halted {
  static constexpr std::string_view kind = "halted";
  std::string_view reason;
};

// ---- Clients ------------------------------------------------------------------------------------

struct Invoked {
  static constexpr std::string_view kind = "invoke";
  const Command* command = nullptr;
};
struct Returned {
  static constexpr std::string_view kind = "return";
  RequestId request;
  Outcome outcome = Outcome::unknown;
  std::string_view answer;
};

// ---- Judges -------------------------------------------------------------------------------------

struct Violated {
  static constexpr std::string_view kind = "violation";
  std::string_view check, story;
  Index at = 0;  // the occurrence that broke the promise
};

// What happened. The facts of the port stand by pointer, as they come.
using Detail = std::variant<Booted, Crashed, Paused, Resumed, Sent, Received, Dropped, Duplicated,
                            Wrote, Synced, DiskFailed, Damaged, TimerFired, ClockMoved, FaultBegan,
                            FaultEnded, Healed, const Became*, const Voted*, const Accepted*,
                            const Truncated*, const Credited*, const Committed*, const Configured*,
                            const Remark*, Decided, Declined, Halted, Invoked, Returned, Violated>;

constexpr std::size_t detail_kinds = std::variant_size_v<Detail>;

// The word for a kind in the trace.
template <typename D>
constexpr std::string_view kind_name() {
  if constexpr (std::is_pointer_v<D>) {
    return std::remove_pointer_t<D>::name;
  } else {
    return D::kind;
  }
}

template <std::size_t... I>
constexpr auto names_of_kinds(std::index_sequence<I...>) {
  return std::array<std::string_view, sizeof...(I)>{
      kind_name<std::variant_alternative_t<I, Detail>>()...};
}
// All the words for kinds, in the order of Detail.
inline constexpr auto kind_names = names_of_kinds(std::make_index_sequence<detail_kinds>{});

struct Occurrence {
  Index index = 0;
  Time at{};
  NodeId node;                   // whose: a node, a client, or nobody
  Index cause = no_cause;        // the occurrence that brought this one about
  const Brief* after = nullptr;  // on lines of a node's own step: its state after the step
  Detail what;
};

}  // namespace conclave::sim

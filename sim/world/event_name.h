// Event names: what the pending events of a world are called, so that a run can be written down as
// a list of them and told again.
//
//     packet   a packet arrives: from, to, and the type of its message
//     timer    a node's timer: node, number of the timer
//     sync     a node's disk has done what it was asked to: node
//     own      a node's message to itself: node
//     client   something that a client waits for: client
//     fault    a fault begins or ends
//
// Two pending events may have one name (two heartbeats on one link): they are told apart by the
// order in which they were scheduled.
#pragma once

#include "protocols/core/ids.h"
#include "sim/kernel/event_loop.h"

namespace conclave::sim {

enum class EventSort : std::uint8_t { none, packet, timer, sync, own, client, fault };

// `type`: of a packet, the first byte of its message, which tells what it is; of a timer, its
// number. `from`: of a packet.
constexpr EventName event_name(EventSort sort, NodeId node, std::uint8_t type = 0,
                               NodeId from = {}) {
  return {std::uint64_t{static_cast<std::uint8_t>(sort)} << 8 | type,
          std::uint64_t{from.value()} << 32 | node.value()};
}
constexpr EventSort sort_of(EventName name) {
  return static_cast<EventSort>(name.what >> 8);
}
constexpr std::uint8_t type_of(EventName name) {
  return static_cast<std::uint8_t>(name.what);
}
constexpr NodeId node_of(EventName name) {
  return NodeId(static_cast<std::uint32_t>(name.where));
}
constexpr NodeId from_of(EventName name) {
  return NodeId(static_cast<std::uint32_t>(name.where >> 32));
}

// What is due at once happens at once: a node's message to itself, and a sync that takes no time.
constexpr bool is_prompt(EventName name) {
  return sort_of(name) == EventSort::own || sort_of(name) == EventSort::sync;
}

}  // namespace conclave::sim

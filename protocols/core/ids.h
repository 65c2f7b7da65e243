// The nouns that every protocol and the world share: who, where in the sequence, since when, what.
#pragma once

#include <chrono>

#include "protocols/core/strong.h"
#include "protocols/core/text.h"

namespace conclave {

using NodeId = Strong<struct NodeIdTag, std::uint32_t>;      // an address; 0 is nobody
using ClientId = Strong<struct ClientIdTag, std::uint32_t>;  // a client's session; 0 is nobody
using Slot = Strong<struct SlotTag>;    // a place in the agreed sequence; the first is 1
using Epoch = Strong<struct EpochTag>;  // how checkers see a Raft term or a Paxos ballot

using Duration = std::chrono::nanoseconds;
using LocalTime = std::chrono::nanoseconds;  // what a node's own clock shows, which may be wrong

// Names one request over all its retries. A session has at most one request under way, and its
// numbers rise (Raft dissertation, section 6.3).
struct RequestId {
  ClientId client;
  std::uint64_t number = 0;
  friend auto operator<=>(const RequestId&, const RequestId&) = default;
  static void fields(auto& self, auto&& field) {
    field("client", self.client);
    field("number", self.number);
  }
};

// What a client asked for. Protocols agree on commands and never look inside.
// The default value is the no-op: nobody asked, nothing happens.
struct Command {
  RequestId id;
  Text body;
  bool is_no_op() const { return id.client == ClientId() && body.empty(); }
  friend bool operator==(const Command&, const Command&) = default;
  static void fields(auto& self, auto&& field) {
    field("id", self.id);
    field("body", self.body);
  }
};

}  // namespace conclave

// What clients and the service say to each other, the same for every protocol.
#pragma once

#include <string>
#include <variant>

#include "protocols/core/ids.h"

namespace conclave::sim {

// Asks a node to have the command agreed on. A retry carries the same id.
struct ClientRequest {
  static constexpr const char* name = "request";
  Command command;
  friend bool operator==(const ClientRequest&, const ClientRequest&) = default;
  static void fields(auto& self, auto&& field) { field("command", self.command); }
};
// The command was decided and applied.
struct ClientReply {
  static constexpr const char* name = "reply";
  RequestId request;
  std::string answer;
  friend bool operator==(const ClientReply&, const ClientReply&) = default;
  static void fields(auto& self, auto&& field) {
    field("request", self.request);
    field("answer", self.answer);
  }
};
// Not here; try `leader`, if it is known.
struct ClientRedirect {
  static constexpr const char* name = "redirect";
  RequestId request;
  NodeId leader;
  friend bool operator==(const ClientRedirect&, const ClientRedirect&) = default;
  static void fields(auto& self, auto&& field) {
    field("request", self.request);
    field("leader", self.leader);
  }
};

using ClientMessage = std::variant<ClientRequest, ClientReply, ClientRedirect>;

}  // namespace conclave::sim

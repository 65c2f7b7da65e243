// Sessions: why a request that is sent twice takes effect once (Raft dissertation, section 6.3).
//
// Each client has one operation in flight and numbers its requests upwards from 1. A session
// keeps the highest number that was applied and the answer to it: a repeat gets that answer again,
// anything older is stale, because its client has already moved on.
//
// Small ids index a flat table; all others live in a map, so an id read from damaged or hostile
// bytes costs one entry and not the memory it claims.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "protocols/core/ids.h"

namespace conclave::sim {

struct Session {
  std::uint64_t highest = 0;  // 0: nothing applied yet
  std::string answer;         // to the request with the highest number

  friend bool operator==(const Session&, const Session&) = default;
};

enum class Standing : std::uint8_t { fresh, repeat, stale };

// Numbers start at 1: a request numbered 0 is stale.
inline Standing standing(const Session& session, std::uint64_t number) {
  if (number > session.highest) return Standing::fresh;
  return number == session.highest && number != 0 ? Standing::repeat : Standing::stale;
}

class Sessions {
 public:
  static constexpr std::uint32_t flat_limit = 1024;

  // The client's session, opened at its first request. Good until the next call.
  Session& of(ClientId client) {
    const std::uint32_t id = client.value();
    if (id >= flat_limit) return far_[client];
    if (id >= flat_.size()) flat_.resize(std::size_t{id} + 1);
    return flat_[id];
  }

  void clear();
  std::uint64_t digest() const;
  friend bool operator==(const Sessions& a, const Sessions& b);

 private:
  std::vector<Session> flat_;  // by id; may end in sessions that nobody opened
  std::map<ClientId, Session> far_;
};

}  // namespace conclave::sim

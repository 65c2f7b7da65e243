// StateMachine: what a replica keeps of the decided commands: the store, and the sessions that make
// every request take effect once. Two machines that applied the same commands are equal.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocols/core/ids.h"
#include "sim/store/kv_store.h"
#include "sim/store/sessions.h"

namespace conclave::sim {

struct Applied {
  bool took_effect = false;  // the operation ran, now and for the first time
  std::string_view answer;   // text of an Answer, or empty for a no-op; good until the next call
};

class StateMachine {
 public:
  // Commands in slot order. A command of client 0 is a protocol's own no-op.
  Applied apply(const Command& command);

  // Answers a get without going through the log, for protocols that read by lease or index. Any
  // other body is answered `bad`. Writes over `answer` and reuses its memory.
  void read(std::string_view body, std::string& answer) const;

  void reset();
  const KvStore& store() const { return store_; }

  // The same for equal machines; unequal ones differ in all likelihood.
  std::uint64_t digest() const;
  friend bool operator==(const StateMachine&, const StateMachine&) = default;

 private:
  KvStore store_;
  Sessions sessions_;
};

}  // namespace conclave::sim

// What in a run may set off a fault: the word for a kind of occurrence, or `leader_elected`; of any
// node and client, or of one.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/trace/trace.h"

namespace conclave::sim {

// All of them, by name.
std::vector<std::string> trigger_events();

class TriggerEvent {
 public:
  TriggerEvent() = default;  // none
  // With an `of`, which is one of `addresses` (the first is 1), only what happens there counts.
  TriggerEvent(std::string_view name, std::string_view of,
               const std::vector<std::string>& addresses);

  void add_to(Kinds& kinds) const;
  bool is(const Occurrence& occurrence) const;

 private:
  std::size_t kind_ = detail_kinds;
  bool leader_ = false;  // only those that become leader
  NodeId of_;            // nobody: it may happen anywhere
};

}  // namespace conclave::sim

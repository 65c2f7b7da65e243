// What in a run may set off a fault: the word for a kind of occurrence, or `leader_elected`.
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
  explicit TriggerEvent(std::string_view name);

  void add_to(Kinds& kinds) const;
  bool is(const Occurrence& occurrence) const;

 private:
  std::size_t kind_ = detail_kinds;
  bool leader_ = false;  // only those that become leader
};

}  // namespace conclave::sim

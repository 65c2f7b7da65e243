// Survivals: what the crashes that a fault brings about leave of what was not synced, as far as
// that is decreed. What is not decreed, the disk draws.
//
//     "survives": "-2 +9"                                   the same at every node
//     "survives": [{"node": "n1", "leaves": "~137 | +"}]    at these nodes; elsewhere drawn
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/data/form.h"
#include "sim/world/crash_outcome.h"

namespace conclave::sim {

struct Survivals {
  struct At {
    std::string node;
    CrashOutcome outcome;
  };

  std::optional<CrashOutcome> everywhere;
  std::vector<At> by_node;  // goes before `everywhere`

  const CrashOutcome* of(std::string_view node) const;  // null: drawn
  void decree(std::string_view node, CrashOutcome outcome);
  bool none() const { return !everywhere && by_node.empty(); }
};

// As the member "survives".
void describe(Fields& fields, Survivals& survivals);

}  // namespace conclave::sim

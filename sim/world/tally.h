// Tally: what came of the faults of one kind in one run. Strikes counts what began; whoever carries
// the damage out counts the rest, through a reference that outlives the fault.
#pragma once

#include <cstdint>

namespace conclave::sim {

struct Tally {
  std::uint64_t began = 0;      // strikes
  std::uint64_t effective = 0;  // things that went wrong by them: a node crashed, a packet was lost
  std::uint64_t detected = 0;   // of these, those that an integrity code told
  std::uint64_t refused = 0;    // nodes and records that the budget spared

  friend bool operator==(const Tally&, const Tally&) = default;
};

}  // namespace conclave::sim

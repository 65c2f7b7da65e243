// Fate: what becomes of one packet at the end of its way.
//
// All of a packet's chances are drawn at once, when it would arrive, so a fault that starts later
// still catches what is in flight. A fate is a plain value: it can be decreed instead of drawn.
#pragma once

#include "sim/world/link.h"

namespace conclave::sim {

struct Fate {
  enum class End : std::uint8_t {
    arrives,
    lost,     // by chance
    blocked,  // the link carries nothing
    waits,    // until the link moves again
    delayed,  // it comes `later`
  };
  End end = End::arrives;
  Duration later{};
  bool copied = false;  // and a copy of it, as it was sent, travels again
  Damage damage;        // of this one, not of the copy
  friend bool operator==(const Fate&, const Fate&) = default;
};

// What is known of a packet that is at the end of its way.
struct Passage {
  bool is_copy = false;      // then it is not copied again
  bool was_delayed = false;  // then it is not delayed again
};

// Draws from the link's stream what is left to chance, and nothing for what is off.
Fate draw_fate(const LinkState& link, const Passage& passage, Random& random);

// The same with all chances decreed: what blocks or stalls the link is no chance.
Fate decreed_fate(const LinkState& link, const Fate& decreed);

}  // namespace conclave::sim

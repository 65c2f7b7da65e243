// The one place where packets meet chance.
#include "sim/world/fate.h"

namespace conclave::sim {

Fate draw_fate(const LinkState& link, const Passage& passage, Random& random) {
  if (link.calm()) return {};
  if (link.blocked) return {.end = Fate::End::blocked};
  if (link.stall != Stall::none) return {.end = Fate::End::waits};
  if (!passage.was_delayed && random.chance(link.reordering.rate)) {
    return {.end = Fate::End::delayed, .later = link.reordering.by.draw(random)};
  }
  if (random.chance(link.loss)) return {.end = Fate::End::lost};
  Fate fate;
  fate.copied = !passage.is_copy && random.chance(link.duplicate);
  if (random.chance(link.corruption.rate)) {
    fate.damage = draw_damage(link.corruption.shape, random);
  }
  return fate;
}

Fate decreed_fate(const LinkState& link, const Fate& decreed) {
  if (link.blocked) return {.end = Fate::End::blocked};
  if (link.stall != Stall::none) return {.end = Fate::End::waits};
  return decreed;
}

}  // namespace conclave::sim

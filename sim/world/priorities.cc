// Classes and points.
#include "sim/world/priorities.h"

#include <algorithm>
#include <functional>

#include "protocols/core/check.h"

namespace conclave::sim {

Priorities::Priorities(const PriorityOptions& options, const Random& random) : options_(options) {
  ALWAYS(options.depth >= 1 && options.packets >= 1);
  Random points = random.fork("priorities");
  for (std::uint32_t n = 1; n < options.depth; ++n) {
    points_.push_back(1 + points.below(options.packets));
  }
  std::sort(points_.begin(), points_.end(), std::greater<>());
}

Duration Priorities::first_class(const Random& link) const {
  constexpr std::uint64_t classes = 8;
  Random random = link.fork("priority");
  const Duration most = options_.spread / (std::int64_t{1} << random.below(classes));
  return random.between(most / 2, most);
}

bool Priorities::drops() {
  ++sent_;
  bool drops = false;
  while (!points_.empty() && points_.back() == sent_) {
    drops = true;
    points_.pop_back();
  }
  return drops;
}

}  // namespace conclave::sim

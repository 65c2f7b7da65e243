// Changes over options.
#include "sim/world/link.h"

#include <algorithm>

namespace conclave::sim {
namespace {

// Of two limits the lower; 0 is none.
std::uint64_t tighter(std::uint64_t a, std::uint64_t b) {
  return a == 0 || b == 0 ? std::max(a, b) : std::min(a, b);
}

}  // namespace

LinkState::LinkState(const LinkOptions& options)
    : loss(options.loss),
      duplicate(options.duplicate),
      bandwidth(options.bandwidth),
      queue_max(options.queue_max),
      calm_(loss == Ratio{} && duplicate == Ratio{}) {}

void LinkState::add(const LinkChange& change) {
  blocked = blocked || change.block;
  stall = std::max(stall, change.stall);
  if (change.loss) loss = std::max(loss, *change.loss);
  if (change.duplicate) duplicate = std::max(duplicate, *change.duplicate);
  if (change.corruption && change.corruption->rate >= corruption.rate) {
    corruption = *change.corruption;
  }
  if (change.reordering && change.reordering->rate >= reordering.rate) {
    reordering = *change.reordering;
  }
  if (change.latency) latency = change.latency;
  delay += change.delay;
  if (change.bandwidth) bandwidth = tighter(bandwidth, *change.bandwidth);
  if (change.queue_max) queue_max = std::min(queue_max, *change.queue_max);
  calm_ = !blocked && stall == Stall::none && loss == Ratio{} && duplicate == Ratio{} &&
          corruption.rate == Ratio{} && reordering.rate == Ratio{};
}

}  // namespace conclave::sim

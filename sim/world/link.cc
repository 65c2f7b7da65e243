// Changes over options.
#include "sim/world/link.h"

#include <algorithm>

namespace conclave::sim {
LinkState::LinkState(const LinkOptions& options)
    : loss(options.loss),
      duplicate(options.duplicate),
      bandwidth(options.bandwidth),
      queue_max(options.queue_max),
      calm_(loss == Ratio{} && duplicate == Ratio{}) {}

void LinkState::add(const LinkChange& change) {
  Tally* const tally = change.tally;
  if (change.block && !blocked) {
    blocked = true;
    by.block = tally;
  }
  if (change.stall > stall) {
    stall = change.stall;
    by.stall = tally;
  }
  if (change.loss && *change.loss > loss) {
    loss = *change.loss;
    by.loss = tally;
  }
  if (change.duplicate && *change.duplicate > duplicate) {
    duplicate = *change.duplicate;
    by.duplicate = tally;
  }
  if (change.corruption && change.corruption->rate > corruption.rate) {
    corruption = *change.corruption;
    by.corruption = tally;
  }
  if (change.reordering && change.reordering->rate > reordering.rate) {
    reordering = *change.reordering;
    by.reordering = tally;
  }
  if (change.latency) latency = change.latency;
  delay += change.delay;
  if ((change.latency || change.delay != Duration()) && tally != nullptr) {
    slowed_by.push_back(tally);
  }
  if (change.bandwidth && (bandwidth == 0 || *change.bandwidth < bandwidth)) {
    bandwidth = *change.bandwidth;
    by.bandwidth = tally;
  }
  if (change.queue_max) queue_max = std::min(queue_max, *change.queue_max);
  calm_ = !blocked && stall == Stall::none && loss == Ratio{} && duplicate == Ratio{} &&
          corruption.rate == Ratio{} && reordering.rate == Ratio{};
}

}  // namespace conclave::sim

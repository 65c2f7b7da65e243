// Simulated time: integer nanoseconds since the start of the run.
//
// There is deliberately no now() here: the only clock is EventLoop::now(), so code that wants the
// time has to be handed the loop.
#pragma once

#include <chrono>
#include <compare>

namespace conclave::sim {

using namespace std::chrono_literals;
using Duration = std::chrono::nanoseconds;

struct SimClock {
  using duration = Duration;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<SimClock>;
  static constexpr bool is_steady = true;
};

using Time = SimClock::time_point;

}  // namespace conclave::sim

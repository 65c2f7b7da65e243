// Clock: what one node believes the time to be. It starts off by an offset, runs fast or slow by a
// drift, and may jump; timers count on it, so a drifting node's timeouts are long or short.
#pragma once

#include <cstdint>

#include "protocols/core/ids.h"
#include "sim/kernel/time.h"

namespace conclave::sim {

struct ClockOptions {
  Duration offset{};           // how far ahead of simulated time at the start
  std::int64_t drift_ppm = 0;  // parts per million that it runs fast; below 0: slow
  friend bool operator==(const ClockOptions&, const ClockOptions&) = default;
};

class Clock {
 public:
  static constexpr std::int64_t million = 1'000'000;

  explicit Clock(ClockOptions options) : local_(options.offset), drift_ppm_(options.drift_ppm) {}

  LocalTime read(Time now) const { return local_ + local_span(now - real_); }

  // How long `span` of this clock takes in simulated time, at the present drift.
  Duration real_span(Duration span) const {
    if (drift_ppm_ == 0) return span;
    return Duration(
        static_cast<Duration::rep>(Wide(span.count()) * million / (million + drift_ppm_)));
  }

  // From `now` on the clock is ahead by `jump` more, and drifts by `drift_ppm`.
  void change(Time now, Duration jump, std::int64_t drift_ppm) {
    local_ = read(now) + jump;
    real_ = now;
    drift_ppm_ = drift_ppm;
  }
  std::int64_t drift_ppm() const { return drift_ppm_; }

 private:
  __extension__ using Wide = __int128;

  Duration local_span(Duration span) const {
    if (drift_ppm_ == 0) return span;
    return Duration(
        static_cast<Duration::rep>(Wide(span.count()) * (million + drift_ppm_) / million));
  }

  Time real_{};      // at this simulated time
  LocalTime local_;  // the clock showed this
  std::int64_t drift_ppm_;
};

}  // namespace conclave::sim

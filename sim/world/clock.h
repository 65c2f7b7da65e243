// Clock: what one node believes the time to be. It starts off by an offset, runs fast or slow by a
// drift, and may jump, also back; timers count on it, so a drifting node's timeouts are long or
// short. A timer that is running when the drift changes keeps the moment it was set for.
#pragma once

#include <cstdint>
#include <vector>

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
  using DriftId = std::uint64_t;

  explicit Clock(ClockOptions options)
      : local_(options.offset), own_drift_(options.drift_ppm), drift_ppm_(options.drift_ppm) {}

  LocalTime read(Time now) const { return local_ + local_span(now - real_); }

  // How long `span` of this clock takes in simulated time, at the present drift.
  Duration real_span(Duration span) const {
    if (drift_ppm_ == 0) return span;
    return Duration(
        static_cast<Duration::rep>(Wide(span.count()) * million / (million + drift_ppm_)));
  }

  // From `now` on the clock is ahead by so much more.
  void jump(Time now, Duration by) {
    rebase(now);
    local_ += by;
  }
  // From `now` on it runs so fast. Of several drifts the last to begin that has not ended counts,
  // and without any the clock's own: they may end in any order.
  DriftId begin_drift(Time now, std::int64_t drift_ppm) {
    rebase(now);
    drifts_.push_back({++last_drift_, drift_ppm});
    drift_ppm_ = drift_ppm;
    return last_drift_;
  }
  void end_drift(Time now, DriftId id) {
    rebase(now);
    std::erase_if(drifts_, [&](const Drift& drift) { return drift.id == id; });
    drift_ppm_ = drifts_.empty() ? own_drift_ : drifts_.back().ppm;
  }
  std::int64_t drift_ppm() const { return drift_ppm_; }

 private:
  __extension__ using Wide = __int128;
  struct Drift {
    DriftId id;
    std::int64_t ppm;
  };

  Duration local_span(Duration span) const {
    if (drift_ppm_ == 0) return span;
    return Duration(
        static_cast<Duration::rep>(Wide(span.count()) * (million + drift_ppm_) / million));
  }
  void rebase(Time now) {
    local_ = read(now);
    real_ = now;
  }

  Time real_{};      // at this simulated time
  LocalTime local_;  // the clock showed this
  std::int64_t own_drift_, drift_ppm_;
  std::vector<Drift> drifts_;  // that faults brought about, in the order in which they began
  DriftId last_drift_ = 0;
};

}  // namespace conclave::sim

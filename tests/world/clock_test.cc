// Clocks that are wrong, in the ways that clocks are.
#include "sim/world/clock.h"

#include <doctest/doctest.h>

using namespace conclave;
using namespace conclave::sim;

TEST_SUITE("world/clock") {
  TEST_CASE("a good clock shows simulated time") {
    const Clock clock(ClockOptions{});
    CHECK(clock.read(Time(5s)) == 5s);
    CHECK(clock.real_span(7ms) == 7ms);
  }

  TEST_CASE("an offset shifts what it shows, and no timer") {
    const Clock clock({.offset = 20ms});
    CHECK(clock.read(Time(5s)) == 5s + 20ms);
    CHECK(clock.real_span(7ms) == 7ms);
  }

  TEST_CASE("a fast clock is ahead, and its timers are short") {
    const Clock clock({.drift_ppm = 100'000});
    CHECK(clock.read(Time(10s)) == 11s);
    CHECK(clock.real_span(11s) == 10s);
  }

  TEST_CASE("a slow clock is behind, and its timers are long") {
    const Clock clock({.drift_ppm = -500'000});
    CHECK(clock.read(Time(10s)) == 5s);
    CHECK(clock.real_span(5s) == 10s);
  }

  TEST_CASE("a jump shows at once, and a change of drift does not rewrite the past") {
    Clock clock({.drift_ppm = 100'000});
    clock.jump(Time(10s), -2s);
    clock.begin_drift(Time(10s), 0);
    CHECK(clock.read(Time(10s)) == 9s);
    CHECK(clock.read(Time(20s)) == 19s);
  }

  TEST_CASE("drifts may end in any order, and then the clock runs as it always did") {
    Clock clock({.drift_ppm = 7});
    const auto first = clock.begin_drift(Time(1s), 100);
    const auto second = clock.begin_drift(Time(2s), 200);
    CHECK(clock.drift_ppm() == 200);
    clock.end_drift(Time(3s), first);
    CHECK(clock.drift_ppm() == 200);
    const auto third = clock.begin_drift(Time(4s), -300);
    clock.end_drift(Time(5s), third);
    CHECK(clock.drift_ppm() == 200);
    clock.end_drift(Time(6s), second);
    CHECK(clock.drift_ppm() == 7);
  }
}

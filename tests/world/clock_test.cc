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
    clock.change(Time(10s), -2s, 0);
    CHECK(clock.read(Time(10s)) == 9s);
    CHECK(clock.read(Time(20s)) == 19s);
  }
}

// Timers: set often, fired rarely, one event in the loop at a time.
#include "sim/kernel/timer.h"

#include <doctest/doctest.h>

#include <vector>

using namespace conclave::sim;

namespace {

struct Owner : Handler {
  explicit Owner(EventLoop& loop) : loop(loop) {}
  void fire(Token token) {
    Timer& timer = (token & 1) != 0 ? second : first;
    if (timer.due(loop, *this, token)) fired.emplace_back(token & 1, loop.now());
  }
  void set(int which, std::int64_t deadline) {
    (which != 0 ? second : first)
        .set(loop, *this, static_cast<Token>(which), Time(Duration(deadline)));
  }
  EventLoop& loop;
  Timer first, second;
  std::vector<std::pair<Token, Time>> fired;
};

using Fired = std::vector<std::pair<Token, Time>>;

Time at(std::int64_t ns) {
  return Time(Duration(ns));
}

}  // namespace

TEST_SUITE("kernel/timer") {
  TEST_CASE("a timer fires once, at its deadline") {
    EventLoop loop;
    Owner owner(loop);
    owner.set(0, 10);
    while (loop.step()) {
    }
    CHECK(owner.fired == Fired{{0, at(10)}});
    CHECK_FALSE(owner.first.armed());
  }

  TEST_CASE("setting it again moves the deadline, later or earlier") {
    EventLoop loop;
    Owner owner(loop);
    owner.set(0, 10);
    owner.set(0, 30);
    owner.set(1, 50);
    owner.set(1, 20);
    while (loop.step()) {
    }
    CHECK(owner.fired == Fired{{1, at(20)}, {0, at(30)}});
    CHECK(loop.fired() == 2);
  }

  TEST_CASE("a stopped timer does not fire, and can be set again") {
    EventLoop loop;
    Owner owner(loop);
    owner.set(0, 10);
    owner.first.stop();
    owner.set(1, 15);
    while (loop.step()) {
    }
    CHECK(owner.fired == Fired{{1, at(15)}});
    owner.set(0, 20);
    while (loop.step()) {
    }
    CHECK(owner.fired == Fired{{1, at(15)}, {0, at(20)}});
  }

  TEST_CASE("ten thousand settings leave one event in the loop") {
    EventLoop loop;
    Owner owner(loop);
    for (int n = 0; n < 10'000; ++n) owner.set(0, 100 + n);
    CHECK(loop.pending() == 1);
  }

  TEST_CASE("of two timers for one time, the one set first fires first") {
    EventLoop loop;
    Owner owner(loop);
    owner.set(1, 5);
    owner.set(0, 10);
    owner.set(1, 10);  // its event is in the loop already, for an earlier time
    while (loop.step()) {
    }
    CHECK(owner.fired == Fired{{0, at(10)}, {1, at(10)}});
  }
}

TEST_SUITE("kernel/timer, late") {
  TEST_CASE("a deadline that has passed while its owner stood still is due at once") {
    EventLoop loop;
    struct Sleeper : Handler {
      void fire(Token token) { kept.push_back(token); }
      std::vector<Token> kept;
    };
    // The event at 10 is taken only at 50, as a paused process does.
    Timer timer;
    Sleeper sleeper;
    timer.set(loop, sleeper, 1, at(10));
    timer.set(loop, sleeper, 1, at(30));
    while (loop.step()) {
    }
    loop.advance_to(at(50));
    REQUIRE(sleeper.kept.size() == 1);
    CHECK_FALSE(timer.due(loop, sleeper, sleeper.kept[0]));
    while (loop.step()) {
    }
    REQUIRE(sleeper.kept.size() == 2);
    CHECK(loop.now() == at(50));
    CHECK(timer.due(loop, sleeper, sleeper.kept[1]));
  }
}

// The wire: one packet after the other, and a queue that is only so long.
#include "sim/world/wire.h"

#include <doctest/doctest.h>

#include <utility>
#include <vector>

using namespace conclave;
using namespace conclave::sim;

namespace {

// A byte takes a millisecond at 8000 bits a second.
struct Cable : Wire::Carrier {
  void carried(Wire::Slot slot) override { left.emplace_back(slot, loop.now() - Time()); }
  void run() {
    while (loop.step()) {
    }
  }
  EventLoop loop;
  Wire wire{loop, *this};
  std::vector<std::pair<Wire::Slot, Duration>> left;
};

using Left = std::vector<std::pair<Wire::Slot, Duration>>;

}  // namespace

TEST_SUITE("world/wire") {
  TEST_CASE("packets leave in order, each after as long as its bytes take") {
    Cable cable;
    cable.wire.limit(8000);
    CHECK(cable.wire.offer(1, 10, 100));
    CHECK(cable.wire.offer(2, 5, 100));
    CHECK(cable.wire.offer(3, 1, 100));
    cable.run();
    CHECK(cable.left == Left{{1, 10ms}, {2, 15ms}, {3, 16ms}});
    CHECK(cable.wire.idle());
  }

  TEST_CASE("the queue holds so many bytes, without the one on the wire, and no more") {
    Cable cable;
    cable.wire.limit(8000);
    CHECK(cable.wire.offer(1, 1000, 10));
    CHECK(cable.wire.offer(2, 10, 10));
    CHECK_FALSE(cable.wire.offer(3, 1, 10));
    cable.loop.step();
    CHECK(cable.wire.offer(4, 10, 10));
    CHECK_FALSE(cable.wire.offer(5, 11, 10));
    cable.run();
    CHECK(cable.left == Left{{1, 1000ms}, {2, 1010ms}, {4, 1020ms}});
  }

  TEST_CASE("a wire that gets faster starts over with what is on it") {
    Cable cable;
    cable.wire.limit(8);  // a byte a second
    CHECK(cable.wire.offer(1, 100, 1000));
    CHECK(cable.wire.offer(2, 100, 1000));
    cable.wire.limit(8000);
    cable.run();
    CHECK(cable.left == Left{{1, 100ms}, {2, 200ms}});
  }

  TEST_CASE("a wire without a limit lets all go at once") {
    Cable cable;
    cable.wire.limit(8);
    CHECK(cable.wire.offer(1, 100, 1000));
    CHECK(cable.wire.offer(2, 100, 1000));
    cable.wire.limit(0);
    CHECK(cable.left == Left{{1, 0ms}, {2, 0ms}});
    cable.run();
    CHECK(cable.left.size() == 2);
    CHECK(cable.loop.fired() == 0);  // the departure that was due is void
  }

  TEST_CASE("what would take for ever takes a year") {
    Cable cable;
    cable.wire.limit(1);
    CHECK(cable.wire.offer(1, std::size_t{1} << 40, 0));
    cable.run();
    CHECK(cable.left.front().second == Duration(std::chrono::hours(24 * 365)));
  }
}

// Chance: the same everywhere, without bias, each stream on its own.
#include "sim/kernel/random.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <vector>

#include "protocols/core/check.h"

using namespace conclave;
using namespace conclave::sim;

TEST_SUITE("kernel/random") {
  TEST_CASE("a seed gives the same numbers on every machine and compiler") {
    Random random(42);
    const std::array<std::uint64_t, 3> first{random.next(), random.next(), random.next()};
    CHECK(first ==
          std::array<std::uint64_t, 3>{0x15780b2e0c2ec716, 0x6104d9866d113a7e, 0xae17533239e499a1});
    CHECK(Random(42).fork("link 1->2").next() == Random(42).fork("link 1->2").next());
  }

  TEST_CASE("streams of different names are different, and drawing from one leaves the others") {
    Random root(1);
    Random a = root.fork("a"), b = root.fork("b");
    CHECK(a.next() != b.next());
    Random again = root.fork("b");
    again.next();
    for (int n = 0; n < 100; ++n) a.next();
    CHECK(b.next() == again.next());
    CHECK(root.fork("a").fork("x").next() != root.fork("b").fork("x").next());
  }

  TEST_CASE("below stays below, and reaches every value about as often") {
    Random random(3);
    std::array<int, 7> seen{};
    for (int n = 0; n < 70'000; ++n) ++seen[random.below(7)];
    for (const int count : seen) {
      CHECK(count > 9'500);
      CHECK(count < 10'500);
    }
    CHECK(random.below(1) == 0);
    CHECK_THROWS_AS(random.below(0), Broken);
  }

  TEST_CASE("between reaches both ends") {
    Random random(4);
    bool low = false, high = false;
    for (int n = 0; n < 1000; ++n) {
      const Duration drawn = random.between(3ns, 6ns);
      REQUIRE(drawn >= 3ns);
      REQUIRE(drawn <= 6ns);
      low = low || drawn == 3ns;
      high = high || drawn == 6ns;
    }
    CHECK((low && high));
  }

  TEST_CASE("what cannot be otherwise draws nothing") {
    Random random(5), untouched(5);
    CHECK_FALSE(random.chance(Ratio{0}));
    CHECK(random.chance(Ratio{Ratio::one}));
    CHECK(random.between(7ms, 7ms) == 7ms);
    CHECK(random.next() == untouched.next());
  }

  TEST_CASE("a chance of one in a hundred comes true one time in a hundred") {
    Random random(6);
    int hits = 0;
    for (int n = 0; n < 200'000; ++n) hits += random.chance(Ratio{10'000'000}) ? 1 : 0;
    CHECK(hits > 1'850);
    CHECK(hits < 2'150);
  }

  TEST_CASE("a shuffle keeps what it shuffles, and reaches every order") {
    Random random(8);
    std::vector<std::vector<int>> orders;
    for (int n = 0; n < 500; ++n) {
      std::vector<int> items{1, 2, 3};
      random.shuffle(std::span(items));
      orders.push_back(items);
      std::sort(items.begin(), items.end());
      REQUIRE(items == std::vector{1, 2, 3});
    }
    std::sort(orders.begin(), orders.end());
    orders.erase(std::unique(orders.begin(), orders.end()), orders.end());
    CHECK(orders.size() == 6);
  }
}

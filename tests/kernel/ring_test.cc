// Rings: first in, first out, and memory that stays.
#include "sim/kernel/ring.h"

#include <doctest/doctest.h>

#include <string>

using namespace conclave;
using conclave::sim::Ring;

TEST_SUITE("kernel/ring") {
  TEST_CASE("what went in first comes out first, over many rounds and growth") {
    Ring<int> ring;
    int in = 0, out = 0;
    for (int round = 0; round < 200; ++round) {
      for (int n = 0; n < round % 13; ++n) ring.push() = in++;
      for (int n = 0; n < round % 11 && !ring.empty(); ++n) {
        REQUIRE(ring.front() == out++);
        ring.pop();
      }
    }
    CHECK(static_cast<int>(ring.size()) == in - out);
    CHECK(in - out > 8);
  }

  TEST_CASE("an element keeps its memory when it leaves") {
    Ring<std::string> ring;
    ring.push().assign(1000, 'x');
    ring.pop();
    for (int n = 0; n < 7; ++n) {
      ring.push();
      ring.pop();
    }
    CHECK(ring.push().capacity() >= 1000);
  }

  TEST_CASE("an empty ring has no front") {
    Ring<int> ring;
    CHECK_THROWS_AS(ring.front(), Broken);
    CHECK_THROWS_AS(ring.pop(), Broken);
    ring.push() = 1;
    ring.clear();
    CHECK(ring.empty());
  }
}

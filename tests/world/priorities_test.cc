// Priorities of links: classes at first use, and as many drops as the depth says.
#include "sim/world/priorities.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <string>

using namespace conclave;
using namespace conclave::sim;

namespace {

std::vector<std::uint64_t> drops(const PriorityOptions& options, std::uint64_t seed) {
  Priorities priorities(options, Random(seed));
  std::vector<std::uint64_t> at;
  for (std::uint64_t packet = 1; packet <= options.packets + 10; ++packet) {
    if (priorities.drops()) at.push_back(packet);
  }
  return at;
}

}  // namespace

TEST_SUITE("world/priorities") {
  TEST_CASE("classes are spread over eight factors of two, and belong to the link's name") {
    const Priorities priorities({.spread = 256ms}, Random(1));
    std::vector<Duration> classes;
    for (int n = 0; n < 400; ++n) {
      const Random link = Random(1).fork("link " + std::to_string(n));
      classes.push_back(priorities.first_class(link));
      CHECK(priorities.first_class(link) == classes.back());
    }
    for (Duration low = 1ms; low < 256ms; low *= 2) {
      const auto within = std::count_if(classes.begin(), classes.end(),
                                        [&](Duration lag) { return lag >= low && lag < 2 * low; });
      CHECK(within > 20);
    }
    CHECK(*std::max_element(classes.begin(), classes.end()) < priorities.lowest());
  }

  TEST_CASE("depth one never changes, depth d changes at no more than d - 1 packets") {
    CHECK(drops({.depth = 1}, 7).empty());
    CHECK(drops({.depth = 6, .packets = 1'000'00}, 7).size() == 5);
    CHECK(drops({.depth = 100, .packets = 3}, 7) == std::vector<std::uint64_t>{1, 2, 3});
    CHECK(drops({.depth = 4, .packets = 1'000}, 7) != drops({.depth = 4, .packets = 1'000}, 8));
  }
}

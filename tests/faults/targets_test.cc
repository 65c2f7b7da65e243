// Targets: words that find the right nodes at the right moment.
#include "sim/faults/targets.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "tests/support/stage.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

std::vector<std::uint32_t> resolve(const Stage& stage, std::vector<std::string> words,
                                   std::uint64_t seed = 1) {
  Random random(seed);
  std::vector<std::uint32_t> found;
  for (const NodeId node : Targets{std::move(words)}.resolve(stage.cluster, random)) {
    found.push_back(node.value());
  }
  return found;
}

using Ids = std::vector<std::uint32_t>;

}  // namespace

TEST_SUITE("faults/targets") {
  TEST_CASE("ids, zones and all name the nodes that they name") {
    const Stage stage(5, 2);
    CHECK(resolve(stage, {"n4"}) == Ids{4});
    CHECK(resolve(stage, {"n4", "n2", "n4"}) == Ids{2, 4});
    CHECK(resolve(stage, {"zone:even"}) == Ids{2, 4});
    CHECK(resolve(stage, {"all"}) == Ids{1, 2, 3, 4, 5});
    CHECK(resolve(stage, {"clients"}) == Ids{6, 7});
  }

  TEST_CASE("a minority is less than half, a majority more, and both vary with chance") {
    const Stage stage(5);
    Ids hit;
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      CHECK(resolve(stage, {"minority"}, seed).size() == 2);
      CHECK(resolve(stage, {"majority"}, seed).size() == 3);
      const Ids one = resolve(stage, {"one"}, seed);
      REQUIRE(one.size() == 1);
      hit.push_back(one.front());
    }
    std::sort(hit.begin(), hit.end());
    hit.erase(std::unique(hit.begin(), hit.end()), hit.end());
    CHECK(hit == Ids{1, 2, 3, 4, 5});
  }

  TEST_CASE("rest is what no other group took") {
    const Stage stage(5);
    Random random(3);
    const auto first = Targets{{"minority"}}.resolve(stage.cluster, random);
    const auto rest = Targets{{"rest"}}.resolve(stage.cluster, random, first);
    CHECK(first.size() + rest.size() == 5);
    for (const NodeId node : rest)
      CHECK_FALSE(std::binary_search(first.begin(), first.end(), node));
  }

  TEST_CASE("while nobody leads, the leader is anyone") {
    const Stage stage(3);
    CHECK(resolve(stage, {"leader"}).size() == 1);
    CHECK(resolve(stage, {"minority+leader"}).size() == 1);
  }
}

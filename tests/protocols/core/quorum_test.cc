// Majorities, and sets that count nobody twice.
#include "protocols/core/quorum.h"

#include "tests/support/bench.h"

namespace conclave {
namespace {

using namespace test;  // NOLINT

TEST_CASE("any two majorities of the same voters share one") {
  for (std::size_t voters = 1; voters < 100; ++voters) {
    CHECK(2 * majority(voters) > voters);
    CHECK(2 * (majority(voters) - 1) <= voters);  // and no fewer would do
  }
}

TEST_CASE("a node is in a set once, however often it is put there") {
  NodeSet set;
  CHECK(set.insert(n3));
  CHECK(set.insert(n1));
  CHECK_FALSE(set.insert(n3));
  CHECK(set.size() == 2);
  CHECK(set.contains(n1));
  CHECK_FALSE(set.contains(n2));
}

TEST_CASE("sets with the same nodes are equal, in whatever order they came") {
  NodeSet a, b;
  a.insert(n1), a.insert(n2);
  b.insert(n2), b.insert(n1);
  CHECK(a == b);
  CHECK(json(a) == R"({"nodes":["n1","n2"]})");
}

}  // namespace
}  // namespace conclave

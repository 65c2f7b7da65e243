// The pool: memory for entries on their way, used again, and never mixed up.
#include "protocols/core/pool_allocator.h"

#include <string>
#include <vector>

#include "tests/support/bench.h"

namespace conclave {
namespace {

using Words = std::vector<std::string, Pooled<std::string>>;

Words words(std::size_t count) {
  Words made;
  for (std::size_t n = 0; n < count; ++n) made.push_back(std::to_string(n) + " of many words");
  return made;
}

TEST_CASE("vectors of all sizes hold what was put there, also in blocks used before") {
  for (int round = 0; round < 3; ++round) {
    std::vector<Words> kept;
    for (const std::size_t count : {0, 1, 2, 3, 7, 64, 1000, 5000}) kept.push_back(words(count));
    for (const Words& some : kept) {
      Words copy = some;
      CHECK(copy == words(some.size()));
      const Words moved = std::move(copy);
      CHECK(moved == some);
    }
  }
}

TEST_CASE("a block that was given back is the next one of its size") {
  if (pooled_bytes_max == 0) return;  // under a sanitizer all blocks are fresh
  Pooled<std::string> pool;
  std::string* const first = pool.allocate(5);
  pool.deallocate(first, 5);
  std::string* const again = pool.allocate(6);  // of the same size class
  CHECK(again == first);
  std::string* const other = pool.allocate(6);
  CHECK(other != again);
  pool.deallocate(other, 6);
  pool.deallocate(again, 6);
}

}  // namespace
}  // namespace conclave

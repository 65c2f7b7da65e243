// The queue under the event loop: the smallest key leaves first.
#include "sim/kernel/key_queue.h"

#include <doctest/doctest.h>

#include <set>
#include <vector>

#include "sim/kernel/random.h"

using namespace conclave;
using namespace conclave::sim;

using Key = KeyQueue::Key;

namespace {

// Pushes and pops at random, beside a set that is obviously right; `longest` keys at most.
bool leaves_in_order(std::uint64_t seed, std::size_t longest, std::uint64_t spread) {
  Random random(seed);
  KeyQueue queue;
  std::set<Key> reference;
  Key serial = 0, now = 0;
  for (int n = 0; n < 20'000; ++n) {
    const bool grows = reference.size() < longest && random.below(100) < 52;
    if (reference.empty() || grows) {
      const Key key = (now + random.below(spread)) << 64 | ++serial;
      queue.push(key);
      reference.insert(key);
    } else {
      if (queue.smallest() != *reference.begin()) return false;
      now = queue.smallest() >> 64;
      queue.pop();
      reference.erase(reference.begin());
    }
    if (queue.size() != reference.size() || queue.empty() != reference.empty()) return false;
  }
  while (!reference.empty()) {
    if (queue.smallest() != *reference.begin()) return false;
    queue.pop();
    reference.erase(reference.begin());
  }
  return queue.empty();
}

}  // namespace

TEST_SUITE("kernel/key_queue") {
  TEST_CASE("the smallest key leaves first, however many wait") {
    for (const std::size_t longest : {1, 10, 255, 256, 257, 400, 5'000}) {
      for (const std::uint64_t spread : {1, 50, 1'000'000'000}) {
        CAPTURE(longest);
        CAPTURE(spread);
        CHECK(leaves_in_order(longest + spread, longest, spread));
      }
    }
  }

  TEST_CASE("keys that come in order, rising or falling, leave in order") {
    for (const bool rising : {true, false}) {
      KeyQueue queue;
      for (std::uint64_t n = 1; n <= 2'000; ++n) queue.push(rising ? n : 2'001 - n);
      for (std::uint64_t n = 1; n <= 2'000; ++n) {
        REQUIRE(queue.smallest() == Key(n));
        queue.pop();
      }
      CHECK(queue.empty());
    }
  }
}

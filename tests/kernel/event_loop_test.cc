// The event loop: time, order, and nothing else.
#include "sim/kernel/event_loop.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <tuple>
#include <vector>

#include "protocols/core/check.h"
#include "sim/kernel/random.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

Time at(std::int64_t ns) {
  return Time(Duration(ns));
}

// Writes down what fires, and may schedule more from inside.
struct Diary : Handler {
  explicit Diary(EventLoop& loop) : loop(loop) {}
  void fire(Token token) {
    entries.emplace_back(loop.now(), token);
    if (then) then(token);
  }
  EventLoop& loop;
  std::vector<std::pair<Time, Token>> entries;
  std::function<void(Token)> then;

  std::vector<Token> tokens() const {
    std::vector<Token> all;
    for (const auto& entry : entries) all.push_back(entry.second);
    return all;
  }
};

void drain(EventLoop& loop) {
  while (loop.step()) {
  }
}

}  // namespace

TEST_SUITE("kernel/event_loop") {
  TEST_CASE("events fire in the order of their times") {
    EventLoop loop;
    Diary diary(loop);
    for (const int when : {30, 10, 20}) loop.at(at(when), diary, static_cast<Token>(when));
    drain(loop);
    CHECK(diary.tokens() == std::vector<Token>{10, 20, 30});
    CHECK(loop.now() == at(30));
    CHECK(loop.fired() == 3);
  }

  TEST_CASE("events of one time fire in the order in which they were scheduled") {
    EventLoop loop;
    Diary diary(loop);
    std::vector<Token> expected;
    for (Token token = 0; token < 1000; ++token) {
      loop.at(at(5), diary, token);
      expected.push_back(token);
    }
    drain(loop);
    CHECK(diary.tokens() == expected);
  }

  TEST_CASE("an event scheduled for now from inside an event fires behind those already due") {
    EventLoop loop;
    Diary diary(loop);
    diary.then = [&](Token token) {
      if (token == 1) loop.after(0ns, diary, 3);
    };
    loop.at(at(5), diary, 1);
    loop.at(at(5), diary, 2);
    drain(loop);
    CHECK(diary.tokens() == std::vector<Token>{1, 2, 3});
  }

  TEST_CASE("a reserved place is kept, whenever the event is scheduled into it") {
    EventLoop loop;
    Diary diary(loop);
    const EventLoop::Order first = loop.reserve();
    loop.at(at(5), diary, 2);
    loop.at(at(5), first, diary, 1);
    drain(loop);
    CHECK(diary.tokens() == std::vector<Token>{1, 2});
  }

  TEST_CASE("time does not run backwards") {
    EventLoop loop;
    Diary diary(loop);
    loop.at(at(10), diary, 1);
    drain(loop);
    CHECK_THROWS_AS(loop.at(at(9), diary, 2), Broken);
    CHECK_THROWS_AS(loop.advance_to(at(9)); loop.at(at(9), diary, 2), Broken);
  }

  TEST_CASE("void events are not counted as fired") {
    EventLoop loop;
    Diary diary(loop);
    diary.then = [&](Token token) {
      if (token == 1) loop.was_void();
    };
    loop.at(at(1), diary, 1);
    loop.at(at(2), diary, 2);
    drain(loop);
    CHECK(loop.fired() == 1);
  }

  TEST_CASE("pending counts what is left, also from inside an event") {
    EventLoop loop;
    Diary diary(loop);
    std::vector<std::size_t> seen;
    diary.then = [&](Token) { seen.push_back(loop.pending()); };
    for (int n = 0; n < 3; ++n) loop.at(at(n), diary, 0);
    CHECK(loop.pending() == 3);
    drain(loop);
    CHECK(seen == std::vector<std::size_t>{2, 1, 0});
    CHECK(loop.empty());
  }

  // Identical-code folding in g++ 11 and 12 once merged two heaps and got ties wrong. The reference
  // is a stable sort.
  TEST_CASE("a storm of random events fires as a stable sort would order it") {
    Random random(7);
    EventLoop loop;
    Diary diary(loop);
    std::vector<std::tuple<Time, std::uint64_t, Token>> expected;
    std::uint64_t order = 0;
    const auto schedule = [&](Time from) {
      const Time when = from + Duration(static_cast<Duration::rep>(random.below(50)));
      const Token token = random.next() >> 8;
      loop.at(when, diary, token);
      expected.emplace_back(when, order++, token);
    };
    for (int n = 0; n < 500; ++n) schedule(at(0));
    int left = 5000;
    diary.then = [&](Token token) {
      for (Token n = 0; n < token % 3 && left > 0; ++n, --left) schedule(loop.now());
    };
    drain(loop);
    std::sort(expected.begin(), expected.end());
    std::vector<std::pair<Time, Token>> sorted;
    for (const auto& [when, place, token] : expected) sorted.emplace_back(when, token);
    CHECK(diary.entries == sorted);
  }
}

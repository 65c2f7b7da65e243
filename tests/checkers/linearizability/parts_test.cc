// The judge's parts: the table of configurations, and fresh reads one event at a time.

#include <doctest/doctest.h>

#include <array>

#include "sim/checkers/linearizability/fresh_reads.h"
#include "sim/checkers/linearizability/memo.h"
#include "tests/checkers/linearizability/written.h"

namespace conclave::sim::linearizability {
namespace {

// What FreshReads says to the events, with the number of the event that it says it to.
std::vector<std::string> stale(std::initializer_list<const char*> lines) {
  FreshReads fresh;
  Recorder recorder;
  std::vector<std::string> found;
  std::uint64_t event = 0;
  for (const char* line : lines) {
    const bool open = recorder.under_way(std::stoull(line)) != nullptr;
    write_event(
        ++event, line, open,
        [&](auto... args) {
          REQUIRE_FALSE(recorder.invoke(args...));
          fresh.invoke(args...);
        },
        [&](auto... args) {
          REQUIRE_FALSE(recorder.complete(args...));
          if (auto stale = fresh.complete(args...)) found.push_back(stale->story);
        });
  }
  return found;
}

TEST_SUITE("linearizability: the memo") {
  TEST_CASE("a configuration is fresh once") {
    Memo memo(1 << 20);
    for (std::uint64_t round = 0; round < 2; ++round) {
      for (std::uint64_t i = 0; i < 1000; ++i) {
        const std::array<std::uint64_t, 3> configuration{3, i, i * i};
        const auto added = memo.add(configuration, static_cast<std::uint32_t>(i * 2654435761U));
        CHECK(added == (round == 0 ? Memo::Added::fresh : Memo::Added::known));
      }
    }
    CHECK(memo.size() == 1000);
  }

  TEST_CASE("configurations with one hash are told apart by all their words") {
    Memo memo(1 << 20);
    for (std::uint64_t i = 0; i < 100; ++i) {
      const std::array<std::uint64_t, 4> longer{4, 0, 0, i};
      CHECK(memo.add(longer, 7) == Memo::Added::fresh);
      const std::array<std::uint64_t, 2> shorter{2, i};
      CHECK(memo.add(shorter, 7) == Memo::Added::fresh);
      CHECK(memo.add(longer, 7) == Memo::Added::known);
    }
  }

  TEST_CASE("memory is bounded, and a full memo says so") {
    constexpr std::uint64_t room = 200'000;
    Memo memo(room);
    std::uint64_t i = 0;
    const auto add = [&] {
      const std::array<std::uint64_t, 3> configuration{3, i, 0};
      return memo.add(configuration, static_cast<std::uint32_t>(i++ * 2654435761U));
    };
    while (add() == Memo::Added::fresh) CHECK(memo.bytes() <= room);
    CHECK(memo.size() > 1000);
    CHECK(memo.bytes() <= room);
    Memo none(0);
    const std::array<std::uint64_t, 1> configuration{1};
    CHECK(none.add(configuration, 1) == Memo::Added::no_room);
  }
}

TEST_SUITE("linearizability: fresh reads") {
  TEST_CASE("a read that misses a write that had returned is stale") {
    CHECK(
        stale({"1 put a", "1 ok", "1 put b", "1 ok", "2 get", "2 ok a"}) ==
        std::vector<std::string>{
            "process 2 saw a in k (events 5 to 6), although process 1 (events 3 to 4) had written "
            "b before, and whoever wrote the other had returned before that"});
    CHECK(stale({"1 put a", "1 ok", "2 get", "2 ok nil"}).size() == 1);
    CHECK(stale({"1 put a", "1 ok", "1 delete", "1 ok", "2 get", "2 ok a"}).size() == 1);
    CHECK(stale({"1 put a", "1 ok", "1 cas a b", "1 ok", "2 get", "2 ok a"}).size() == 1);
  }

  TEST_CASE("so is a compare-and-set that goes by such a value") {
    CHECK(stale({"1 put a", "1 ok", "1 put b", "1 ok", "2 cas a c", "2 ok"}).size() == 1);
    CHECK(stale({"1 put a", "1 ok", "1 put b", "1 ok", "2 cas b c", "2 mismatch a"}).size() == 1);
  }

  TEST_CASE("a read during the write may see either") {
    CHECK(stale({"1 put a", "1 ok", "1 put b", "2 get", "1 ok", "2 ok a"}).empty());
    CHECK(stale({"1 put a", "1 ok", "2 get", "1 put b", "1 ok", "2 ok a"}).empty());
  }

  TEST_CASE("a value whose writer may still be at it is not stale") {
    CHECK(stale({"1 put a", "1 info", "2 put b", "2 ok", "2 get", "2 ok a"}).empty());
    CHECK(stale({"1 put a", "2 put b", "2 ok", "2 get", "2 ok a", "1 ok"}).empty());
    CHECK(stale({"1 put a", "1 ok", "3 put a", "2 put b", "2 ok", "2 get", "2 ok a"}).empty());
  }

  TEST_CASE("a write that failed freshens nothing") {
    CHECK(stale({"1 put a", "1 ok", "1 put b", "1 fail", "2 get", "2 ok a"}).empty());
    CHECK(stale({"1 put a", "1 ok", "1 cas b c", "1 mismatch", "2 get", "2 ok a"}).empty());
  }

  TEST_CASE("an append that had returned is in what is read, unless it was erased") {
    CHECK(stale({"1 append a", "1 ok", "1 append b", "1 ok", "2 get", "2 ok a"}).size() == 1);
    CHECK(stale({"1 append a", "1 ok", "1 append b", "1 ok", "2 get", "2 ok ab"}).empty());
    CHECK(stale({"1 append a", "1 ok", "3 put c", "3 info", "2 get", "2 ok c"}).empty());
    CHECK(stale({"1 put c", "1 ok", "1 append a", "1 ok", "2 get", "2 ok c"}).size() == 1);
  }

  TEST_CASE("keys are kept apart") {
    CHECK(stale({"1 put@x a", "1 ok", "2 get@y", "2 ok nil"}).empty());
  }

  TEST_CASE("reads that had nothing to be held to are not counted") {
    FreshReads fresh;
    fresh.invoke(1, 1, {.f = Function::get, .key = "k"});
    fresh.complete(2, 1, {.outcome = Outcome::ok, .saw = true});
    CHECK(fresh.evaluations() == 0);
    fresh.invoke(3, 1, {.f = Function::put, .key = "k", .written = "a"});
    fresh.complete(4, 1, {.outcome = Outcome::ok});
    fresh.invoke(5, 1, {.f = Function::get, .key = "k"});
    fresh.complete(6, 1, {.outcome = Outcome::ok, .saw = true, .seen = "a"});
    CHECK(fresh.evaluations() == 1);
  }
}

}  // namespace
}  // namespace conclave::sim::linearizability

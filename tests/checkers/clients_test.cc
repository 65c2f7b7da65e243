// Promises to clients: fresh reads, linearizable histories, effects once, no phantoms, progress.
#include <doctest/doctest.h>

#include "tests/support/story.h"

namespace conclave::sim {
namespace {

TEST_CASE("I15 and I16: a read sees what had returned before it began") {
  Story story(3, {"fresh_reads", "linearizable"});
  auto &c1 = story.client(1), &c2 = story.client(2);
  c1.invokes("put k a");
  c1.returns("ok");
  c1.invokes("put k b");
  c2.invokes("get k");
  c2.returns("ok a");  // the put of b is under way
  c1.returns("ok");
  c2.invokes("get k");

  SUBCASE("fresh") {
    c2.returns("ok b");
    story.ends();
    CHECK(story.keeps("fresh_reads"));
    CHECK(story.keeps("linearizable"));
    CHECK(story.result("linearizable").summary == "4 operations, 1 key");
  }
  SUBCASE("stale") {
    c2.returns("ok a");
    CHECK(story.breaks("fresh_reads"));
    CHECK_FALSE(story.breaks("linearizable"));  // judged when the run is over
    story.ends();
    CHECK(story.breaks("linearizable"));
  }
  SUBCASE("gone") {
    c2.returns("nil");
    story.ends();
    CHECK(story.breaks("linearizable"));
  }
}

TEST_CASE("a violation that is told late names the faults that were under way when it happened") {
  Story story(3, {"linearizable"});
  auto &c1 = story.client(1), &c2 = story.client(2);
  c1.invokes("put k a");
  c1.returns("ok");
  story.fault_begins("f1", "partition").fault_begins("f2", "loss").fault_ends("f2");
  c2.invokes("get k");
  c2.returns("nil");
  story.fault_ends("f1").fault_begins("f3", "crash");
  story.ends();
  REQUIRE(story.breaks("linearizable"));
  const Violation& violation = story.judges().violations().front();
  REQUIRE(violation.faults.size() == 1);
  CHECK(violation.faults.front().id == "f1");
  CHECK(violation.story.find("Faults under way: f1 (partition, since #") != std::string::npos);
}

TEST_CASE("I15: an unknown outcome may take effect at any time, or never") {
  Story story(3, {"linearizable"});
  auto &c1 = story.client(1), &c2 = story.client(2);
  c1.invokes("put k a");
  c1.gives_up();
  c1.invokes("get k");
  c1.returns("nil");
  c2.invokes("get k");
  c2.returns("ok a");
  SUBCASE("it did, late") {
    story.ends();
    CHECK(story.keeps("linearizable"));
  }
  SUBCASE("it cannot undo itself") {
    c2.invokes("get k");
    c2.returns("nil");
    story.ends();
    CHECK(story.breaks("linearizable"));
  }
}

TEST_CASE("I15: compare-and-set, append and delete are understood") {
  Story story(3, {"linearizable"});
  auto& c1 = story.client(1);
  const auto does = [&](const char* body, const char* answer) {
    c1.invokes(body);
    c1.returns(answer);
  };
  does("put k a", "ok");
  does("cas k a b", "ok");
  does("cas k a c", "mismatch b");
  does("append k x", "ok");
  does("get k", "ok bx");
  does("delete k", "ok");
  does("get k", "nil");
  SUBCASE("right") {
    story.ends();
    CHECK(story.keeps("linearizable"));
  }
  SUBCASE("wrong") {
    does("cas k z y", "ok");
    story.ends();
    CHECK(story.breaks("linearizable"));
  }
}

TEST_CASE("I15 and I16: escaped words mean the bytes behind them") {
  Story story(3, {"fresh_reads", "linearizable"});
  auto& c1 = story.client(1);
  c1.invokes("put k a\\sb");
  c1.returns("ok");
  c1.invokes("get k");
  SUBCASE("right") {
    c1.returns("ok a\\sb");
    story.ends();
    CHECK(story.keeps("fresh_reads"));
    CHECK(story.keeps("linearizable"));
  }
  SUBCASE("wrong") {
    c1.returns("nil");
    story.ends();
    CHECK(story.breaks("linearizable"));
  }
}

TEST_CASE("I17: a request takes effect in one slot, with one answer") {
  Story story(3, {"exactly_once"});
  auto &n1 = story.node(1), &n2 = story.node(2);
  const Command put = story.client(1).invokes("put k a");
  n1.decides(1, put).decides(2, put, false);
  n2.decides(1, put);
  n2.crashes().boots().decides(1, put).decides(2, put, false).decides(3, "", false, "");
  story.client(1).returns("ok");
  CHECK(story.keeps("exactly_once"));

  SUBCASE("twice") {
    n1.decides(4, put);
  }
  SUBCASE("with another answer on another node") {
    story.node(3).decides(1, put, true, "mismatch b");
  }
  SUBCASE("with another answer to its repeat") {
    n1.decides(4, put, false, "mismatch b");
  }
  SUBCASE("a repeat of what never was") {
    n1.decides(4, story.client(2).invokes("put k b"), false);
  }
  SUBCASE("the client is told something else") {
    const Command cas = story.client(1).invokes("cas k a b");
    n1.decides(4, cas, true, "ok");
    story.client(1).returns("mismatch c");
  }
  CHECK(story.breaks("exactly_once"));
}

TEST_CASE("I17: an old repeat may be told that its client has moved on") {
  Story story(3, {"exactly_once"});
  const Command first = story.client(1).invokes("put k a");
  const Command second = story.client(1).invokes("put k b");
  story.node(1).decides(1, first).decides(2, second).decides(3, first, false, "stale");
  CHECK(story.keeps("exactly_once"));
}

TEST_CASE("I17: what failed never takes effect") {
  Story story(3, {"exactly_once"});
  const Command put = story.client(1).invokes("put k a");
  SUBCASE("told before") {
    story.client(1).fails();
    story.node(1).decides(1, put);
  }
  SUBCASE("told after") {
    story.node(1).decides(1, put);
    story.client(1).fails();
  }
  CHECK(story.breaks("exactly_once"));
}

TEST_CASE("I19: only what clients proposed is accepted and decided") {
  Story story(3, {"no_phantoms"});
  auto& n1 = story.node(1);
  const Command put = story.client(1).invokes("put k a");
  n1.steps().accepts(1, 1, "").accepts(2, 1, put).decides(1, "", false, "").decides(2, put);
  CHECK(story.keeps("no_phantoms"));

  Command flipped = put;
  flipped.body = "put j a";
  SUBCASE("a flipped bit is accepted") {
    n1.steps().accepts(3, 1, flipped);
    CHECK(story.told("no_phantoms").find("another command") != std::string::npos);
  }
  SUBCASE("a flipped bit is decided") {
    n1.decides(3, flipped);
  }
  SUBCASE("another client's name") {
    flipped = put;
    flipped.id.client = ClientId(3);
    n1.decides(3, flipped);
    CHECK(story.told("no_phantoms").find("no client has invoked") != std::string::npos);
  }
  SUBCASE("a no-op with a body") {
    n1.steps().accepts(3, 1, Command{{}, "x"});
  }
  CHECK(story.breaks("no_phantoms"));
}

TEST_CASE("I19: only what was written is read") {
  Story story(3, {"no_phantoms"});
  auto& c1 = story.client(1);
  const auto reads = [&](const char* body, const char* answer) {
    c1.invokes(body);
    c1.returns(answer);
  };
  reads("put k a", "ok");
  reads("cas k a b", "ok");
  reads("get k", "ok b");
  reads("get k", "nil");
  CHECK(story.keeps("no_phantoms"));

  SUBCASE("a value nobody wrote") {
    reads("get k", "ok c");
  }
  SUBCASE("a value written elsewhere") {
    reads("put j z", "ok");
    reads("get k", "ok z");
  }
  SUBCASE("an answer that is none") {
    reads("get k", "oj b");
  }
  CHECK(story.breaks("no_phantoms"));
}

TEST_CASE("I19: values that are pieced together are not for this check") {
  Story story(3, {"no_phantoms"});
  auto& c1 = story.client(1);
  c1.invokes("append k a");
  c1.returns("ok");
  c1.invokes("get k");
  c1.returns("ok aaa");
  CHECK_FALSE(story.breaks("no_phantoms"));
}

std::vector<Chosen> progress_within(Duration within, Duration from = Duration::zero()) {
  return {{find_checker("progress"), {{"within", within}, {"from", from}}}};
}

TEST_CASE("I18: after the last fault, operations complete within the bound") {
  using namespace std::chrono_literals;
  Story story(3, progress_within(1s));
  auto& c1 = story.client(1);
  c1.invokes("put k a");
  story.fault_begins("f1", "partition").passes(10s);
  story.fault_ends("f1");
  c1.invokes("put k b");
  story.passes(900ms);
  CHECK_FALSE(story.breaks("progress"));

  SUBCASE("it does") {
    c1.returns("ok");
    story.passes(5s).ends();
    CHECK(story.keeps("progress"));
    CHECK(story.result("progress").summary == "max gap 0.901s");
  }
  SUBCASE("too late") {
    story.passes(200ms);
    c1.returns("ok");
    CHECK(story.breaks("progress"));
  }
  SUBCASE("never") {
    story.passes(5s).ends();
    CHECK(story.breaks("progress"));
  }
  SUBCASE("one attempt after the other gives up") {
    c1.gives_up();
    c1.invokes("put k c");
    story.passes(500ms);
    c1.gives_up();
    CHECK(story.breaks("progress"));
  }
  SUBCASE("nobody asks any more") {
    c1.gives_up();
    story.passes(5s).ends();
    CHECK(story.keeps("progress"));
  }
  SUBCASE("another fault begins in time") {
    story.fault_begins("f2", "crash").passes(5s).ends();
    CHECK_FALSE(story.breaks("progress"));
  }
  SUBCASE("the run ends before the bound") {
    story.ends();
    CHECK(story.leaves_open("progress"));
  }
}

TEST_CASE("I18: a run in two phases is judged from where it heals") {
  using namespace std::chrono_literals;
  Story story(3, progress_within(1s));
  story.fault_begins("f1", "partition").passes(10s);
  story.heals();
  story.client(1).invokes("put k b");
  story.passes(2s);
  story.client(1).returns("ok");
  CHECK(story.breaks("progress"));
}

TEST_CASE("I18: a run that heals may end as soon as all is well") {
  using namespace std::chrono_literals;
  Story story(3, progress_within(1s));
  for (const std::size_t n : {1, 2}) story.node(n).decides(1, "a");
  story.heals();
  story.client(1).invokes("put k b");
  SUBCASE("all is well") {
    story.node(3).decides(1, "a");
    story.client(1).returns("ok");
    story.ends();
    CHECK(story.keeps("progress"));
  }
  SUBCASE("an operation is under way") {
    story.node(3).decides(1, "a");
    story.ends();
    CHECK(story.leaves_open("progress"));
  }
  SUBCASE("a node is behind") {
    story.client(1).returns("ok");
    story.ends();
    CHECK(story.leaves_open("progress"));
  }
}

TEST_CASE("I18: with `from`, what comes before is not judged") {
  using namespace std::chrono_literals;
  Story story(3, progress_within(1s, 10s));
  story.client(1).invokes("put k b");
  story.passes(5s);
  story.client(1).returns("ok");
  CHECK_FALSE(story.breaks("progress"));
  story.passes(6s);
  story.client(1).invokes("put k c");
  story.passes(2s).ends();
  CHECK(story.breaks("progress"));
}

TEST_CASE("I18: all nodes converge") {
  using namespace std::chrono_literals;
  Story story(3, progress_within(1s));
  for (const std::size_t n : {1, 2, 3}) story.node(n).decides(1, "a");
  story.node(1).decides(2, "b");
  story.node(2).decides(2, "b");
  story.passes(2s);
  story.node(1).decides(3, "c");  // too late for the others to know

  SUBCASE("one is behind") {
    story.ends();
    CHECK(story.breaks("progress"));
    CHECK(story.told("progress").find("n3 has decided slots up to 1") != std::string::npos);
  }
  SUBCASE("none is") {
    story.node(3).decides(2, "b");
    story.ends();
    CHECK(story.keeps("progress"));
  }
  SUBCASE("one is down") {
    story.node(3).decides(2, "b").crashes();
    story.ends();
    CHECK(story.breaks("progress"));
  }
  SUBCASE("one has halted") {
    story.node(3).halts().crashes();
    story.ends();
    CHECK(story.keeps("progress"));
  }
}

}  // namespace
}  // namespace conclave::sim

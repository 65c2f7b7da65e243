// Promises about logs: matching, credited truly, committed durably and for good, decided alike.
#include <doctest/doctest.h>

#include "tests/support/story.h"

namespace conclave::sim {
namespace {

TEST_CASE("I03: one epoch has one command in a slot") {
  Story story(3, {"log_matching"});
  story.node(1).steps().accepts(1, 1, "a").accepts(2, 1, "b");
  story.node(2).steps().accepts(1, 1, "a").accepts(2, 2, "c");
  CHECK(story.keeps("log_matching"));
  story.node(3).steps().accepts(1, 1, "x");
  CHECK(story.breaks("log_matching"));
  CHECK(story.told("log_matching").find("another command") != std::string::npos);
}

TEST_CASE("I03: logs that agree at a slot agree before it") {
  Story story(3, {"log_matching"});
  story.node(1).steps().accepts(1, 1, "a").accepts(2, 3, "b");
  story.node(2).steps().accepts(1, 1, "a").accepts(2, 3, "b");
  CHECK(story.keeps("log_matching"));

  SUBCASE("an entry behind another one") {
    story.node(3).steps().accepts(1, 2, "x").accepts(2, 3, "b");
  }
  SUBCASE("an entry changed before it") {
    story.node(2).steps().accepts(1, 2, "x");
  }
  CHECK(story.breaks("log_matching"));
}

TEST_CASE("I03: what follows a cut is compared anew") {
  Story story(3, {"log_matching"});
  story.node(1).steps().accepts(1, 1, "a").accepts(2, 1, "b").accepts(3, 1, "c");
  story.node(1).steps().truncates(2).accepts(2, 2, "d").accepts(3, 2, "e");
  CHECK(story.keeps("log_matching"));
}

TEST_CASE("I03: logs have no holes") {
  Story story(3, {"log_matching"});
  story.node(1).steps().accepts(1, 1, "a").accepts(3, 1, "c");
  CHECK(story.breaks("log_matching"));
  CHECK(story.told("log_matching").find("no holes") != std::string::npos);
}

TEST_CASE("I05: a slot is decided alike by all, and again after a restart") {
  Story story(3, {"agreement"});
  auto &n1 = story.node(1), &n2 = story.node(2);
  n1.decides(1, "a").decides(2, "");
  n2.decides(1, "a");
  n1.crashes().boots().decides(1, "a").decides(2, "");
  CHECK(story.keeps("agreement"));

  SUBCASE("another node decides otherwise") {
    n2.decides(2, "b");
  }
  SUBCASE("the same node decides otherwise in its next life") {
    n1.crashes().boots().decides(1, "b");
  }
  CHECK(story.breaks("agreement"));
}

// Three nodes; n1 leads epoch 2 and holds slots 1 and 2 on disk, n2 slot 1.
struct Replicating : Story {
  explicit Replicating(std::string_view check) : Story(3, {check}) {
    node(1).becomes_leader(2);
    node(1).steps().accepts(1, 2, "a").writes().syncs();
    node(1).steps().accepts(2, 2, "b").writes().syncs();
    node(2).steps().accepts(1, 2, "a").writes().syncs();
    for (const std::size_t n : {2, 3}) node(n).brief().epoch = Epoch(2);
  }
};

TEST_CASE("I06: a quorum holds durably what becomes committed") {
  Replicating story("durable_quorum");
  auto &n1 = story.node(1), &n2 = story.node(2), &n3 = story.node(3);
  n1.steps().commits(1, 2);
  CHECK(story.keeps("durable_quorum"));

  SUBCASE("nobody else has it") {
    n1.steps().commits(2, 2);
    CHECK(story.breaks("durable_quorum"));
    CHECK(story.told("durable_quorum").find("n2 has nothing on disk") != std::string::npos);
  }
  SUBCASE("another has it in memory only") {
    n2.steps().accepts(2, 2, "b").writes();
    n1.steps().commits(2, 2);
    CHECK(story.breaks("durable_quorum"));
  }
  SUBCASE("another has another entry there") {
    n3.steps().accepts(1, 1, "x").accepts(2, 1, "y").writes().syncs();
    n1.steps().commits(2, 2);
    CHECK(story.breaks("durable_quorum"));
  }
  SUBCASE("who decides without having said so is held to it too") {
    n2.steps().decides(1, "a").decides(2, "b");
    CHECK(story.breaks("durable_quorum"));
  }
  SUBCASE("flexible quorums may be smaller") {
    n1.steps().is_configured(3, 3, 1).commits(2, 2);
    CHECK(story.keeps("durable_quorum"));
  }
  SUBCASE("a later ballot's copy of the command counts") {
    n2.steps().accepts(2, 3, "b").writes().syncs();
    n1.steps().commits(2, 2);
    CHECK(story.keeps("durable_quorum"));
  }
  SUBCASE("a disk that lied is believed, as its node believes it") {
    n2.steps().accepts(2, 2, "b").writes().syncs_in_vain();
    n1.steps().commits(2, 2);
    CHECK(story.keeps("durable_quorum"));
  }
}

TEST_CASE("I07: a leader credits a peer with what it holds") {
  Replicating story("credit_is_true");
  auto &n1 = story.node(1), &n2 = story.node(2), &n3 = story.node(3);
  n1.steps().credits(n1, 2, 2).credits(n2, 1, 2);
  CHECK(story.keeps("credit_is_true"));

  SUBCASE("it holds less") {
    n1.steps().credits(n2, 2, 2);
  }
  SUBCASE("it does not hold it durably") {
    n2.steps().accepts(2, 2, "b").writes();
    n1.steps().credits(n2, 2, 2);
  }
  SUBCASE("it holds a stale tail of its own (the most reinvented bug)") {
    n3.steps().accepts(1, 1, "x").accepts(2, 1, "y").writes().syncs();
    n1.steps().credits(n3, 2, 2);
  }
  CHECK(story.breaks("credit_is_true"));
}

TEST_CASE("I07: a peer that has moved on to a later epoch may have dropped what it had") {
  Replicating story("credit_is_true");
  auto &n1 = story.node(1), &n3 = story.node(3);
  n3.steps().accepts(1, 1, "x").writes().syncs();
  n3.brief().epoch = Epoch(3);
  n3.steps();
  n1.steps().credits(n3, 1, 2).credits(n1, 1, 2);
  CHECK(story.keeps("credit_is_true"));
}

TEST_CASE("I11: what is committed stays") {
  Replicating story("committed_stays");
  auto &n1 = story.node(1), &n2 = story.node(2), &n3 = story.node(3);
  n1.steps().commits(1, 2);
  n1.steps().accepts(3, 2, "c");
  n1.steps().truncates(3);  // not committed
  n3.steps().accepts(1, 1, "x");
  n3.steps().truncates(1).accepts(1, 2, "a");  // not what was committed
  n3.steps().accepts(1, 3, "a");               // the same command of a later ballot
  CHECK(story.keeps("committed_stays"));

  SUBCASE("truncated") {
    n2.steps().truncates(1).accepts(1, 2, "a");
  }
  SUBCASE("overwritten") {
    n2.steps().accepts(1, 3, "z");
  }
  SUBCASE("the later ballot's copy overwritten") {
    n3.steps().accepts(1, 4, "z");
  }
  CHECK(story.breaks("committed_stays"));
}

TEST_CASE("I11: a late leader of an earlier epoch may cut what a later one committed without it") {
  Replicating story("committed_stays");
  auto &n2 = story.node(2), &n3 = story.node(3);
  n2.brief().epoch = Epoch(4);
  n2.steps().accepts(2, 2, "b").becomes_leader(4);
  n2.steps().accepts(3, 4, "").commits(3, 4);
  n3.steps().accepts(1, 2, "a").accepts(2, 2, "b");
  n3.brief().epoch = Epoch(3);
  n3.steps().truncates(2).accepts(2, 3, "");
  CHECK_FALSE(story.breaks("committed_stays"));

  n3.brief().epoch = Epoch(4);
  n3.steps().truncates(1);
  CHECK(story.breaks("committed_stays"));
}

TEST_CASE("P5: slots are decided in order, once in each life") {
  Story story(3, {"no_holes"});
  auto& n1 = story.node(1);
  n1.decides(1, "a").decides(2, "b").crashes().boots().decides(1, "a");
  CHECK(story.keeps("no_holes"));

  SUBCASE("a gap") {
    n1.decides(3, "c");
  }
  SUBCASE("twice") {
    n1.decides(1, "a");
  }
  SUBCASE("not from the first on") {
    n1.crashes().boots().decides(2, "b");
  }
  CHECK(story.breaks("no_holes"));
}

}  // namespace
}  // namespace conclave::sim

// Promises of Paxos, from acceptors' votes and disks.
#include <doctest/doctest.h>

#include "tests/support/story.h"

namespace conclave::sim {
namespace {

TEST_CASE("P1: one command is chosen in a slot") {
  Story story(3, {"one_value"});
  auto &n1 = story.node(1), &n2 = story.node(2), &n3 = story.node(3);
  n1.steps().accepts(1, 1, "a").writes().syncs();
  n2.steps().accepts(1, 2, "b").writes().syncs();
  n3.steps().accepts(1, 2, "b").writes();
  CHECK(story.leaves_open("one_value"));  // nothing is chosen: n3's vote is not durable
  n3.syncs();
  CHECK(story.keeps("one_value"));

  SUBCASE("chosen again in a later ballot") {
    n1.steps().accepts(1, 3, "b").writes().syncs();
    n2.steps().accepts(1, 3, "b").writes().syncs();
    CHECK(story.keeps("one_value"));
  }
  SUBCASE("another is chosen later") {
    n1.steps().accepts(1, 3, "c").writes().syncs();
    n2.steps().accepts(1, 3, "c").writes().syncs();
    CHECK(story.breaks("one_value"));
  }
  SUBCASE("another was chosen by what a crash left") {
    n1.steps().accepts(1, 3, "c").writes().syncs();
    n2.steps().accepts(1, 3, "c").writes().crashes().boots_with(n2.written());
    CHECK(story.breaks("one_value"));
  }
  SUBCASE("another is chosen in another slot") {
    n1.steps().accepts(2, 3, "c").writes().syncs();
    n2.steps().accepts(2, 3, "c").writes().syncs();
    CHECK(story.keeps("one_value"));
  }
}

TEST_CASE("P2: an acceptor accepts nothing below its promise") {
  Story story(3, {"promise_kept"});
  auto &n1 = story.node(1), &n2 = story.node(2);
  n1.steps().votes(5, n2).writes().syncs();
  n1.steps().accepts(1, 5, "a").accepts(2, 7, "b").writes().syncs();
  CHECK(story.keeps("promise_kept"));

  SUBCASE("below a promise") {
    n1.steps().votes(9, n2);
    n1.steps().accepts(3, 8, "c");
  }
  SUBCASE("below what it accepted") {
    n1.steps().accepts(3, 6, "c");
  }
  SUBCASE("a lower promise") {
    n1.steps().votes(6, n2);
  }
  SUBCASE("after a restart") {
    n1.crashes().boots().accepts(3, 6, "c");
  }
  SUBCASE("after a restart that forgot a promise somebody heard") {
    n1.steps().votes(9, n2).sends_vote(n2, 9).crashes().boots().accepts(3, 8, "c");
  }
  CHECK(story.breaks("promise_kept"));
}

TEST_CASE("P2: a promise that nobody heard and no disk holds does not bind the next life") {
  Story story(3, {"promise_kept"});
  auto &n1 = story.node(1), &n2 = story.node(2);
  n1.steps().votes(9, n2).writes().crashes().boots().accepts(1, 8, "c");
  CHECK(story.keeps("promise_kept"));
}

// n3 alone accepted "a" in ballot 1 in slot 1, durably; then n1 prepares ballot 2.
struct Preparing : Story {
  Preparing() : Story(3, {"highest_adopted"}) {
    for (const std::size_t n : {1, 2, 3}) node(n).steps().votes(1, node(3)).writes().syncs();
    node(3).steps().accepts(1, 1, "a").writes().syncs();
  }
};

TEST_CASE("P3: a proposer adopts what its quorum had accepted") {
  Preparing story;
  auto &n1 = story.node(1), &n2 = story.node(2), &n3 = story.node(3);
  CHECK(story.keeps("highest_adopted"));

  SUBCASE("a quorum that accepted nothing leaves it free") {
    for (auto* node : {&n1, &n2}) node->steps().votes(2, n1).writes().syncs();
    n1.steps().accepts(1, 2, "b");
    CHECK(story.keeps("highest_adopted"));
  }
  SUBCASE("one that accepted does not") {
    for (auto* node : {&n1, &n3}) node->steps().votes(2, n1).writes().syncs();
    n1.steps().accepts(1, 2, "b");
    CHECK(story.breaks("highest_adopted"));
    CHECK(story.told("highest_adopted").find("n3 had accepted \"a\"") != std::string::npos);
  }
  SUBCASE("it adopts") {
    for (auto* node : {&n1, &n3}) node->steps().votes(2, n1).writes().syncs();
    n1.steps().accepts(1, 2, "a");
    CHECK(story.keeps("highest_adopted"));
  }
  SUBCASE("of two, only the higher") {
    n2.steps().votes(2, n2).writes().syncs();
    n1.steps().votes(2, n2).writes().syncs();
    n2.steps().accepts(1, 2, "b").writes().syncs();
    for (auto* node : {&n2, &n3}) node->steps().votes(3, n3).writes().syncs();
    SUBCASE("right") {
      n3.steps().accepts(1, 3, "b");
      CHECK(story.keeps("highest_adopted"));
    }
    SUBCASE("wrong") {
      n3.steps().accepts(1, 3, "a");
      CHECK(story.breaks("highest_adopted"));
    }
  }
  SUBCASE("it proposes without a quorum of promises") {
    n1.steps().votes(2, n1).writes().syncs();
    n1.steps().accepts(2, 2, "b");
    CHECK(story.breaks("highest_adopted"));
  }
}

TEST_CASE("P3: what an acceptor lost before it promised was not there to adopt") {
  Preparing story;
  auto &n1 = story.node(1), &n2 = story.node(2);
  n2.steps().accepts(1, 1, "a").writes().crashes().boots();
  for (auto* node : {&n1, &n2}) node->steps().votes(2, n1).writes().syncs();
  n1.steps().accepts(1, 2, "b");
  CHECK(story.keeps("highest_adopted"));
}

TEST_CASE("P4: a ballot has one command in a slot") {
  Story story(3, {"ballot_unique"});
  story.node(1).steps().accepts(1, 4, "a").accepts(2, 4, "b");
  story.node(2).steps().accepts(1, 4, "a").accepts(1, 5, "c");
  CHECK(story.keeps("ballot_unique"));
  story.node(3).steps().accepts(1, 4, "c");
  CHECK(story.breaks("ballot_unique"));
}

TEST_CASE("I14: quorums that elect meet quorums that commit") {
  Story story(3, {"quorums_intersect"});
  story.node(1).is_configured(5, 3, 3).is_configured(5, 4, 2).is_configured(1, 1, 1);
  CHECK(story.keeps("quorums_intersect"));
  story.node(1).is_configured(4, 2, 2);
  CHECK(story.breaks("quorums_intersect"));
}

}  // namespace
}  // namespace conclave::sim

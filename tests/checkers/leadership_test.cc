// Promises about leaders: one in an epoch, complete, append-only, committing their own.
#include <doctest/doctest.h>

#include "tests/support/story.h"

namespace conclave::sim {
namespace {

TEST_CASE("I01: an epoch has one leader") {
  Story story(3, {"one_leader"});
  auto &n1 = story.node(1), &n2 = story.node(2);
  n1.becomes_leader(3);
  n2.becomes_leader(4);
  n1.becomes_follower(4).becomes_leader(5);
  n1.becomes_leader(5);
  CHECK(story.keeps("one_leader"));
  n2.becomes_leader(5);
  CHECK(story.breaks("one_leader"));
}

TEST_CASE("I02: a leader only appends") {
  Story story(3, {"leader_append_only"});
  auto& n1 = story.node(1);
  n1.steps().accepts(1, 1, "a").accepts(2, 1, "b");
  n1.steps().truncates(2).accepts(2, 2, "c");  // a follower may
  n1.steps().becomes_leader(3);
  n1.steps().accepts(3, 3, "d").accepts(3, 3, "d");
  CHECK(story.keeps("leader_append_only"));

  SUBCASE("it truncates") {
    n1.steps().truncates(3);
  }
  SUBCASE("it overwrites") {
    n1.steps().accepts(2, 3, "e");
  }
  CHECK(story.breaks("leader_append_only"));
  CHECK(story.told("leader_append_only").find("n1") != std::string::npos);
}

TEST_CASE("I02: who steps down in a step may truncate in it") {
  Story story(3, {"leader_append_only"});
  auto& n1 = story.node(1);
  n1.steps().becomes_leader(3);
  n1.steps().accepts(1, 3, "a");
  n1.brief().role = Role::follower;
  n1.brief().epoch = Epoch(4);
  n1.steps().truncates(1).accepts(1, 4, "b").becomes_follower(4);
  CHECK(story.keeps("leader_append_only"));
}

TEST_CASE("I04: a later leader holds what is committed") {
  Story story(3, {"leader_completeness"});
  auto &n1 = story.node(1), &n2 = story.node(2), &n3 = story.node(3);
  n1.becomes_leader(1);
  for (auto* node : {&n1, &n2})
    node->steps().accepts(1, 1, "a").accepts(2, 1, "b").writes().syncs();
  n1.steps().commits(2, 1);
  n2.steps().becomes_leader(2);
  CHECK(story.keeps("leader_completeness"));

  SUBCASE("it lacks an entry") {
    n3.steps().accepts(1, 1, "a").becomes_leader(3);
    CHECK(story.breaks("leader_completeness"));
    CHECK(story.told("leader_completeness").find("slot 2") != std::string::npos);
  }
  SUBCASE("it holds another entry") {
    n3.steps().accepts(1, 1, "a").accepts(2, 2, "c").becomes_leader(3);
    CHECK(story.breaks("leader_completeness"));
  }
  SUBCASE("it has it no more, though it was found to have it once") {
    n2.steps().truncates(2).becomes_leader(3);
    CHECK(story.breaks("leader_completeness"));
  }
  SUBCASE("it lost it in a crash") {
    n3.steps().accepts(1, 1, "a").accepts(2, 1, "b").becomes_leader(3);
    CHECK(story.keeps("leader_completeness"));
    n3.crashes().boots().becomes_leader(4);
    CHECK(story.breaks("leader_completeness"));
  }
  SUBCASE("a crash that takes nothing is no loss") {
    n2.crashes().boots().becomes_leader(3);
    CHECK(story.keeps("leader_completeness"));
  }
}

TEST_CASE("I04: who becomes leader of an epoch that is over need not hold what came later") {
  Story story(3, {"leader_completeness"});
  auto &n1 = story.node(1), &n3 = story.node(3);
  n1.becomes_leader(3);
  n1.steps().accepts(1, 3, "a").commits(1, 3);
  n3.steps().becomes_leader(2);
  CHECK_FALSE(story.breaks("leader_completeness"));
  n3.steps().becomes_leader(4);
  CHECK(story.breaks("leader_completeness"));
}

TEST_CASE("I08: a leader commits by counting only entries of its own epoch") {
  Story story(3, {"commits_own_epoch"});
  auto &n1 = story.node(1), &n2 = story.node(2);
  n1.steps().accepts(1, 1, "a");
  n1.steps().becomes_leader(2);
  n2.steps().commits(1, 1);  // a follower commits what it is told
  n1.steps().accepts(2, 2, "").commits(2, 2);
  CHECK(story.keeps("commits_own_epoch"));

  n1.steps().becomes_leader(3);
  n1.steps().commits(2, 2);
  CHECK(story.breaks("commits_own_epoch"));
}

}  // namespace
}  // namespace conclave::sim

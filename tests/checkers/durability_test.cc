// Promises about disks and lives: votes, acknowledgements, epochs, and what a crash may take.
#include <doctest/doctest.h>

#include "tests/support/story.h"

namespace conclave::sim {
namespace {

TEST_CASE("I09: epoch and commit slot never go back") {
  Story story(3, {"monotonic"});
  auto& n1 = story.node(1);
  n1.brief() = {.epoch = Epoch(3), .commit = Slot(5)};
  n1.steps().steps();
  CHECK(story.keeps("monotonic"));

  SUBCASE("epoch") {
    n1.brief().epoch = Epoch(2);
  }
  SUBCASE("commit") {
    n1.brief().commit = Slot(4);
  }
  n1.steps();
  CHECK(story.breaks("monotonic"));
}

TEST_CASE("I09: a restart may forget the commit slot, and an epoch that was not durable") {
  Story story(3, {"monotonic"});
  auto& n1 = story.node(1);
  n1.steps().votes(2, n1).writes().syncs();
  n1.steps().votes(3, n1).writes().commits(4, 2);
  n1.steps().crashes();
  n1.brief().epoch = Epoch(2);
  n1.boots().steps();
  CHECK(story.keeps("monotonic"));

  n1.crashes();
  n1.brief().epoch = Epoch(1);
  n1.boots();
  SUBCASE("below its durable vote it may not go on") {
    n1.steps();
    CHECK(story.breaks("monotonic"));
  }
  SUBCASE("nor be found so at the end") {
    story.ends();
    CHECK(story.breaks("monotonic"));
  }
  SUBCASE("it may halt") {
    n1.halts().crashes();
    story.ends();
    CHECK(story.keeps("monotonic"));
  }
}

TEST_CASE("I10: a node has one vote in an epoch") {
  Story story(3, {"one_vote"});
  auto &n1 = story.node(1), &n2 = story.node(2), &n3 = story.node(3);
  n1.steps().votes(1, n2).votes(1, n2).writes().syncs();
  n1.steps().votes(2, n3).writes();
  n2.steps().votes(2, n2).writes();
  CHECK(story.keeps("one_vote"));

  SUBCASE("two candidates in one life") {
    n1.steps().votes(2, n2);
  }
  SUBCASE("a vote that was durable binds the next life") {
    n1.crashes().boots().votes(1, n3);
  }
  SUBCASE("so does one that survived unsynced") {
    n1.crashes().boots_with(20).votes(2, n2);
  }
  SUBCASE("so does one that was seen, though never durable") {
    n1.sends_vote(n3, 2).crashes().boots().votes(2, n2);
  }
  SUBCASE("an earlier epoch is not forgotten over a later one") {
    n1.steps().votes(1, n3);
  }
  CHECK(story.breaks("one_vote"));
}

TEST_CASE("I10: a vote that a crash took before anybody saw it was never given") {
  Story story(3, {"one_vote"});
  auto &n1 = story.node(1), &n2 = story.node(2), &n3 = story.node(3);
  n1.steps().votes(2, n3).writes().crashes().boots().votes(2, n2);
  CHECK(story.keeps("one_vote"));
}

TEST_CASE("I12: a vote is durable before it is seen") {
  Story story(3, {"durable_before_visible"});
  auto &n1 = story.node(1), &n2 = story.node(2);
  n1.steps().votes(2, n2).writes().syncs().sends_vote(n2, 2);
  n1.steps().votes(3, n2).writes();
  n1.sends_vote(n2, 2);
  n1.steps().accepts(1, 4, "a").writes().syncs().sends_vote(n2, 4);  // to accept is to promise
  n1.steps().votes(5, n2).writes();
  CHECK(story.keeps("durable_before_visible"));
  n1.sends_vote(n2, 5);
  CHECK(story.breaks("durable_before_visible"));
}

TEST_CASE("I12: an acknowledgement rests on the disk") {
  Story story(3, {"durable_before_visible"});
  auto &n1 = story.node(1), &n2 = story.node(2);
  n1.steps().accepts(1, 1, "a").accepts(2, 1, "b").writes().syncs();
  n1.acknowledges(n2, 1, 2, 1).acknowledges(n2, 1, 2);
  n1.acknowledges(n2, 1, 0);  // nothing is claimed
  CHECK(story.keeps("durable_before_visible"));

  SUBCASE("written and not synced") {
    n1.steps().accepts(3, 1, "c").writes().acknowledges(n2, 3, 3);
  }
  SUBCASE("never written") {
    n1.steps().accepts(3, 1, "c");
    n1.steps().acknowledges(n2, 3, 3);
  }
  SUBCASE("the disk holds an older entry") {
    n1.steps().acknowledges(n2, 1, 2, 2);
  }
  SUBCASE("the disk still holds what memory has replaced") {
    n1.steps().truncates(2).accepts(2, 2, "x").writes().acknowledges(n2, 1, 2);
  }
  SUBCASE("a hole") {
    n1.steps().accepts(4, 1, "d").writes().syncs().acknowledges(n2, 3, 4);
  }
  CHECK(story.breaks("durable_before_visible"));
}

TEST_CASE("I12: what was held back for the disk speaks of the moment it was said") {
  Story story(3, {"durable_before_visible"});
  auto &n1 = story.node(1), &n2 = story.node(2);
  n1.steps().accepts(1, 1, "a").accepts(2, 1, "b").writes();
  n1.steps().truncates(1).accepts(1, 2, "x").writes();
  n1.syncs().acknowledges(n2, 1, 2, 1);
  CHECK(story.keeps("durable_before_visible"));
}

TEST_CASE("I12: logs with holes acknowledge single slots") {
  Story story(3, {"durable_before_visible"});
  auto &n1 = story.node(1), &n2 = story.node(2);
  n1.steps().accepts(5, 3, "e").writes().syncs().acknowledges(n2, 5, 5, 3);
  n1.steps().accepts(5, 4, "f").writes().syncs().acknowledges(n2, 5, 5, 3);
  CHECK(story.keeps("durable_before_visible"));
}

// n1 has four entries on disk, ten bytes each, and shows them.
struct Stored : Story {
  Stored() : Story(3, {"durable_stays"}) {
    for (std::uint64_t slot = 1; slot <= 4; ++slot) {
      node(1).steps().accepts(slot, 1, "a" + std::to_string(slot)).writes().syncs();
    }
  }
  // The log that the node shows from its next boot on.
  Story::Node& showing(std::uint64_t length, std::uint64_t last) {
    node(1).brief().length = Slot(length);
    node(1).brief().last = Epoch(last);
    return node(1);
  }
};

TEST_CASE("I20: what was durable is there after a crash") {
  Stored story;
  auto& n1 = story.node(1);
  n1.steps().accepts(5, 1, "e").writes().crashes();
  story.showing(4, 1).boots().steps().writes();
  CHECK(story.keeps("durable_stays"));

  SUBCASE("a record is gone, and nothing had damaged it") {
    n1.crashes();
    story.showing(3, 1).boots_with(30);
    CHECK(story.breaks("durable_stays"));
  }
  SUBCASE("damage that lies before it is no excuse") {
    n1.is_damaged(5, 1).crashes();
    story.showing(3, 1).boots_with(30);
    CHECK(story.breaks("durable_stays"));
  }
  SUBCASE("damage that the boot before read well is no excuse") {
    n1.is_damaged(35, 1).crashes();
    story.showing(4, 1).boots();
    n1.crashes();
    story.showing(3, 1).boots_with(30);
    CHECK(story.breaks("durable_stays"));
  }
  SUBCASE("the node does not show what its disk holds") {
    n1.syncs().crashes();
    story.showing(3, 1).boots().writes();
    CHECK(story.breaks("durable_stays"));
  }
}

TEST_CASE("I20: damage with sound records behind it is not the end of the log") {
  Stored story;
  auto& n1 = story.node(1);
  n1.is_damaged(12, 1).crashes();
  SUBCASE("the boot calls it a torn tail") {
    story.showing(1, 1).boots_with(10, Integrity::torn_tail);
    CHECK(story.breaks("durable_stays"));
  }
  SUBCASE("the boot calls it corrupt, and the node goes on") {
    story.showing(1, 1).boots_with(10, Integrity::corrupt).steps().accepts(2, 2, "x").writes();
    CHECK(story.breaks("durable_stays"));
    CHECK(story.told("durable_stays").find("3 votes and entries are gone") != std::string::npos);
  }
  SUBCASE("the boot calls it corrupt, and the node goes on to the end") {
    story.showing(1, 1).boots_with(10, Integrity::corrupt);
    story.ends();
    CHECK(story.breaks("durable_stays"));
  }
  SUBCASE("the boot calls it corrupt, and the node halts") {
    story.showing(0, 0).boots_with(10, Integrity::corrupt).halts().crashes();
    story.ends();
    CHECK(story.keeps("durable_stays"));
  }
  SUBCASE("the boot calls it corrupt, and the node says that it needs repair") {
    story.showing(0, 0).boots_with(10, Integrity::corrupt).remarks("asks for repair").writes();
    CHECK(story.keeps("durable_stays"));
  }
}

TEST_CASE("I20: a record that was written before the damaged one was synced tells nothing") {
  Story story(3, {"durable_stays"});
  auto& n1 = story.node(1);
  for (std::uint64_t slot = 1; slot <= 4; ++slot) n1.steps().accepts(slot, 1, "a").writes();
  n1.syncs().is_damaged(12, 1).crashes();
  n1.brief().length = Slot(1);
  n1.brief().last = Epoch(1);
  n1.boots_with(10, Integrity::torn_tail).steps().writes();
  CHECK(story.keeps("durable_stays"));
}

TEST_CASE("I20: damage at the very end looks like a torn tail, and nobody is blamed") {
  Stored story;
  auto& n1 = story.node(1);
  n1.is_damaged(35, 1).crashes();
  story.showing(3, 1).boots_with(30, Integrity::torn_tail).steps().writes();
  CHECK(story.keeps("durable_stays"));
}

TEST_CASE("I20: what a disk lied about is nobody's promise") {
  Stored story;
  auto& n1 = story.node(1);
  n1.steps().accepts(5, 1, "e").writes().syncs_in_vain().crashes();
  story.showing(4, 1).boots().steps().writes();
  CHECK(story.keeps("durable_stays"));
}

}  // namespace
}  // namespace conclave::sim

// The ledger: what nodes hold in memory and on disk, drawn up from facts, writes, syncs and
// crashes.
#include "sim/checkers/ledger.h"

#include <doctest/doctest.h>

#include "tests/support/story.h"

namespace conclave::sim {
namespace {

// What the node's memory and disk hold in a slot, in words.
std::string memory(const Story& story, Story::Node& node, std::uint64_t slot) {
  return story.ledger().in_words(story.ledger().memory(node.id()).log.at(Slot(slot)));
}
std::string disk(const Story& story, Story::Node& node, std::uint64_t slot) {
  return story.ledger().in_words(story.ledger().durable(node.id()).log.at(Slot(slot)));
}

TEST_CASE("a fact is in memory at once, and durable when its write is synced") {
  Story story(3, {});
  auto& n1 = story.node(1);
  n1.steps().accepts(1, 2, "");
  CHECK(memory(story, n1, 1) == "a no-op of epoch 2");
  n1.writes();
  CHECK(disk(story, n1, 1) == "nothing");
  CHECK(story.ledger().pending(n1.id()).size() == 1);
  n1.syncs();
  CHECK(disk(story, n1, 1) == "a no-op of epoch 2");
  CHECK(story.ledger().pending(n1.id()).empty());
}

TEST_CASE("an entry names its command, its client and who held it first") {
  Story story(3, {});
  story.client(2).invokes("put k1 a");
  story.node(1).steps().accepts(1, 4, "put k1 a");
  story.node(2).steps().accepts(1, 4, "put k1 a");
  const EntryId entry = story.ledger().memory(NodeId(2)).log.at(Slot(1));
  CHECK(entry == story.ledger().memory(NodeId(1)).log.at(Slot(1)));
  CHECK(story.ledger().in_words(entry) == "\"put k1 a\" (client 2, request 1) of epoch 4");
  CHECK(story.ledger().entry(entry).by == NodeId(1));
}

TEST_CASE("a sync makes durable what was written before it, and no more") {
  Story story(3, {});
  auto& n1 = story.node(1);
  n1.steps().accepts(1, 1, "a").writes();
  n1.steps().accepts(2, 1, "b").writes().syncs_upto(10);
  CHECK(disk(story, n1, 1) != "nothing");
  CHECK(disk(story, n1, 2) == "nothing");
  n1.syncs();
  CHECK(disk(story, n1, 2) != "nothing");
}

TEST_CASE("a fact that is not written in its step is never durable, and a crash takes it") {
  Story story(3, {});
  auto& n1 = story.node(1);
  auto& n2 = story.node(2);
  n1.steps().accepts(1, 1, "a").votes(3, n2);
  n1.steps().accepts(2, 1, "b").writes().syncs();
  CHECK(disk(story, n1, 1) == "nothing");
  CHECK(memory(story, n1, 1) != "nothing");
  CHECK(story.ledger().memory(n1.id()).vote == Vote{Epoch(3), n2.id()});
  n1.crashes().boots();
  CHECK(memory(story, n1, 1) == "nothing");
  CHECK(memory(story, n1, 2) == disk(story, n1, 2));
  CHECK(story.ledger().memory(n1.id()).vote == Vote());
}

TEST_CASE("a crash loses an unsynced vote") {
  Story story(3, {});
  auto& n1 = story.node(1);
  n1.steps().votes(1, story.node(2)).writes().syncs();
  n1.steps().votes(2, story.node(3)).writes();
  CHECK(story.ledger().memory(n1.id()).vote.epoch == Epoch(2));
  n1.crashes().boots();
  CHECK(story.ledger().memory(n1.id()).vote == Vote{Epoch(1), NodeId(2)});
  CHECK(story.ledger().durable(n1.id()).vote == Vote{Epoch(1), NodeId(2)});
  CHECK_FALSE(story.ledger().bereaved(n1.id()));
}

TEST_CASE("of a torn tail, the whole records survive and are durable from then on") {
  Story story(3, {});
  auto& n1 = story.node(1);
  n1.steps().accepts(1, 1, "a").writes();
  n1.steps().accepts(2, 1, "b").writes();
  n1.steps().accepts(3, 1, "c").writes();
  n1.crashes().boots_with(20, Integrity::torn_tail);
  CHECK(story.ledger().memory(n1.id()).log.length() == Slot(2));
  CHECK(story.ledger().durable(n1.id()).log.length() == Slot(2));
  CHECK(story.ledger().newly_durable().size() == 2);
  CHECK_FALSE(story.ledger().bereaved(n1.id()));
}

TEST_CASE("what was truncated and accepted anew, and then lost, is the old tail again") {
  Story story(3, {});
  auto& n1 = story.node(1);
  for (std::uint64_t slot = 1; slot <= 5; ++slot) {
    n1.steps().accepts(slot, 1, "old" + std::to_string(slot)).writes();
  }
  n1.syncs();
  n1.steps().truncates(3).accepts(3, 2, "new3").writes();
  CHECK(story.ledger().memory(n1.id()).log.length() == Slot(3));
  CHECK(story.ledger().durable(n1.id()).log.length() == Slot(5));
  const std::string old3 = disk(story, n1, 3);

  SUBCASE("lost: the old tail is back") {
    n1.crashes().boots();
    CHECK(memory(story, n1, 3) == old3);
    CHECK(story.ledger().memory(n1.id()).log.length() == Slot(5));
    CHECK(story.ledger().memory(n1.id()).log.whole() == Slot(5));
    CHECK(story.ledger().recovery(n1.id()).changed == Slot(3));
  }
  SUBCASE("survived: the new entry is durable") {
    n1.crashes().boots_with(60);
    CHECK(disk(story, n1, 3) == memory(story, n1, 3));
    CHECK(disk(story, n1, 3) != old3);
    CHECK(story.ledger().durable(n1.id()).log.length() == Slot(3));
  }
  SUBCASE("synced: the same without a crash") {
    n1.syncs();
    CHECK(disk(story, n1, 3) == memory(story, n1, 3));
    CHECK(story.ledger().durable(n1.id()).log.whole() == Slot(3));
  }
}

TEST_CASE("a sync that lies counts until a crash reveals it") {
  Story story(3, {});
  auto& n1 = story.node(1);
  n1.steps().accepts(1, 1, "a").writes().syncs();
  n1.steps().accepts(2, 1, "b").writes().syncs_in_vain();
  CHECK(disk(story, n1, 2) != "nothing");
  n1.crashes().boots();
  CHECK(disk(story, n1, 1) != "nothing");
  CHECK(disk(story, n1, 2) == "nothing");
  CHECK(memory(story, n1, 2) == "nothing");
  CHECK(story.ledger().bereaved(n1.id()));
  CHECK(story.ledger().recovery(n1.id()).truly_durable == 10);
  CHECK(story.ledger().recovery(n1.id()).vouched == 20);
  CHECK(story.ledger().recovery(n1.id()).facts_lost == 1);
}

TEST_CASE("a log may have holes, and knows how far it has none") {
  Story story(3, {});
  auto& n1 = story.node(1);
  n1.steps().accepts(1, 1, "a").accepts(2, 1, "b").accepts(4, 1, "d");
  const Log& log = story.ledger().memory(n1.id()).log;
  CHECK(log.whole() == Slot(2));
  CHECK(log.length() == Slot(4));
  n1.accepts(3, 1, "c");
  CHECK(log.whole() == Slot(4));
  n1.truncates(2);
  CHECK(story.ledger().cut().size() == 3);
  CHECK(log.length() == Slot(1));
  CHECK(log.whole() == Slot(1));
}

TEST_CASE("a slot from a damaged message costs an entry, not the memory it claims") {
  Story story(3, {});
  auto& n1 = story.node(1);
  const std::uint64_t far = std::uint64_t{1} << 60;
  n1.steps().accepts(1, 1, "a").accepts(far, 1, "b").writes().syncs();
  CHECK(memory(story, n1, far) != "nothing");
  CHECK(story.ledger().memory(n1.id()).log.length() == Slot(far));
  n1.steps().truncates(2).writes();
  CHECK(story.ledger().memory(n1.id()).log.length() == Slot(1));
  n1.crashes().boots();
  CHECK(story.ledger().memory(n1.id()).log.length() == Slot(far));
  n1.steps().commits(far, 1);
  CHECK(story.ledger().committed() < Slot(far));
}

TEST_CASE("the common log holds what the first node that knew held") {
  Story story(3, {});
  auto &n1 = story.node(1), &n2 = story.node(2);
  n1.becomes_leader(2);
  n1.steps().accepts(1, 1, "a").accepts(2, 2, "b").commits(2, 2);
  CHECK(story.ledger().committed() == Slot(2));
  CHECK(story.ledger().committed_before() == Slot(0));
  CHECK(story.ledger().committed(Slot(1)).entry == story.ledger().memory(n1.id()).log.at(Slot(1)));
  CHECK(story.ledger().committed(Slot(2)).epoch == Epoch(2));
  n2.steps().commits(2, 2);
  CHECK(story.ledger().committed_before() == Slot(2));
  CHECK(story.ledger().committed(Slot(2)).by == n1.id());
}

TEST_CASE("a learner that holds nothing means the entry of the epoch or command it names") {
  Story story(3, {});
  story.node(1).steps().accepts(1, 1, "a");
  story.node(2).steps().accepts(1, 2, "b");
  SUBCASE("by epoch") {
    story.node(3).steps().commits(1, 1);
  }
  SUBCASE("by command") {
    story.node(3).steps().decides(1, "a");
  }
  CHECK(story.ledger().in_words(story.ledger().committed(Slot(1)).entry).substr(0, 3) == "\"a\"");
}

TEST_CASE("the ledger knows who leads, who is up and who is in a step") {
  Story story(3, {});
  auto& n1 = story.node(1);
  n1.steps().becomes_leader(4);
  CHECK(story.ledger().leads(n1.id()) == Epoch(4));
  CHECK(story.ledger().in_step(n1.id()));
  n1.writes().syncs();
  CHECK_FALSE(story.ledger().in_step(n1.id()));
  n1.crashes();
  CHECK(story.ledger().leads(n1.id()) == Epoch());
  CHECK_FALSE(story.ledger().up(n1.id()));
  n1.boots().is_configured(3, 3, 1);
  CHECK(story.ledger().up(n1.id()));
  CHECK(story.ledger().quorums(n1.id()).elect == 3);
  CHECK(story.ledger().quorums(story.node(2).id()).commit == 2);
}

}  // namespace
}  // namespace conclave::sim

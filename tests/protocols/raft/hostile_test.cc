// A network without checksums delivers what nobody sent. A node need not stay right then, but it
// takes its step, or says which belief broke; it never runs wild.
#include "tests/protocols/raft/raft_bench.h"

namespace conclave::raft {
namespace {

struct Dice {
  std::uint64_t state = 1;
  std::uint64_t below(std::uint64_t n) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33U) % n;
  }
  // Around what a small cluster knows, or far beyond.
  std::uint64_t number() { return below(8) == 0 ? ~below(3) : below(7); }
};

Message anything(Dice& dice) {
  const Term term(dice.number()), other(dice.number());
  const Slot slot(dice.number()), second(dice.number());
  switch (dice.below(5)) {
    case 0:
      return VoteRequest{term, dice.below(2) == 0, slot, other};
    case 1:
      return VoteReply{term, dice.below(2) == 0, dice.below(2) == 0};
    case 2: {
      Entries entries;
      while (dice.below(3) != 0) entries.push_back(entry(dice.number(), "x"));
      return AppendRequest{term, slot, other, second, entries};
    }
    case 3:
      return AppendReply{term, slot};
    default:
      return AppendReject{term, slot, dice.below(2) ? std::optional(other) : std::nullopt, second};
  }
}

TEST_CASE("messages that nobody would send are a step or a broken belief, never more") {
  Dice dice;
  int steps = 0, broken = 0;
  for (int life = 0; life < 1500; ++life) {
    RaftBench node(Config{.pre_vote = dice.below(2) == 0, .check_quorum = dice.below(2) == 0});
    try {
      if (dice.below(2) == 0) {
        node.lead(3, {entry(1, "a"), entry(2, "b")});
      } else {
        node.recover(3, n2, {entry(1, "a"), entry(2, "b")});
      }
      for (int n = 0; n < 20; ++n) {
        node.receive(NodeId(static_cast<std::uint32_t>(dice.below(5))), anything(dice));
        if (dice.below(4) == 0) node.timeout(static_cast<Timer>(dice.below(2)));
        if (dice.below(4) == 0) node.request(command(1, "x"));
        ++steps;
      }
    } catch (const Broken&) {
      ++broken;
    }
  }
  CHECK(steps > 10000);
  CHECK(broken > 10);
}

}  // namespace
}  // namespace conclave::raft

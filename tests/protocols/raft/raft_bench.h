// RaftBench: a Raft node on the workbench, with the verbs of its tests.
#pragma once

#include "protocols/raft/node.h"
#include "tests/support/bench.h"

namespace conclave::raft {

using namespace conclave::test;  // NOLINT: the tests' own words

inline Asks<Types> asks() {
  return {};
}

inline Entry entry(std::uint64_t term, std::string body) {
  // One body, one request: the same text is the same entry everywhere.
  const std::uint64_t number = body.empty() ? 0 : static_cast<unsigned char>(body.back());
  return {Term(term), command(number, std::move(body))};
}
inline Entry no_op(std::uint64_t term) {
  return {Term(term), Command{}};
}

class RaftBench : public Bench<Types, Node> {
 public:
  explicit RaftBench(Config config = {}, std::size_t nodes = 3, NodeId self = n1)
      : Bench(self, others(nodes, self), config), config_(config), nodes_(nodes) {}

  // Boots after an earlier life that ended in `term`, with this vote and log.
  Asks<Types> recover(std::uint64_t term, NodeId vote, const Entries& log = {}) {
    std::vector<Record> records{Ballot{Term(term), vote}};
    if (!log.empty()) records.push_back(Appended{Slot(1), log});
    return boot(records);
  }

  // Its timer runs out and everyone votes for it, pre-votes included.
  Asks<Types> win() {
    timeout(Timer::election);
    if (config_.pre_vote) {
      for (std::size_t n = 1; n <= nodes_ && !is_candidate(); ++n) {
        if (NodeId(n) != self()) receive(NodeId(n), granted_pre(term() + 1));
      }
    }
    Asks<Types> last = receive(self(), granted(term()));
    for (std::size_t n = 1; n <= nodes_ && is_candidate(); ++n) {
      if (NodeId(n) != self()) last = receive(NodeId(n), granted(term()));
    }
    REQUIRE(brief().role == Role::leader);
    return last;
  }
  // A leader of `term` whose log before its no-op is `log`, durable on its own disk.
  void lead(std::uint64_t term, const Entries& log = {}) {
    recover(term - 1, NodeId(), log);
    win();
    receive(self(), ack(length()));
  }
  // `peer` acknowledges everything.
  Asks<Types> catch_up(NodeId peer) { return receive(peer, ack(length())); }

  std::uint64_t term() const { return brief().epoch.value(); }
  std::uint64_t length() const { return brief().length.value(); }

  // Messages of this node's term.
  AppendReply ack(std::uint64_t match) const { return {Term(term()), Slot(match)}; }
  AppendRequest append(std::uint64_t prev, std::uint64_t prev_term, std::uint64_t committed,
                       Entries entries = {}) const {
    return {Term(term()), Slot(prev), Term(prev_term), Slot(committed), std::move(entries)};
  }
  static VoteReply granted(std::uint64_t term) { return {Term(term), false, true}; }
  static VoteReply granted_pre(std::uint64_t term) { return {Term(term), true, true}; }

 private:
  bool is_candidate() const { return brief().role == Role::candidate; }
  static std::vector<NodeId> others(std::size_t nodes, NodeId self) {
    std::vector<NodeId> peers;
    for (std::uint32_t n = 1; n <= nodes; ++n) {
      if (NodeId(n) != self) peers.emplace_back(n);
    }
    return peers;
  }

  Config config_;
  std::size_t nodes_;
};

inline constexpr auto election_min = std::chrono::milliseconds(150);
inline constexpr auto election_max = std::chrono::milliseconds(300);
inline constexpr auto heartbeat = std::chrono::milliseconds(50);

}  // namespace conclave::raft

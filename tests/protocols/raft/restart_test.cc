// What survives a crash: term, vote and log (figure 2, "persistent state").
#include "tests/protocols/raft/raft_bench.h"

namespace conclave::raft {
namespace {

Asks<Types> boots_in(std::uint64_t term) {
  return asks()
      .configured({n1, n2, n3}, 2, 2)
      .became(Role::follower, Epoch(term))
      .set_timer(Timer::election, election_min, election_max);
}

TEST_CASE("a node finds its term, its vote and its log again (figure 2)") {
  RaftBench node;
  CHECK(node.boot({Ballot{Term(1), n2}, Appended{Slot(1), {entry(1, "a"), entry(1, "b")}},
                   Ballot{Term(4), NodeId()}, Ballot{Term(4), n3}}) == boots_in(4));
  CHECK(node.brief() == Brief{Epoch(4), Role::follower, n3, Slot(2), Epoch(1), Slot(0)});
}

TEST_CASE("a record that begins inside the log replaces all that followed (5.3)") {
  RaftBench node;
  node.boot({Ballot{Term(2), n2}, Appended{Slot(1), {entry(1, "a"), entry(1, "b"), entry(1, "c")}},
             Appended{Slot(2), {entry(2, "x")}}});
  CHECK(node.brief() == Brief{Epoch(2), Role::follower, n2, Slot(2), Epoch(2), Slot(0)});
}

TEST_CASE("what a node writes makes the same node again, whatever it did") {
  RaftBench node;
  std::vector<Record> journal;
  const auto keep = [&](const Asks<Types>& asked) {
    for (const auto& write : asked.all<Port<Types>::Write>()) journal.push_back(write.record);
  };
  keep(node.boot());
  keep(node.timeout(Timer::election));
  keep(node.receive(n1, RaftBench::granted(1)));
  keep(node.receive(n2, RaftBench::granted(1)));
  keep(node.request(command(1, "a")));
  keep(node.receive(n2, AppendRequest{Term(3), Slot(1), Term(1), Slot(0), {entry(3, "b")}}));
  keep(node.receive(n3, VoteRequest{.term = Term(5), .last = Slot(7), .last_term = Term(3)}));
  RaftBench again;
  again.boot(journal);
  CHECK(again.brief() == node.brief());
}

TEST_CASE("a vote granted before a crash binds after it (5.2)") {
  RaftBench node;
  node.recover(2, n2);
  CHECK_FALSE(node.receive(n3, VoteRequest{.term = Term(2)}).any<Voted>());
}

TEST_CASE("a torn tail is the ordinary mark of a crash") {
  RaftBench node;
  CHECK(node.boot({Ballot{Term(1), n2}}, Integrity::torn_tail) == boots_in(1));
}

TEST_CASE("a corrupt journal may have lost promises: the node stays down") {
  RaftBench node;
  CHECK(node.boot({Ballot{Term(1), n2}}, Integrity::corrupt) ==
        asks().halt("the journal is corrupt"));
}

TEST_CASE("a journal with a gap in it is as bad as a corrupt one") {
  RaftBench node;
  CHECK(node.boot({Ballot{Term(1), n2}, Appended{Slot(2), {entry(1, "b")}}}) ==
        asks().halt("the journal has a gap"));
  RaftBench other;
  CHECK(other.boot({Appended{Slot(1), {entry(1, "a")}}}) == asks().halt("the journal has a gap"));
}

TEST_CASE("a leader that crashed comes back as a follower and commits nothing on its own (5.2)") {
  RaftBench node({}, 1);
  node.recover(3, n1, {entry(1, "a"), no_op(3)});
  CHECK(node.brief().role == Role::follower);
  CHECK(node.brief().commit == Slot(0));
}

}  // namespace
}  // namespace conclave::raft

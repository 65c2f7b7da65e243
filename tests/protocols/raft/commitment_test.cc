// Commitment: section 5.3 and 5.4.2.
#include "tests/protocols/raft/raft_bench.h"

namespace conclave::raft {
namespace {

TEST_CASE("an entry on a majority is committed and decided (5.3)") {
  RaftBench node;
  node.recover(0, NodeId());
  node.win();
  CHECK(node.catch_up(n2) == asks().credited(n2, Slot(1), Epoch(1)));
  CHECK(node.catch_up(n1) == asks()
                                 .credited(n1, Slot(1), Epoch(1))
                                 .committed(Slot(1), Epoch(1))
                                 .decide(Slot(1), Command{}));
}

TEST_CASE("a leader is one of the majority only when its own disk has the entry (10.2.1)") {
  RaftBench node;
  node.recover(0, NodeId());
  node.win();
  CHECK_FALSE(node.catch_up(n2).any<Committed>());
  CHECK(node.catch_up(n3).any<Committed>());  // two others are a majority without it
}

TEST_CASE("of five copies the third commits (5.3)") {
  RaftBench node({}, 5);
  node.lead(1);
  CHECK_FALSE(node.catch_up(n2).any<Committed>());
  CHECK(node.catch_up(n5).all<Committed>() == std::vector{Committed{Slot(1), Epoch(1)}});
  CHECK_FALSE(node.catch_up(n3).any<Committed>());
}

TEST_CASE("followers at different slots commit what a majority shares (5.3)") {
  RaftBench node({}, 5);
  node.lead(1);
  for (const char* body : {"a", "b", "c"}) node.request(entry(1, body).command);
  CHECK_FALSE(node.receive(n2, node.ack(2)).any<Committed>());
  CHECK(node.receive(n3, node.ack(3)).all<Committed>() ==
        std::vector{Committed{Slot(1), Epoch(1)}});
  CHECK(node.receive(n1, node.ack(4)).all<Committed>() ==
        std::vector{Committed{Slot(2), Epoch(1)}});
  CHECK(node.receive(n4, node.ack(4)).all<Committed>() ==
        std::vector{Committed{Slot(3), Epoch(1)}});
}

TEST_CASE("an entry of an earlier term is not committed by counting (5.4.2, figure 8)") {
  RaftBench node;
  node.lead(4, {entry(1, "a"), entry(2, "b")});
  CHECK(node.receive(n2, node.ack(2)) ==
        asks().credited(n2, Slot(2), Epoch(2)).send(n2, node.append(2, 2, 0, {no_op(4)})));
}

TEST_CASE("an entry of this term commits those of earlier terms with it, in order (5.4.2)") {
  RaftBench node;
  node.lead(4, {entry(1, "a"), entry(2, "b")});
  CHECK(node.catch_up(n2) == asks()
                                 .credited(n2, Slot(3), Epoch(4))
                                 .committed(Slot(3), Epoch(4))
                                 .decide(Slot(1), entry(1, "a").command)
                                 .decide(Slot(2), entry(2, "b").command)
                                 .decide(Slot(3), Command{}));
}

TEST_CASE("an acknowledgement that comes twice is credited once (5.3)") {
  RaftBench node;
  node.lead(1);
  node.catch_up(n2);
  CHECK(node.catch_up(n2) == asks());
}

TEST_CASE("an acknowledgement that comes late takes nothing back (5.3)") {
  RaftBench node;
  node.lead(2, {entry(1, "a")});
  node.catch_up(n2);
  CHECK(node.receive(n2, node.ack(1)) == asks());
  CHECK(node.brief().commit == Slot(2));
}

TEST_CASE("a follower commits what its leader has committed (5.3)") {
  RaftBench node;
  node.recover(1, n2, {entry(1, "a"), entry(1, "b")});
  CHECK(node.receive(n2, node.append(2, 1, 1)) ==
        asks()
            .set_timer(Timer::election, election_min, election_max)
            .send_after_sync(n2, node.ack(2))
            .committed(Slot(1), Epoch(1))
            .decide(Slot(1), entry(1, "a").command));
}

TEST_CASE("a follower commits no further than the request verified (figure 2)") {
  RaftBench node;
  node.recover(2, n2, {entry(1, "a"), entry(1, "stale")});
  const Asks<Types> heartbeat = node.receive(n2, node.append(1, 1, 2));
  CHECK(heartbeat.all<Committed>() == std::vector{Committed{Slot(1), Epoch(1)}});
}

TEST_CASE("a follower's commit never goes back (5.3)") {
  RaftBench node;
  node.recover(1, n2, {entry(1, "a"), entry(1, "b")});
  node.receive(n2, node.append(2, 1, 2));
  CHECK_FALSE(node.receive(n2, node.append(2, 1, 1)).any<Committed>());
  CHECK(node.brief().commit == Slot(2));
}

TEST_CASE("a rejected request commits nothing (5.3)") {
  RaftBench node;
  node.recover(2, n2, {entry(1, "a")});
  CHECK_FALSE(node.receive(n2, node.append(1, 2, 1)).any<Committed>());
}

}  // namespace
}  // namespace conclave::raft

// Log replication: section 5.3.
#include "tests/protocols/raft/raft_bench.h"

namespace conclave::raft {
namespace {

Asks<Types> hears_leader() {
  return asks().set_timer(Timer::election, election_min, election_max);
}

TEST_CASE("a follower appends, and acknowledges when its disk has it (5.3)") {
  RaftBench node;
  node.recover(1, n2);
  CHECK(node.receive(n2, node.append(0, 0, 0, {entry(1, "a"), entry(1, "b")})) ==
        hears_leader()
            .accepted(Slot(1), Epoch(1), entry(1, "a").command)
            .accepted(Slot(2), Epoch(1), entry(1, "b").command)
            .write(Appended{Slot(1), {entry(1, "a"), entry(1, "b")}})
            .send_after_sync(n2, node.ack(2)));
}

TEST_CASE("a heartbeat is acknowledged up to where it looked, and writes nothing (5.3)") {
  RaftBench node;
  node.recover(1, n2, {entry(1, "a"), entry(1, "b")});
  CHECK(node.receive(n2, node.append(1, 1, 0)) == hears_leader().send_after_sync(n2, node.ack(1)));
}

TEST_CASE("a follower that lacks the entry before the new ones says where its log ends (5.3)") {
  RaftBench node;
  node.recover(2, n2, {entry(1, "a")});
  CHECK(node.receive(n2, node.append(3, 2, 0, {entry(2, "d")})) ==
        hears_leader().send_after_sync(
            n2, AppendReject{.term = Term(2), .prev = Slot(3), .first = Slot(2)}));
}

TEST_CASE("a follower with another entry there names its term and where that begins (5.3, end)") {
  RaftBench node;
  node.recover(3, n2, {entry(1, "a"), entry(2, "b"), entry(2, "c"), entry(2, "d")});
  CHECK(node.receive(n2, node.append(3, 1, 0, {entry(3, "e")})) ==
        hears_leader().send_after_sync(
            n2, AppendReject{
                    .term = Term(3), .prev = Slot(3), .conflict_term = Term(2), .first = Slot(2)}));
}

TEST_CASE("an entry that conflicts goes, with all that follow it (5.3)") {
  RaftBench node;
  node.recover(3, n2, {entry(1, "a"), entry(2, "b"), entry(2, "c")});
  CHECK(node.receive(n2, node.append(1, 1, 0, {entry(3, "x")})) ==
        hears_leader()
            .truncated(Slot(2))
            .accepted(Slot(2), Epoch(3), entry(3, "x").command)
            .write(Appended{Slot(2), {entry(3, "x")}})
            .send_after_sync(n2, node.ack(2)));
}

TEST_CASE("entries that are there already are not written again (5.3)") {
  RaftBench node;
  node.recover(2, n2, {entry(1, "a"), entry(2, "b")});
  CHECK(node.receive(n2, node.append(0, 0, 0, {entry(1, "a"), entry(2, "b"), entry(2, "c")})) ==
        hears_leader()
            .accepted(Slot(3), Epoch(2), entry(2, "c").command)
            .write(Appended{Slot(3), {entry(2, "c")}})
            .send_after_sync(n2, node.ack(3)));
}

TEST_CASE("a late request that shows less does not shorten the log (5.3)") {
  RaftBench node;
  node.recover(1, n2, {entry(1, "a"), entry(1, "b"), entry(1, "c")});
  CHECK(node.receive(n2, node.append(0, 0, 0, {entry(1, "a")})) ==
        hears_leader().send_after_sync(n2, node.ack(1)));
  CHECK(node.length() == 3);
}

TEST_CASE("a request of an earlier term is refused, and the later term told (5.1)") {
  RaftBench node;
  node.recover(3, NodeId());
  CHECK(node.receive(n2, AppendRequest{Term(2), Slot(0), Term(0), Slot(0), {entry(2, "a")}}) ==
        asks().send_after_sync(n2, AppendReject{.term = Term(3)}));
}

TEST_CASE("a request of a later term makes its sender the leader (5.1)") {
  RaftBench node;
  node.recover(1, n3);
  CHECK(node.receive(n2, AppendRequest{.term = Term(2)}) ==
        asks()
            .became(Role::follower, Epoch(2))
            .write(Ballot{Term(2), NodeId()})
            .set_timer(Timer::election, election_min, election_max)
            .send_after_sync(n2, AppendReply{Term(2), Slot(0)}));
}

TEST_CASE("a leader sends while it writes, and counts itself when its disk is done (10.2.1)") {
  RaftBench node;
  node.lead(1);
  node.catch_up(n2);
  node.catch_up(n3);
  const Entry a = entry(1, "a");
  const AppendRequest append = node.append(1, 1, 1, {a});
  CHECK(node.request(a.command) == asks()
                                       .accepted(Slot(2), Epoch(1), a.command)
                                       .write(Appended{Slot(2), {a}})
                                       .send_after_sync(n1, node.ack(2))
                                       .send(n2, append)
                                       .send(n3, append));
}

TEST_CASE("a leader speaks to all in every heartbeat, of the last entry that it sent (5.2)") {
  RaftBench node;
  node.lead(2, {entry(1, "a")});
  node.receive(n2, node.ack(2));
  CHECK(node.timeout(Timer::heartbeat) == asks()
                                              .send(n2, node.append(2, 2, 2))
                                              .send(n3, node.append(1, 1, 2))
                                              .set_timer(Timer::heartbeat, heartbeat, heartbeat));
}

TEST_CASE("a rejected leader goes back to the end of a shorter log (5.3)") {
  RaftBench node;
  node.lead(2, {entry(1, "a"), entry(1, "b"), entry(1, "c")});
  CHECK(node.receive(n2, AppendReject{.term = Term(2), .prev = Slot(3), .first = Slot(2)}) ==
        asks().send(n2, node.append(1, 1, 0, {entry(1, "b"), entry(1, "c"), no_op(2)})));
}

TEST_CASE("a leader that knows the conflicting term goes back to its own end of it (5.3, end)") {
  RaftBench node;
  node.lead(4, {entry(1, "a"), entry(2, "b"), entry(3, "c"), entry(3, "d")});
  CHECK(node.receive(
            n2,
            AppendReject{
                .term = Term(4), .prev = Slot(4), .conflict_term = Term(2), .first = Slot(2)}) ==
        asks().send(n2, node.append(2, 2, 0, {entry(3, "c"), entry(3, "d"), no_op(4)})));
}

TEST_CASE("a leader that does not know it goes back before the whole term (5.3, end)") {
  RaftBench node;
  node.lead(4, {entry(1, "a"), entry(1, "b"), entry(3, "c"), entry(3, "d")});
  CHECK(node.receive(
            n2,
            AppendReject{
                .term = Term(4), .prev = Slot(4), .conflict_term = Term(2), .first = Slot(2)}) ==
        asks().send(n2,
                    node.append(1, 1, 0, {entry(1, "b"), entry(3, "c"), entry(3, "d"), no_op(4)})));
}

TEST_CASE("terms of our own that the follower cannot have are skipped too (5.3, end)") {
  RaftBench node;
  node.lead(5, {entry(1, "a"), entry(3, "b"), entry(4, "c"), entry(4, "d")});
  const AppendReject reject{
      .term = Term(5), .prev = Slot(4), .conflict_term = Term(2), .first = Slot(4)};
  const auto sent = node.receive(n2, reject).all<Port<Types>::Send>();
  REQUIRE(sent.size() == 1);
  CHECK(std::get<AppendRequest>(sent[0].message).prev == Slot(1));
}

TEST_CASE("a rejection that a newer answer has overtaken is ignored (5.3)") {
  RaftBench node;
  node.lead(2, {entry(1, "a"), entry(1, "b")});
  node.catch_up(n2);
  CHECK(node.receive(n2, AppendReject{.term = Term(2), .prev = Slot(2), .first = Slot(1)}) ==
        asks());
}

TEST_CASE("a rejection that comes twice is answered once (5.3)") {
  RaftBench node;
  node.lead(2, {entry(1, "a"), entry(1, "b")});
  const AppendReject reject{.term = Term(2), .prev = Slot(2), .first = Slot(1)};
  CHECK(node.receive(n2, reject).any<Port<Types>::Send>());
  CHECK(node.receive(n2, reject) == asks());
}

TEST_CASE("answers of an earlier term mean nothing: what was true may have been cut off (5.3)") {
  RaftBench node;
  node.lead(3, {entry(1, "a")});
  CHECK(node.receive(n2, AppendReply{Term(2), Slot(1)}) == asks());
  CHECK(node.receive(n2, AppendReject{.term = Term(2), .prev = Slot(1), .first = Slot(1)}) ==
        asks());
}

TEST_CASE("the acknowledgement of a node outside the configuration means nothing (5.3)") {
  RaftBench node;
  node.lead(1);
  CHECK(node.receive(n5, node.ack(1)) == asks());
}

TEST_CASE("a deposed leader's own append completes in silence (5.3)") {
  RaftBench node;
  node.recover(0, NodeId());
  node.win();
  node.receive(n2, AppendRequest{.term = Term(2)});
  CHECK(node.receive(n1, AppendReply{Term(1), Slot(1)}) == asks());
}

TEST_CASE("a second leader in a term is a broken belief (5.2)") {
  RaftBench node;
  node.lead(1);
  CHECK_THROWS_AS(node.receive(n2, node.append(0, 0, 0)), Broken);
}

}  // namespace
}  // namespace conclave::raft

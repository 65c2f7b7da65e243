// Leader election: sections 5.2 and 5.4.1.
#include "tests/protocols/raft/raft_bench.h"

namespace conclave::raft {
namespace {

const VoteRequest from_term_2{.term = Term(2)};  // of a candidate with an empty log

TEST_CASE("a node boots as a follower and waits for a leader (5.2)") {
  RaftBench node;
  CHECK(node.boot() == asks()
                           .configured({n1, n2, n3}, 2, 2)
                           .became(Role::follower, Epoch(0))
                           .set_timer(Timer::election, election_min, election_max));
}

TEST_CASE("a follower that hears no leader votes for itself and asks the others, durably (5.2)") {
  RaftBench node;
  node.recover(4, n2, {entry(1, "a"), entry(3, "b")});
  const VoteRequest request{.term = Term(5), .last = Slot(2), .last_term = Term(3)};
  CHECK(node.timeout(Timer::election) ==
        asks()
            .became(Role::candidate, Epoch(5))
            .voted(Epoch(5), n1)
            .write(Ballot{Term(5), n1})
            .send_after_sync(n2, request)
            .send_after_sync(n3, request)
            .send_after_sync(n1, VoteReply{.term = Term(5), .granted = true})
            .set_timer(Timer::election, election_min, election_max));
}

TEST_CASE("a candidate's own vote counts when its disk has it, not before (5.2, figure 2)") {
  RaftBench node;
  node.boot();
  node.timeout(Timer::election);
  CHECK(node.receive(n2, RaftBench::granted(1)) == asks());
  CHECK(node.receive(n1, RaftBench::granted(1)).any<Became>());
}

TEST_CASE("a quorum of votes makes a leader, which writes a no-op at once (5.2, 8)") {
  RaftBench node;
  node.recover(1, n2, {entry(1, "a")});
  node.timeout(Timer::election);
  node.receive(n1, RaftBench::granted(2));
  const AppendRequest append{Term(2), Slot(1), Term(1), Slot(0), {no_op(2)}};
  CHECK(node.receive(n3, RaftBench::granted(2)) ==
        asks()
            .became(Role::leader, Epoch(2))
            .stop_timer(Timer::election)
            .set_timer(Timer::heartbeat, heartbeat, heartbeat)
            .accepted(Slot(2), Epoch(2), Command{})
            .write(Appended{Slot(2), {no_op(2)}})
            .send_after_sync(n1, AppendReply{Term(2), Slot(2)})
            .send(n2, append)
            .send(n3, append));
}

TEST_CASE("of five voters three make a quorum (5.2)") {
  RaftBench node({}, 5);
  node.boot();
  node.timeout(Timer::election);
  node.receive(n1, RaftBench::granted(1));
  CHECK(node.receive(n5, RaftBench::granted(1)) == asks());
  CHECK(node.receive(n4, RaftBench::granted(1)).any<Became>());
}

TEST_CASE("of four voters three make a quorum, as two are only half (5.2)") {
  RaftBench node({}, 4);
  node.boot();
  node.timeout(Timer::election);
  node.receive(n1, RaftBench::granted(1));
  CHECK(node.receive(n2, RaftBench::granted(1)) == asks());
  CHECK(node.receive(n3, RaftBench::granted(1)).any<Became>());
}

TEST_CASE("a cluster of one elects itself (5.2)") {
  RaftBench node({}, 1);
  node.boot();
  node.win();
  CHECK(node.catch_up(n1) == asks()
                                 .credited(n1, Slot(1), Epoch(1))
                                 .committed(Slot(1), Epoch(1))
                                 .decide(Slot(1), Command{}));
}

TEST_CASE("the same vote received twice counts once (5.2)") {
  RaftBench node({}, 5);
  node.boot();
  node.timeout(Timer::election);
  node.receive(n1, RaftBench::granted(1));
  node.receive(n2, RaftBench::granted(1));
  CHECK(node.receive(n2, RaftBench::granted(1)) == asks());
}

TEST_CASE("a vote of an earlier term does not count in this one (5.2)") {
  RaftBench node;
  node.boot();
  node.timeout(Timer::election);
  node.timeout(Timer::election);
  node.receive(n1, RaftBench::granted(2));
  CHECK(node.receive(n2, RaftBench::granted(1)) == asks());
}

TEST_CASE("the vote of a node outside the configuration does not count (5.2)") {
  RaftBench node;
  node.boot();
  node.timeout(Timer::election);
  node.receive(n1, RaftBench::granted(1));
  CHECK(node.receive(n5, RaftBench::granted(1)) == asks());
}

TEST_CASE("a refusal does not count (5.2)") {
  RaftBench node;
  node.boot();
  node.timeout(Timer::election);
  node.receive(n1, RaftBench::granted(1));
  CHECK(node.receive(n2, VoteReply{.term = Term(1)}) == asks());
}

TEST_CASE("an election without a winner times out and starts again in a new term (5.2)") {
  RaftBench node;
  node.boot();
  node.timeout(Timer::election);
  const Asks<Types> again = node.timeout(Timer::election);
  CHECK(again.all<Became>() == std::vector{Became{Role::candidate, Epoch(2)}});
  CHECK(again.all<Voted>() == std::vector{Voted{Epoch(2), n1}});
}

TEST_CASE("a vote is granted when it is durable, and the voter gives the candidate time (5.2)") {
  RaftBench node;
  node.recover(2, NodeId());
  CHECK(node.receive(n2, from_term_2) ==
        asks()
            .voted(Epoch(2), n2)
            .write(Ballot{Term(2), n2})
            .set_timer(Timer::election, election_min, election_max)
            .send_after_sync(n2, VoteReply{.term = Term(2), .granted = true}));
}

TEST_CASE("a follower grants one vote in a term, first come, first served (5.2)") {
  RaftBench node;
  node.recover(2, n2);
  CHECK(node.receive(n3, from_term_2) == asks().send_after_sync(n3, VoteReply{.term = Term(2)}));
}

TEST_CASE(
    "a candidate that asks again gets the same vote again, which is not written twice (5.2)") {
  RaftBench node;
  node.recover(2, n2);
  CHECK(node.receive(n2, from_term_2) ==
        asks()
            .set_timer(Timer::election, election_min, election_max)
            .send_after_sync(n2, VoteReply{.term = Term(2), .granted = true}));
}

TEST_CASE("a candidate of an earlier term is refused and learns the later term (5.1)") {
  RaftBench node;
  node.recover(3, NodeId());
  CHECK(node.receive(n2, from_term_2) == asks().send_after_sync(n2, VoteReply{.term = Term(3)}));
}

TEST_CASE("a later term is taken over, and its free vote granted, in two records (5.1)") {
  RaftBench node;
  node.recover(1, n3);
  CHECK(node.receive(n2, from_term_2) ==
        asks()
            .became(Role::follower, Epoch(2))
            .write(Ballot{Term(2), NodeId()})
            .voted(Epoch(2), n2)
            .write(Ballot{Term(2), n2})
            .set_timer(Timer::election, election_min, election_max)
            .send_after_sync(n2, VoteReply{.term = Term(2), .granted = true}));
}

TEST_CASE("a candidate whose last entry is of an earlier term is refused (5.4.1)") {
  RaftBench node;
  node.recover(4, NodeId(), {entry(3, "a")});
  const VoteRequest longer{.term = Term(4), .last = Slot(9), .last_term = Term(2)};
  CHECK(node.receive(n2, longer) == asks().send_after_sync(n2, VoteReply{.term = Term(4)}));
}

TEST_CASE("a candidate whose log of the same last term is shorter is refused (5.4.1)") {
  RaftBench node;
  node.recover(4, NodeId(), {entry(3, "a"), entry(3, "b")});
  const VoteRequest shorter{.term = Term(4), .last = Slot(1), .last_term = Term(3)};
  CHECK(node.receive(n2, shorter) == asks().send_after_sync(n2, VoteReply{.term = Term(4)}));
}

TEST_CASE("a shorter log with a later last term is more up to date (5.4.1)") {
  RaftBench node;
  node.recover(4, NodeId(), {entry(2, "a"), entry(2, "b")});
  const VoteRequest later{.term = Term(4), .last = Slot(1), .last_term = Term(3)};
  CHECK(node.receive(n2, later).any<Voted>());
}

TEST_CASE("a log as good as the voter's own is good enough (5.4.1)") {
  RaftBench node;
  node.recover(4, NodeId(), {entry(3, "a")});
  const VoteRequest equal{.term = Term(4), .last = Slot(1), .last_term = Term(3)};
  CHECK(node.receive(n2, equal).any<Voted>());
}

TEST_CASE("a refused candidate's later term is taken over all the same (5.1)") {
  RaftBench node;
  node.recover(1, n3, {entry(1, "a")});
  CHECK(node.receive(n2, from_term_2) == asks()
                                             .became(Role::follower, Epoch(2))
                                             .write(Ballot{Term(2), NodeId()})
                                             .send_after_sync(n2, VoteReply{.term = Term(2)}));
}

TEST_CASE("a candidate votes for nobody else in its term (5.2)") {
  RaftBench node;
  node.boot();
  node.timeout(Timer::election);
  CHECK(node.receive(n2, VoteRequest{.term = Term(1)}) ==
        asks().send_after_sync(n2, VoteReply{.term = Term(1)}));
}

TEST_CASE("a candidate follows the leader of its own term and keeps its vote (5.2)") {
  RaftBench node;
  node.recover(1, NodeId(), {entry(1, "a")});
  node.timeout(Timer::election);
  CHECK(node.receive(n2, node.append(1, 1, 0)) ==
        asks()
            .became(Role::follower, Epoch(2))
            .set_timer(Timer::election, election_min, election_max)
            .send_after_sync(n2, node.ack(1)));
  CHECK(node.brief().vote == n1);
  CHECK_FALSE(node.receive(n3, VoteRequest{.term = Term(2), .last = Slot(9), .last_term = Term(1)})
                  .any<Voted>());
}

TEST_CASE("votes that come after the candidate gave up change nothing (5.2)") {
  RaftBench node;
  node.boot();
  node.timeout(Timer::election);
  node.receive(n2, node.append(0, 0, 0));
  CHECK(node.receive(n1, RaftBench::granted(1)) == asks());
  CHECK(node.receive(n3, RaftBench::granted(1)) == asks());
}

TEST_CASE("a leader that hears of a later term steps down and waits for its leader (5.1)") {
  RaftBench node;
  node.lead(1);
  CHECK(node.receive(n2, AppendReject{.term = Term(3)}) ==
        asks()
            .became(Role::follower, Epoch(3))
            .write(Ballot{Term(3), NodeId()})
            .stop_timer(Timer::heartbeat)
            .set_timer(Timer::election, election_min, election_max));
}

TEST_CASE("a leader keeps its term when its own timer of an earlier role rings (5.2)") {
  RaftBench node;
  node.lead(1);
  CHECK(node.timeout(Timer::election) == asks());
}

TEST_CASE("a follower ignores a heartbeat timer of an earlier role (5.2)") {
  RaftBench node;
  node.boot();
  CHECK(node.timeout(Timer::heartbeat) == asks());
}

}  // namespace
}  // namespace conclave::raft

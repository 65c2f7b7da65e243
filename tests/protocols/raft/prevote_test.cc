// Pre-vote: section 9.6 of the dissertation; check-quorum: its 6.2; leaving a leader in
// peace: 4.2.3.
#include "tests/protocols/raft/raft_bench.h"

namespace conclave::raft {
namespace {

const Config pre_vote{.pre_vote = true};
const Config check_quorum{.check_quorum = true};

const VoteRequest pre_2{.term = Term(2), .pre = true};

TEST_CASE("with pre-vote a node asks before it raises its term, and writes nothing (9.6)") {
  RaftBench node(pre_vote);
  node.recover(4, n2, {entry(3, "a")});
  const VoteRequest request{.term = Term(5), .pre = true, .last = Slot(1), .last_term = Term(3)};
  CHECK(node.timeout(Timer::election) ==
        asks()
            .send(n2, request)
            .send(n3, request)
            .set_timer(Timer::election, election_min, election_max));
  CHECK(node.brief().epoch == Epoch(4));
}

TEST_CASE("a quorum of pre-votes, its own included, starts the election (9.6)") {
  RaftBench node(pre_vote);
  node.boot();
  node.timeout(Timer::election);
  const VoteRequest request{.term = Term(1)};
  CHECK(node.receive(n3, RaftBench::granted_pre(1)) ==
        asks()
            .became(Role::candidate, Epoch(1))
            .voted(Epoch(1), n1)
            .write(Ballot{Term(1), n1})
            .send_after_sync(n2, request)
            .send_after_sync(n3, request)
            .send_after_sync(n1, RaftBench::granted(1))
            .set_timer(Timer::election, election_min, election_max));
}

TEST_CASE("a cluster of one needs nobody's pre-vote (9.6)") {
  RaftBench node(pre_vote, 1);
  node.boot();
  CHECK(node.timeout(Timer::election).all<Became>() ==
        std::vector{Became{Role::candidate, Epoch(1)}});
}

TEST_CASE("a granted pre-vote changes nothing and carries the term that was asked for (9.6)") {
  RaftBench node(pre_vote);
  node.boot();
  const Node before = node.node();
  CHECK(node.receive(n2, pre_2) == asks().send(n2, RaftBench::granted_pre(2)));
  CHECK(node.brief() == before.brief());
}

TEST_CASE("a pre-vote is not spent: several candidates may have one (9.6)") {
  RaftBench node(pre_vote);
  node.recover(1, n3);
  CHECK(node.receive(n2, pre_2) == asks().send(n2, RaftBench::granted_pre(2)));
  CHECK(node.receive(n3, pre_2) == asks().send(n3, RaftBench::granted_pre(2)));
}

TEST_CASE("no pre-vote for a term in which the vote is gone (9.6)") {
  RaftBench node(pre_vote);
  node.recover(2, n3);
  CHECK(node.receive(n2, pre_2) == asks().send(n2, VoteReply{.term = Term(2), .pre = true}));
  CHECK(node.receive(n3, pre_2) == asks().send(n3, RaftBench::granted_pre(2)));
}

TEST_CASE("no pre-vote for a log that lacks what ours has (9.6)") {
  RaftBench node(pre_vote);
  node.recover(1, n3, {entry(1, "a")});
  CHECK(node.receive(n2, pre_2) == asks().send(n2, VoteReply{.term = Term(1), .pre = true}));
}

TEST_CASE(
    "a refused pre-vote carries the voter's term, and a candidate behind it catches up (9.6)") {
  RaftBench voter(pre_vote);
  voter.recover(8, n3);
  const VoteReply refusal{.term = Term(8), .pre = true};
  CHECK(voter.receive(n2, pre_2) == asks().send(n2, refusal));

  RaftBench candidate(pre_vote);
  candidate.recover(1, NodeId());
  candidate.timeout(Timer::election);
  CHECK(candidate.receive(n2, refusal) ==
        asks().became(Role::follower, Epoch(8)).write(Ballot{Term(8), NodeId()}));
  CHECK(candidate.receive(n3, RaftBench::granted_pre(2)) == asks());
}

TEST_CASE("a pre-vote that comes late is not counted in the election (9.6)") {
  RaftBench node(pre_vote, 5);
  node.boot();
  node.timeout(Timer::election);
  node.receive(n2, RaftBench::granted_pre(1));
  node.receive(n3, RaftBench::granted_pre(1));
  node.receive(n1, RaftBench::granted(1));
  CHECK(node.receive(n4, RaftBench::granted_pre(1)) == asks());
  CHECK(node.receive(n5, RaftBench::granted_pre(1)) == asks());
  CHECK(node.brief().role == Role::candidate);
}

TEST_CASE("a granted pre-vote raises no term at the one who asked (9.6)") {
  RaftBench node(pre_vote, 5);
  node.boot();
  node.timeout(Timer::election);
  CHECK(node.receive(n2, RaftBench::granted_pre(1)) == asks());
  CHECK(node.brief().epoch == Epoch(0));
}

TEST_CASE("a leader that speaks ends the asking (9.6)") {
  RaftBench node(pre_vote);
  node.boot();
  node.timeout(Timer::election);
  node.receive(n2, AppendRequest{});
  CHECK(node.receive(n3, RaftBench::granted_pre(1)) == asks());
}

TEST_CASE("a vote for another ends the asking (9.6)") {
  RaftBench node(pre_vote);
  node.recover(2, NodeId());
  node.timeout(Timer::election);
  node.receive(n2, VoteRequest{.term = Term(2)});
  CHECK(node.receive(n3, RaftBench::granted_pre(3)) == asks());
}

TEST_CASE("a candidate without a quorum of votes asks for pre-votes again (9.6)") {
  RaftBench node(pre_vote);
  node.boot();
  node.timeout(Timer::election);
  node.receive(n2, RaftBench::granted_pre(1));
  const VoteRequest request{.term = Term(2), .pre = true};
  CHECK(node.timeout(Timer::election) ==
        asks()
            .became(Role::follower, Epoch(1))
            .send(n2, request)
            .send(n3, request)
            .set_timer(Timer::election, election_min, election_max));
}

TEST_CASE("who heard a leader just now takes no part in replacing it (dissertation 4.2.3)") {
  for (const Config& config : {pre_vote, check_quorum}) {
    RaftBench node(config);
    node.recover(1, n2);
    node.receive(n2, node.append(0, 0, 0));
    node.wait(election_min - std::chrono::nanoseconds(1));
    CHECK(node.receive(n3, VoteRequest{.term = Term(2)}) == asks());
    CHECK(node.receive(n3, pre_2) == asks());
    CHECK(node.brief().epoch == Epoch(1));
    node.wait(std::chrono::nanoseconds(1));
    CHECK(node.receive(n3, VoteRequest{.term = Term(2)}).any<Voted>());
  }
}

TEST_CASE("who waited in vain for its leader votes again, whatever the clock says (4.2.3)") {
  RaftBench node(pre_vote);
  node.recover(1, n2);
  node.receive(n2, node.append(0, 0, 0));
  node.timeout(Timer::election);
  CHECK(node.receive(n3, VoteRequest{.term = Term(2)}).any<Voted>());
}

TEST_CASE("a clock that jumps back does not bind a follower to its leader (4.2.3)") {
  RaftBench node(pre_vote);
  node.recover(1, n2);
  node.receive(n2, node.append(0, 0, 0));
  node.wait(-std::chrono::seconds(50));
  CHECK(node.receive(n3, VoteRequest{.term = Term(2)}).any<Voted>());
}

TEST_CASE("a leader does not help to replace itself (4.2.3)") {
  RaftBench node(check_quorum);
  node.lead(1);
  CHECK(node.receive(n2, VoteRequest{.term = Term(9), .last = Slot(9), .last_term = Term(8)}) ==
        asks());
}

TEST_CASE("without pre-vote and check-quorum a follower votes at any time (5.2)") {
  RaftBench node;
  node.recover(1, n2);
  node.receive(n2, node.append(0, 0, 0));
  CHECK(node.receive(n3, VoteRequest{.term = Term(2)}).any<Voted>());
}

TEST_CASE("a leader that hears no quorum for an election timeout steps down (dissertation 6.2)") {
  RaftBench node(check_quorum, 5);
  node.lead(1);
  node.catch_up(n2);
  CHECK(node.timeout(Timer::election) ==
        asks()
            .became(Role::follower, Epoch(1))
            .stop_timer(Timer::heartbeat)
            .set_timer(Timer::election, election_min, election_max));
  CHECK(node.brief().vote == n1);
}

TEST_CASE("a leader that hears a quorum stays, and counts afresh (dissertation 6.2)") {
  RaftBench node(check_quorum);
  node.lead(1);
  node.receive(n2,
               AppendReject{.term = Term(1), .prev = Slot(7)});  // a stale answer is a sign of life
  CHECK(node.timeout(Timer::election) ==
        asks().set_timer(Timer::election, election_min, election_min));
  CHECK(node.timeout(Timer::election).any<Became>());
}

TEST_CASE("a leader with check-quorum keeps its election timer running (dissertation 6.2)") {
  RaftBench node(check_quorum);
  node.boot();
  const Asks<Types> won = node.win();
  CHECK(won.all<Port<Types>::StopTimer>().empty());
  CHECK(won.all<Port<Types>::SetTimer>() ==
        std::vector<Port<Types>::SetTimer>{{Timer::election, election_min, election_min},
                                           {Timer::heartbeat, heartbeat, heartbeat}});
}

}  // namespace
}  // namespace conclave::raft

// Clients: section 8 of the paper and chapter 6 of the dissertation.
#include "tests/protocols/raft/raft_bench.h"

namespace conclave::raft {
namespace {

const Command put = command(1, "put k v");

TEST_CASE("a follower sends clients to the leader it hears (8)") {
  RaftBench node;
  node.recover(1, n2);
  node.receive(n2, node.append(0, 0, 0));
  CHECK(node.request(put) == asks().decline(put.id, n2));
}

TEST_CASE("a follower that knows no leader says so (8)") {
  RaftBench node;
  node.recover(1, n2);
  CHECK(node.request(put) == asks().decline(put.id, NodeId()));
}

TEST_CASE("a node that gave up on its leader no longer sends clients there (8)") {
  for (const bool pre_vote : {false, true}) {
    RaftBench node(Config{.pre_vote = pre_vote});
    node.recover(1, n2);
    node.receive(n2, node.append(0, 0, 0));
    node.timeout(Timer::election);
    CHECK(node.request(put) == asks().decline(put.id, NodeId()));
  }
}

TEST_CASE("a leader that stepped down declines, and knows nobody better yet (8)") {
  RaftBench node;
  node.lead(1);
  node.receive(n2, AppendReject{.term = Term(2)});
  CHECK(node.request(put) == asks().decline(put.id, NodeId()));
}

TEST_CASE("a deposed leader says nothing about requests under way: they may yet commit (8)") {
  RaftBench node;
  node.lead(1);
  node.request(put);
  CHECK_FALSE(node.receive(n2, AppendRequest{.term = Term(2)}).any<Decline>());
}

TEST_CASE("a retried request enters the log again; the service tells them apart (6.3)") {
  RaftBench node;
  node.lead(1);
  node.request(put);
  CHECK(node.request(put).all<Accepted>() == std::vector{Accepted{Slot(3), Epoch(1), put}});
}

TEST_CASE("a request that was proposed is decided with its id (6.3)") {
  RaftBench node;
  node.lead(1);
  node.request(put);
  node.catch_up(n1);
  CHECK(node.catch_up(n2).all<Decide>() ==
        std::vector{Decide{Slot(1), Command{}}, Decide{Slot(2), put}});
}

}  // namespace
}  // namespace conclave::raft

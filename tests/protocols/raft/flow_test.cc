// How a leader feeds its followers: batches, the window, probing (dissertation, section 10.2.1).
#include "tests/protocols/raft/raft_bench.h"

namespace conclave::raft {
namespace {

using Sends = std::vector<Port<Types>::Send>;

Sends sends(const Asks<Types>& asked) {
  return asked.all<Port<Types>::Send>();
}
// The slots that the entries of a message to n2 take: "2-4", or "-" for no message.
std::string slots_to_n2(const Asks<Types>& asked) {
  std::string slots;
  for (const auto& send : sends(asked)) {
    if (send.to != n2) continue;
    const auto& append = std::get<AppendRequest>(send.message);
    const std::uint64_t prev = append.prev.value();
    slots += (slots.empty() ? "" : " ") + std::to_string(prev + 1) + "-" +
             std::to_string(prev + append.entries.size());
  }
  return slots.empty() ? "-" : slots;
}
Asks<Types> ask(RaftBench& node, const std::string& body) {
  return node.request(command(1, body));
}

TEST_CASE("a follower of whom nothing is known gets one request, until it answers (10.2.1)") {
  RaftBench node;
  node.lead(1);
  CHECK(slots_to_n2(ask(node, "a")) == "-");
  CHECK(slots_to_n2(ask(node, "b")) == "-");
  CHECK(slots_to_n2(node.receive(n2, node.ack(1))) == "2-3");
}

TEST_CASE("a follower that agreed gets requests without waiting for answers (10.2.1)") {
  RaftBench node(Config{.window = 2});
  node.lead(1);
  node.catch_up(n2);
  CHECK(slots_to_n2(ask(node, "a")) == "2-2");
  CHECK(slots_to_n2(ask(node, "b")) == "3-3");
}

TEST_CASE("no more requests are in flight than the window allows (10.2.1)") {
  RaftBench node(Config{.window = 2});
  node.lead(1);
  node.catch_up(n2);
  CHECK(slots_to_n2(ask(node, "a")) == "2-2");
  CHECK(slots_to_n2(ask(node, "b")) == "3-3");
  CHECK(slots_to_n2(ask(node, "c")) == "-");
  CHECK(slots_to_n2(ask(node, "d")) == "-");
  CHECK(slots_to_n2(node.receive(n2, node.ack(2))) == "4-5");
}

TEST_CASE("one answer settles all requests before it (10.2.1)") {
  RaftBench node(Config{.window = 2});
  node.lead(1);
  node.catch_up(n2);
  ask(node, "a");
  ask(node, "b");
  ask(node, "c");
  ask(node, "d");
  CHECK(slots_to_n2(node.receive(n2, node.ack(3))) == "4-5");
  CHECK(slots_to_n2(ask(node, "e")) == "6-6");
}

TEST_CASE("a window of one sends a request for each answer (10.2.1)") {
  RaftBench node(Config{.batch_max = 1, .window = 1});
  node.lead(1);
  node.catch_up(n2);
  CHECK(slots_to_n2(ask(node, "a")) == "2-2");
  CHECK(slots_to_n2(ask(node, "b")) == "-");
  CHECK(slots_to_n2(ask(node, "c")) == "-");
  CHECK(slots_to_n2(node.receive(n2, node.ack(2))) == "3-3");
  CHECK(slots_to_n2(node.receive(n2, node.ack(3))) == "4-4");
  CHECK(slots_to_n2(node.receive(n2, node.ack(4))) == "-");
}

TEST_CASE("a message holds batch_max entries at most (10.2.2)") {
  RaftBench node(Config{.batch_max = 2, .window = 3});
  node.lead(1);
  for (const char* body : {"a", "b", "c", "d", "e"}) ask(node, body);
  CHECK(slots_to_n2(node.receive(n2, node.ack(1))) == "2-3 4-5 6-6");
}

TEST_CASE("a message holds batch_bytes_max bytes of commands at most (10.2.2)") {
  RaftBench node(Config{.batch_bytes_max = 4, .window = 3});
  node.lead(1);
  for (const char* body : {"12", "34", "5", "678", "9"}) ask(node, body);
  CHECK(slots_to_n2(node.receive(n2, node.ack(1))) == "2-3 4-5 6-6");
}

TEST_CASE("a command larger than batch_bytes_max travels alone (10.2.2)") {
  RaftBench node(Config{.batch_bytes_max = 4, .window = 3});
  node.lead(1);
  for (const char* body : {"1", "too large", "2"}) ask(node, body);
  CHECK(slots_to_n2(node.receive(n2, node.ack(1))) == "2-2 3-3 4-4");
}

TEST_CASE("a lost request shows in the next heartbeat, and is sent again (10.2.1)") {
  RaftBench node;
  node.lead(1);
  node.catch_up(n2);
  ask(node, "a");  // lost on the way to n2
  const Asks<Types> heartbeat = node.timeout(Timer::heartbeat);
  CHECK(sends(heartbeat)[0] == Port<Types>::Send{n2, node.append(2, 1, 1)});
  CHECK(slots_to_n2(node.receive(
            n2, AppendReject{.term = Term(1), .prev = Slot(2), .first = Slot(2)})) == "2-2");
}

TEST_CASE("lost answers are made up for by the next heartbeat's (10.2.1)") {
  RaftBench node(Config{.window = 1});
  node.lead(1);
  node.catch_up(n2);
  ask(node, "a");  // arrives, but its answer is lost
  CHECK(slots_to_n2(ask(node, "b")) == "-");
  node.timeout(Timer::heartbeat);
  CHECK(slots_to_n2(node.receive(n2, node.ack(2))) == "3-3");
}

TEST_CASE("a lost probe is made up for by the next heartbeat (10.2.1)") {
  RaftBench node;
  node.lead(3, {entry(1, "a"), entry(2, "b")});
  node.timeout(Timer::heartbeat);
  CHECK(slots_to_n2(node.receive(n2, node.ack(2))) == "3-3");
}

TEST_CASE("after a rejection the leader probes: one request at a time (10.2.1)") {
  RaftBench node(Config{.batch_max = 1, .window = 3});
  node.lead(1);
  node.catch_up(n2);
  for (const char* body : {"a", "b", "c"}) ask(node, body);
  CHECK(slots_to_n2(node.receive(
            n2, AppendReject{.term = Term(1), .prev = Slot(2), .first = Slot(2)})) == "2-2");
  CHECK(slots_to_n2(node.receive(
            n2, AppendReject{.term = Term(1), .prev = Slot(3), .first = Slot(2)})) == "-");
  CHECK(slots_to_n2(node.receive(n2, node.ack(2))) == "3-3 4-4");
}

TEST_CASE("a late acknowledgement while probing is as good as any (10.2.1)") {
  RaftBench node;
  node.lead(1);
  node.catch_up(n2);
  ask(node, "a");
  ask(node, "b");
  node.receive(n2, AppendReject{.term = Term(1), .prev = Slot(2), .first = Slot(2)});
  CHECK(slots_to_n2(node.receive(n2, node.ack(3))) == "-");
  CHECK(slots_to_n2(ask(node, "c")) == "4-4");
}

TEST_CASE("what is known is never given up: a probe starts after it (10.2.1)") {
  RaftBench node;
  node.lead(1);
  node.catch_up(n2);
  ask(node, "a");
  CHECK(slots_to_n2(node.receive(
            n2, AppendReject{.term = Term(1), .prev = Slot(2), .first = Slot(1)})) == "2-2");
}

}  // namespace
}  // namespace conclave::raft

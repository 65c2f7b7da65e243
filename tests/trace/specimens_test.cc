// The specimens cover every kind of occurrence.
#include "tests/trace/specimens.h"

#include <doctest/doctest.h>

#include <set>

namespace conclave::sim {

namespace {
void print_size(ByteView bytes, JsonPrinter& out) {
  out.open();
  out.member("bytes", bytes.size());
  out.close();
}
}  // namespace

Vocabulary specimen_vocabulary() {
  Vocabulary words;
  words.names = {"n1", "n2", "n3", "c1"};
  words.nodes = 3;
  words.print_message = print_size;
  words.print_client_message = print_size;
  words.print_record = print_size;
  words.timer_name = [](std::uint8_t timer) { return timer == 0 ? "election" : "heartbeat"; };
  words.epoch_word = "term";
  return words;
}

std::vector<Occurrence> specimens() {
  static const Brief brief{Epoch(3), Role::leader, NodeId(1), Slot(7), Epoch(2), Slot(6)};
  static const Claim vote = Claim::vote(Epoch(3));
  static const Claim holds = Claim::holds(Slot(5), Slot(7), Epoch(2));
  static const Command put{{ClientId(4), 17}, "put k1 c4.17"};
  static const Command no_op{};
  static const Command odd{{ClientId(4), 18}, std::string("\xff\0 no text", 10)};
  static const Command quoted{{ClientId(4), 19}, "put \"k\" \\ gr\xc3\xbc\xc3\x9f\x65\n\x01"};
  static const Became leads{Role::leader, Epoch(3)};
  static const Voted voted{Epoch(3), NodeId(1)};
  static const Accepted accepted{Slot(7), Epoch(2), put};
  static const Accepted accepted_odd{Slot(8), Epoch(3), odd};
  static const Truncated truncated{Slot(8)};
  static const Credited credited{NodeId(2), Slot(7), Epoch(2)};
  static const Committed committed{Slot(7), Epoch(2)};
  static const Configured configured{{NodeId(1), NodeId(2), NodeId(3)}, 2, 2};
  static const Remark remark{"lease until 12"};

  std::vector<Occurrence> all;
  const auto add = [&](NodeId node, Detail what, const Brief* after = nullptr) {
    const Index index = all.size();
    const Index cause = index % 5 == 0 ? no_cause : index - 1;
    all.push_back({index, Time(Duration(1'000'000 * index)), node, cause, after, std::move(what)});
  };
  const NodeId n1(1), n2(2), n3(3), c1(4), nobody;
  add(n1, Booted{Integrity::torn_tail, 12, 480}, &brief);
  add(n2, Crashed{480});
  add(n2, Crashed{480, "+2 ~137 -"});
  add(n2, Paused{});
  add(n2, Resumed{});
  add(n1, Sent{96, n2, {Channel::protocol, bytes_of("append")}, &holds}, &brief);
  add(n1, Sent{97, n3, {Channel::protocol, bytes_of("vote for me")}, &vote}, &brief);
  add(c1, Sent{98, n1, {Channel::client, bytes_of("request")}, nullptr});
  add(n2, Received{96, n1, {Channel::protocol, bytes_of("append")}}, &brief);
  add(n1, Received{0, n1, {Channel::protocol, bytes_of("to myself")}}, &brief);
  add(c1, Received{99, n1, {Channel::client, bytes_of("reply")}});
  add(n3, Dropped{97, n1, Loss::queue_full});
  add(nobody, Duplicated{96, 100, n2});
  add(n1, Wrote{520, bytes_of("record")});
  add(n1, Synced{520, true});
  add(n1, Synced{560, false});
  add(n1, DiskFailed{"sync", "no space left", 480, 20});
  add(n3, Damaged{"journal", "bit_rot", 128, 1, false});
  add(n1, TimerFired{1}, &brief);
  add(n2, ClockMoved{Duration(-20'000'000), -200});
  add(nobody, FaultBegan{"f1", "partition", "{n1 n3 | n2}"});
  add(nobody, FaultEnded{"f1", "partition", ""});
  add(nobody, Healed{});
  add(n1, &leads, &brief);
  add(n2, &voted, &brief);
  add(n1, &accepted, &brief);
  add(n1, &accepted_odd, &brief);
  add(n1, &truncated, &brief);
  add(n1, &credited, &brief);
  add(n1, &committed, &brief);
  add(n1, &configured, &brief);
  add(n1, &remark, &brief);
  add(n1, Decided{Slot(7), &put, true, "ok"});
  add(n1, Decided{Slot(8), &odd, false, "bad"});
  add(n1, Decided{Slot(9), &no_op, true, ""});
  add(n1, Declined{{ClientId(4), 17}, n2});
  add(n1, Declined{{ClientId(4), 18}, nobody});
  add(n3, Halted{"the journal is corrupt"});
  add(c1, Invoked{&put});
  add(c1, Invoked{&quoted});
  add(c1, Returned{{ClientId(4), 17}, Outcome::ok, "ok c4.17"});
  add(c1, Returned{{ClientId(4), 18}, Outcome::unknown, ""});
  add(n1, Violated{"agreement", "slot 7: n1 decided \"a\", n2 decided \"b\"", 31});
  return all;
}

TEST_CASE("trace specimens: there is one of every kind") {
  std::set<std::size_t> seen;
  for (const Occurrence& o : specimens()) seen.insert(o.what.index());
  CHECK(seen.size() == detail_kinds);
}

}  // namespace conclave::sim

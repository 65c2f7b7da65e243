// The network: what arrives, when, and what becomes of the rest.
#include "sim/world/network.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>
#include <string>

#include "tests/support/recorder.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

struct Mailbox : Receiver {
  bool up() const { return is_up; }
  void receive(std::uint64_t, NodeId from, Payload payload, Index) {
    mail.emplace_back(from, std::string(reinterpret_cast<const char*>(payload.bytes.data()),
                                        payload.bytes.size()));
  }
  bool is_up = true;
  std::vector<std::pair<NodeId, std::string>> mail;
};

const NodeId a(1), b(2), c(3);

struct Net {
  explicit Net(LinkOptions link = {}, std::uint64_t seed = 1, const std::string& code = "crc32c",
               bool bound = true, std::optional<PriorityOptions> pct = {})
      : network(loop, trace, Random(seed),
                {.nodes = 2,
                 .clients = 1,
                 .code = find_integrity(code),
                 .bound = bound,
                 .plan = [link](NodeId, NodeId) { return link; },
                 .priorities = pct}) {
    trace.attach(recorder);
    for (std::uint32_t n = 0; n < 3; ++n) network.attach(NodeId(n + 1), boxes[n]);
  }
  void send(NodeId from, NodeId to, const std::string& text) {
    network.send(from, to, {Channel::protocol, std::as_bytes(std::span(text.data(), text.size()))},
                 nullptr, no_cause);
  }
  void run() {
    while (loop.step()) {
    }
  }
  Mailbox& at(NodeId node) { return boxes[node.value() - 1]; }

  EventLoop loop;
  Recorder recorder;
  Trace trace;
  std::array<Mailbox, 3> boxes;
  Network network;
};

using Mail = std::vector<std::pair<NodeId, std::string>>;

LinkOptions constant(Duration latency) {
  LinkOptions link;
  link.latency = Delay(latency);
  return link;
}

LinkChange blocked() {
  LinkChange change;
  change.block = true;
  return change;
}

LinkChange damaging(DamageShape shape) {
  LinkChange change;
  change.corruption = Corruption{Ratio{Ratio::one}, shape};
  return change;
}

// In the order of the numbers that they carry.
bool by_number(const std::pair<NodeId, std::string>& x, const std::pair<NodeId, std::string>& y) {
  return std::stoi(x.second) < std::stoi(y.second);
}

}  // namespace

TEST_SUITE("world/network") {
  TEST_CASE("a packet arrives whole, after the link's latency, and says what caused it") {
    Net net(constant(5ms));
    net.send(a, b, "hello");
    net.run();
    CHECK(net.at(b).mail == Mail{{a, "hello"}});
    CHECK(net.loop.now() == Time(5ms));
    CHECK(net.recorder.texts() == Lines{"n1 send 1 n2"});
    CHECK(net.network.delivered() == 1);
  }

  TEST_CASE("packets overtake each other where latency varies, and never where it is constant") {
    Net varied, steady(constant(1ms));
    for (int n = 0; n < 100; ++n) {
      varied.send(a, b, std::to_string(n));
      steady.send(a, b, std::to_string(n));
    }
    varied.run();
    steady.run();
    Mail in_order;
    for (int n = 0; n < 100; ++n) in_order.emplace_back(a, std::to_string(n));
    CHECK(steady.at(b).mail == in_order);
    CHECK(varied.at(b).mail.size() == 100);
    CHECK(varied.at(b).mail != in_order);
  }

  TEST_CASE("loss takes its share, and says so") {
    LinkOptions link = constant(1ms);
    link.loss = Ratio{250'000'000};
    Net net(link);
    for (int n = 0; n < 4000; ++n) net.send(a, b, "x");
    net.run();
    CHECK(net.recorder.count("loss") > 900);
    CHECK(net.recorder.count("loss") < 1100);
    CHECK(net.at(b).mail.size() + net.recorder.count("loss") == 4000);
  }

  TEST_CASE("a copy travels on its own, and is traced as one") {
    LinkOptions link;
    link.duplicate = Ratio{Ratio::one};
    Net net(link);
    net.send(a, b, "x");
    net.run();
    CHECK(net.at(b).mail == Mail{{a, "x"}, {a, "x"}});
    CHECK(net.recorder.texts() == Lines{"n1 send 1 n2", "n1 duplicate 1 2"});
    CHECK(net.recorder.lines()[1].cause == net.recorder.lines()[0].index);
  }

  TEST_CASE("a link that begins to duplicate copies what is in flight, once") {
    Net net(constant(5ms));
    net.send(a, b, "x");
    LinkChange twice;
    twice.duplicate = Ratio{Ratio::one};
    net.network.change({{a, b}}, twice);
    net.run();
    CHECK(net.at(b).mail == Mail{{a, "x"}, {a, "x"}});
    CHECK(net.loop.now() == Time(10ms));  // the copy travels after the original has arrived
  }

  TEST_CASE("what is lost is not copied") {
    LinkOptions link;
    link.loss = link.duplicate = Ratio{Ratio::one};
    Net net(link);
    net.send(a, b, "x");
    net.run();
    CHECK(net.recorder.texts() == Lines{"n1 send 1 n2", "n2 drop 1 loss"});
  }

  TEST_CASE("damage that the code tells is dropped, and both are told") {
    Net net(constant(1ms));
    net.network.change({{a, b}}, damaging(DamageShape::bit));
    net.send(a, b, "x");
    net.run();
    CHECK(net.at(b).mail.empty());
    CHECK(net.recorder.texts() == Lines{"n1 send 1 n2", "n2 corrupt 1 bit",
                                        "n2 corrupt 1 bit detected", "n2 drop 1 checksum"});
  }

  TEST_CASE("damage that the code misses arrives, and only its begin is told") {
    Net net(constant(1ms), 1, "none");
    net.network.change({{a, b}}, damaging(DamageShape::bit));
    int arrived = 0;
    for (int n = 0; n < 100; ++n) net.send(a, b, std::string(100, 'x'));
    net.run();
    for (const auto& letter : net.at(b).mail)
      arrived += letter.second != std::string(100, 'x') ? 1 : 0;
    CHECK(arrived > 80);
    CHECK(net.recorder.count("corrupt") == 100);
    CHECK(net.recorder.count("detected") == 0);
  }

  TEST_CASE("damage that changes nothing is none") {
    Net net(constant(1ms), 1, "none");
    net.network.change({{a, b}}, damaging(DamageShape::swap));
    net.send(a, b, "");  // nine bytes, most of them the same
    net.send(a, b, std::string(1000, '\0'));
    net.run();
    CHECK(net.recorder.count("corrupt") <= 1);
    CHECK(net.at(b).mail.size() >= 1);
  }

  TEST_CASE("of a damaged packet the copy is whole") {
    LinkOptions link = constant(1ms);
    link.duplicate = Ratio{Ratio::one};
    Net net(link);
    const auto damage = net.network.change({{a, b}}, damaging(DamageShape::bit));
    net.send(a, b, "x");
    net.loop.step();
    net.network.revert(damage);
    net.run();
    CHECK(net.at(b).mail == Mail{{a, "x"}});
  }

  TEST_CASE("a wrong address leads astray, if the code is not bound to it") {
    for (const bool bound : {true, false}) {
      Net net(constant(1ms), 1, "crc32c", bound);
      net.network.change({{a, b}}, damaging(DamageShape::bit));
      for (int n = 0; n < 300; ++n) net.send(a, b, "x");
      net.run();
      CHECK(net.at(c).mail.empty() == bound);
      CHECK(net.at(b).mail.empty() == bound);  // "from" c, and so on
      for (const auto& letter : net.at(c).mail) CHECK(letter == std::pair{a, std::string("x")});
    }
  }

  TEST_CASE("a clog keeps what arrives, and sends it on another journey when it ends") {
    Net net;
    LinkChange clog;
    clog.stall = Stall::clog;
    const auto id = net.network.change({{a, b}}, clog);
    for (int n = 0; n < 50; ++n) net.send(a, b, std::to_string(n));
    net.send(b, a, "free");
    net.run();
    CHECK(net.at(b).mail.empty());
    CHECK(net.at(a).mail == Mail{{b, "free"}});
    net.loop.advance_to(Time(1s));
    net.network.revert(id);
    net.run();
    CHECK(net.at(b).mail.size() == 50);
    CHECK(net.loop.now() > Time(1s));
    CHECK_FALSE(std::is_sorted(net.at(b).mail.begin(), net.at(b).mail.end(), by_number));
  }

  TEST_CASE("a hold lets go in the order in which was sent, at once, when the last of them ends") {
    Net net;
    LinkChange hold;
    hold.stall = Stall::hold;
    const auto first = net.network.change({{a, b}, {c, b}}, hold);
    const auto second = net.network.change({{a, b}}, hold);
    for (int n = 0; n < 50; ++n) net.send(n % 2 == 0 ? a : c, b, std::to_string(n));
    net.run();
    net.loop.advance_to(Time(1s));
    net.network.revert(first);
    net.run();
    CHECK(net.at(b).mail.size() == 25);
    net.at(b).mail.clear();
    net.network.revert(second);
    net.run();
    CHECK(net.at(b).mail.size() == 25);
    CHECK(net.loop.now() == Time(1s));
    CHECK(std::is_sorted(net.at(b).mail.begin(), net.at(b).mail.end(), by_number));
  }

  TEST_CASE("a partition takes what a stalled link has kept, once that moves again") {
    Net net(constant(1ms));
    LinkChange hold;
    hold.stall = Stall::hold;
    const auto id = net.network.change({{a, b}}, hold);
    net.send(a, b, "x");
    net.run();
    net.network.change({{a, b}}, blocked());
    net.network.revert(id);
    net.run();
    CHECK(net.recorder.count("n2 drop 1 partition") == 1);
  }

  TEST_CASE("a share of the packets is overtaken by the others") {
    Net net(constant(1ms));
    LinkChange change;
    change.reordering = Reordering{Ratio{500'000'000}, Delay(Delay::Uniform{2ms, 9ms})};
    net.network.change({{a, b}}, change);
    for (int n = 0; n < 100; ++n) net.send(a, b, std::to_string(n));
    net.run();
    CHECK(net.at(b).mail.size() == 100);
    CHECK_FALSE(std::is_sorted(net.at(b).mail.begin(), net.at(b).mail.end(), by_number));
    CHECK(net.loop.now() <= Time(10ms));
  }

  TEST_CASE("a link that a fault makes narrow is wide again afterwards, and lets go what waits") {
    Net net(constant(1ms));
    LinkChange narrow;
    narrow.bandwidth = 8;  // a byte a second
    narrow.queue_max = 60;
    const auto id = net.network.change({{a, b}}, narrow);
    for (int n = 0; n < 5; ++n) net.send(a, b, std::to_string(n));
    CHECK(net.recorder.count("queue_full") == 0);
    net.send(a, b, "too much");
    CHECK(net.recorder.count("queue_full") == 1);
    net.loop.advance_to(Time(1s));
    net.network.revert(id);
    while (net.at(b).mail.size() < 5) REQUIRE(net.loop.step());
    CHECK(net.loop.now() == Time(1s + 1ms));
  }

  TEST_CASE("a partition that begins later stops what is in flight") {
    Net net(constant(5ms));
    net.send(a, b, "x");
    net.network.change({{a, b}}, blocked());
    net.run();
    CHECK(net.at(b).mail.empty());
    CHECK(net.recorder.count("n2 drop 1 partition") == 1);
  }

  TEST_CASE("a blocked link is blocked one way only") {
    Net net;
    net.network.change({{a, b}}, blocked());
    net.send(a, b, "x");
    net.send(b, a, "y");
    net.run();
    CHECK(net.at(b).mail.empty());
    CHECK(net.at(a).mail == Mail{{b, "y"}});
  }

  TEST_CASE("a link that two faults block is free when both have ended") {
    Net net;
    const auto first = net.network.change({{a, b}}, blocked());
    const auto second = net.network.change({{a, b}, {a, c}}, blocked());
    net.network.revert(first);
    net.send(a, b, "lost");
    net.run();
    CHECK(net.at(b).mail.empty());
    net.network.revert(second);
    net.network.revert(second);
    net.send(a, b, "there");
    net.run();
    CHECK(net.at(b).mail == Mail{{a, "there"}});
  }

  TEST_CASE("delays of several faults add up, the largest loss counts") {
    Net net(constant(1ms));
    LinkChange slow;
    slow.delay = 10ms;
    LinkChange lossy;
    lossy.loss = Ratio{Ratio::one};
    net.network.change({{a, b}}, slow);
    net.network.change({{a, b}}, slow);
    const auto last = net.network.change({{a, b}}, lossy);
    net.send(a, b, "lost");
    net.run();
    net.network.revert(last);
    const Time before = net.loop.now();
    net.send(a, b, "slow");
    net.run();
    CHECK(net.at(b).mail == Mail{{a, "slow"}});
    CHECK(net.loop.now() - before == 21ms);
    net.network.revert_all();
    net.send(a, b, "fast");
    net.run();
    CHECK(net.loop.now() - before == 22ms);
  }

  TEST_CASE("nobody takes delivery for a receiver that is down") {
    Net net;
    net.at(b).is_up = false;
    net.send(a, b, "x");
    net.run();
    CHECK(net.recorder.count("receiver_down") == 1);
    CHECK(net.network.delivered() == 0);
  }

  TEST_CASE(
      "a narrow link makes packets wait for each other, and drops what its queue cannot hold") {
    LinkOptions link = constant(1ms);
    link.bandwidth = 8000;  // a byte a millisecond
    link.queue_max = 60;
    Net net(link);
    // Nine bytes of addresses and four of code come on top of each payload.
    for (int n = 0; n < 4; ++n) net.send(a, b, std::string(37, 'x'));
    net.run();
    CHECK(net.at(b).mail.size() == 2);
    CHECK(net.recorder.count("queue_full") == 2);
    CHECK(net.loop.now() == Time(101ms));
  }

  TEST_CASE("with priorities a link between nodes takes longer by its class, a client's does not") {
    Net plain(constant(1ms)), ranked(constant(1ms), 1, "crc32c", true, PriorityOptions{.depth = 1});
    plain.send(a, b, "x");
    ranked.send(a, b, "x");
    plain.run();
    ranked.run();
    CHECK(plain.loop.now() == Time(1ms));
    CHECK(ranked.loop.now() > Time(1ms));
    CHECK(ranked.loop.now() <= Time(101ms));
    const Time before = ranked.loop.now();
    ranked.send(a, c, "to a client");
    ranked.run();
    CHECK(ranked.loop.now() - before == 1ms);
    ranked.send(a, b, "always the same");
    ranked.run();
    CHECK(ranked.loop.now() - before - 1ms == before - Time());
  }

  TEST_CASE("at a random packet the link that sends it drops to the bottom, and stays there") {
    Net net(constant(1ms), 1, "crc32c", true, PriorityOptions{.depth = 2, .packets = 20});
    std::vector<Duration> took;
    for (int n = 0; n < 30; ++n) {
      const Time before = net.loop.now();
      net.send(a, b, "x");
      net.run();
      took.push_back(net.loop.now() - before);
    }
    CHECK(took.front() < 101ms);
    CHECK(took.back() == 101ms);
    CHECK(std::is_sorted(took.begin(), took.end()));
    CHECK(std::adjacent_find(took.begin(), took.end(), std::not_equal_to<>()) != took.end());
  }

  TEST_CASE("what happens on one link does not change the draws of another") {
    Net quiet, busy;
    for (int n = 0; n < 50; ++n) {
      quiet.send(a, b, std::to_string(n));
      busy.send(a, b, std::to_string(n));
      busy.send(b, a, "noise");
      busy.send(c, b, "noise");
    }
    quiet.run();
    busy.run();
    Mail from_a;
    for (const auto& letter : busy.at(b).mail) {
      if (letter.first == a) from_a.push_back(letter);
    }
    CHECK(quiet.at(b).mail == from_a);
  }
}

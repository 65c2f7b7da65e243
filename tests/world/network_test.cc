// The network: what arrives, when, and what becomes of the rest.
#include "sim/world/network.h"

#include <doctest/doctest.h>

#include <algorithm>
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
  explicit Net(LinkOptions link = {}, std::uint64_t seed = 1, const std::string& code = "crc32c")
      : network(loop, trace, Random(seed), 3, *find_integrity(code),
                [link](NodeId, NodeId) { return link; }) {
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

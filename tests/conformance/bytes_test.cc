// Every registered protocol takes any bytes: messages and records come from a network that damages
// and a disk that rots, and the decoders behind them answer with a value and never with a crash.
//
// The bytes are what a cluster really sent and wrote, mutated. Most mutants are no message and are
// refused. Some are well-formed and untrue, as if a peer had lied; a node may then find that what
// it believes is broken (`Broken`), which a simulation reports, and nothing worse.
#include <doctest/doctest.h>

#include "tests/support/conformance.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

// What a cluster said, and what its first node wrote in its first life.
class Wiretap : public Reader<Wiretap> {
 public:
  void on(const Occurrence&, const Sent& sent) {
    if (sent.payload.channel == Channel::protocol && seen_.size() < 3000) {
      Bytes bytes(sent.payload.bytes.begin(), sent.payload.bytes.end());
      if (seen_.insert(bytes).second) messages.push_back(std::move(bytes));
    }
  }
  void on(const Occurrence& o, const Wrote& wrote) {
    if (o.node == NodeId(1) && !crashed_ && records.size() < 200) {
      records.emplace_back(wrote.record.begin(), wrote.record.end());
    }
  }
  void on(const Occurrence& o, const Crashed&) { crashed_ = crashed_ || o.node == NodeId(1); }

  std::vector<Bytes> messages, records;

 private:
  std::set<Bytes> seen_;
  bool crashed_ = false;
};

Wiretap tapped(const ProtocolKind& kind) {
  Wiretap tap;
  const Scenario rough = cluster(kind, 3, R"({
      "network": {"loss": 0.05, "duplicate": 0.05},
      "faults": [{"id": "f1", "do": "crash", "nodes": "leader", "for": "200ms", "at": "900ms"}]})");
  Simulation simulation(rough, 1);
  simulation.attach(tap);
  REQUIRE(simulation.run().verdict == RunVerdict::pass);
  REQUIRE(tap.messages.size() > 5);
  REQUIRE_FALSE(tap.records.empty());
  return tap;
}

// One of these bytes, spoiled.
Bytes mutant(std::vector<Bytes>& sound, Random& random) {
  const auto anything = [&] { return static_cast<std::byte>(random.below(256)); };
  Bytes bytes = random.pick(std::span(sound));
  switch (random.below(6)) {
    case 0:  // bits flip
      for (std::uint64_t n = 1 + random.below(3); n > 0 && !bytes.empty(); --n) {
        bytes[random.below(bytes.size())] ^= static_cast<std::byte>(1 << random.below(8));
      }
      break;
    case 1:  // the end is missing
      bytes.resize(random.below(bytes.size() + 1));
      break;
    case 2:  // something is left over
      for (std::uint64_t n = 1 + random.below(9); n > 0; --n) bytes.push_back(anything());
      break;
    case 3: {  // the head of one, the tail of another
      const Bytes& other = random.pick(std::span(sound));
      const std::size_t cut = random.below(std::min(bytes.size(), other.size()) + 1);
      bytes.resize(cut);
      bytes.insert(bytes.end(), other.begin() + static_cast<std::ptrdiff_t>(cut), other.end());
      break;
    }
    case 4: {  // a number becomes as great as it can be, or nothing
      const std::byte fill = random.below(2) == 0 ? std::byte{0xff} : std::byte{0};
      const std::size_t from = random.below(bytes.size() + 1);
      const std::size_t to = std::min(bytes.size(), from + 1 + random.below(8));
      std::fill(bytes.begin() + static_cast<std::ptrdiff_t>(from),
                bytes.begin() + static_cast<std::ptrdiff_t>(to), fill);
      break;
    }
    default:  // noise
      bytes.resize(random.below(60));
      for (std::byte& byte : bytes) byte = anything();
  }
  return bytes;
}

struct Inbox final : Outbox {
  void stepped(const Brief&) override { ++steps; }
  void write(ByteView) override { ++effects; }
  void send(NodeId, ByteView, const Claim*) override { ++effects; }
  void send_after_sync(NodeId, ByteView, const Claim*) override { ++effects; }
  void set_timer(std::uint8_t, Duration, Duration) override { ++effects; }
  void stop_timer(std::uint8_t) override { ++effects; }
  void fact(const Fact&) override { ++effects; }
  void decide(Slot, const Command&) override { ++effects; }
  void decline(RequestId, NodeId) override { ++effects; }
  void halt(const std::string& reason) override { ++effects, halted = reason; }

  std::uint64_t steps = 0, effects = 0;
  std::string halted;
};

std::vector<ByteView> views(const std::vector<Bytes>& all) {
  return std::vector<ByteView>(all.begin(), all.end());
}

const std::vector<NodeId> three{NodeId(1), NodeId(2), NodeId(3)};

using Print = void (*)(ByteView, JsonPrinter&);

std::string printed(Print print, ByteView bytes) {
  static const std::vector<std::string> names{"n1", "n2", "n3"};
  std::string text;
  JsonPrinter out(text, names);
  print(bytes, out);
  return text;
}

const std::string undecodable = R"("undecodable")";

// What is printed is JSON, whatever the bytes; what was sound reads as itself. Returns how many
// mutants were refused.
int refused(Print print, std::vector<Bytes>& sound) {
  for (const Bytes& bytes : sound) {
    const std::string text = printed(print, bytes);
    REQUIRE(text != undecodable);
    REQUIRE(Json::accept(text));
  }
  Random random(5);
  int refused = 0;
  for (int n = 0; n < 3000; ++n) {
    const Bytes bytes = mutant(sound, random);
    const std::string text = printed(print, bytes);
    REQUIRE_MESSAGE(Json::accept(text), text);
    refused += text == undecodable ? 1 : 0;
  }
  return refused;
}

}  // namespace

TEST_SUITE("conformance/bytes") {
  TEST_CASE("messages and records print as JSON, and mutants of them too") {
    for_every_protocol([](const ProtocolKind& kind) {
      Wiretap tap = tapped(kind);
      for (const int count :
           {refused(kind.print_message, tap.messages), refused(kind.print_record, tap.records)}) {
        CHECK(count > 300);   // the decoder refuses
        CHECK(count < 2900);  // ... and not everything
      }
      CHECK(printed(kind.print_message, {}) == undecodable);
      CHECK(printed(kind.print_record, {}) == undecodable);
    });
  }

  TEST_CASE("a node that is sent mutants either takes a step or takes none") {
    for_every_protocol([](const ProtocolKind& kind) {
      Wiretap tap = tapped(kind);
      const std::vector<ByteView> journal = views(tap.records);
      const ReplicaFactory make = kind.factory(three, {}, "");
      Random random(7);
      std::uint64_t stepped = 0, refused = 0, disbelieved = 0;
      std::unique_ptr<Replica> node;
      for (int n = 0; n < 4000; ++n) {
        Inbox box;
        if (!node) {
          node = make(NodeId(1));
          node->boot({}, journal, Integrity::intact, box);
          REQUIRE(box.halted.empty());
          box = {};
        }
        const bool sound = random.below(4) == 0;
        const Bytes bytes =
            sound ? random.pick(std::span(tap.messages)) : mutant(tap.messages, random);
        const LocalTime now = std::chrono::milliseconds(n);
        try {
          if (random.below(50) == 0) node->timeout(now, 0, box), box = {};
          const Brief then = node->brief();
          const bool taken = node->receive(
              now, NodeId(static_cast<std::uint32_t>(2 + random.below(2))), bytes, box);
          REQUIRE(taken == (printed(kind.print_message, bytes) != undecodable));
          REQUIRE(box.steps == (taken ? 1U : 0U));
          if (!taken) REQUIRE(box.effects == 0);
          if (!taken) REQUIRE(node->brief() == then);
          ++(taken ? stepped : refused);
          if (!box.halted.empty()) node.reset();
        } catch (const Broken&) {
          ++disbelieved;
          node.reset();
        }
      }
      CAPTURE(disbelieved);
      CHECK(stepped > 500);
      CHECK(refused > 500);
      CHECK(disbelieved < 400);
    });
  }

  TEST_CASE("a node that finds mutants in its journal boots or says why not") {
    for_every_protocol([](const ProtocolKind& kind) {
      Wiretap tap = tapped(kind);
      const ReplicaFactory make = kind.factory(three, {}, "");
      Random random(9);
      std::uint64_t halted = 0;
      for (int n = 0; n < 600; ++n) {
        std::vector<Bytes> journal = tap.records;
        journal.resize(std::min<std::size_t>(journal.size(), 40));
        Bytes& spoiled = random.pick(std::span(journal));
        spoiled = mutant(tap.records, random);
        const bool sound = printed(kind.print_record, spoiled) != undecodable;
        const auto node = make(NodeId(1));
        Inbox box;
        try {
          node->boot({}, views(journal), Integrity::intact, box);
          REQUIRE(box.steps == 1);
          if (!sound) REQUIRE_FALSE(box.halted.empty());
          halted += box.halted.empty() ? 0 : 1;
        } catch (const Broken&) {
          REQUIRE(sound);
        }
      }
      CHECK(halted > 0);
    });
  }

  TEST_CASE("a node with a corrupt journal stays down, and one with a torn tail does not") {
    for_every_protocol([](const ProtocolKind& kind) {
      const Wiretap tap = tapped(kind);
      const ReplicaFactory make = kind.factory(three, {}, "");
      for (const Integrity integrity :
           {Integrity::intact, Integrity::torn_tail, Integrity::corrupt}) {
        CAPTURE(name_of(integrity));
        const auto node = make(NodeId(1));
        Inbox box;
        node->boot({}, views(tap.records), integrity, box);
        CHECK(box.halted.empty() == (integrity != Integrity::corrupt));
      }
    });
  }
}

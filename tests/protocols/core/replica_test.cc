// The bridge between a typed protocol and bytes, with a protocol that does what its message says.
#include "protocols/core/replica.h"

#include "protocols/core/kind.h"
#include "tests/support/bench.h"

namespace conclave {
namespace parrot {

// "Ask for all of this": a node whose effects come in an order that the bridge has to mend.
struct Say {
  static constexpr const char* name = "say";
  std::uint64_t number = 0;
  Claim claim() const { return Claim::vote(Epoch(number)); }
  friend bool operator==(const Say&, const Say&) = default;
  static void fields(auto& self, auto&& field) { field("number", self.number); }
};
struct Quiet {
  static constexpr const char* name = "quiet";
  bool flag = false;
  friend bool operator==(const Quiet&, const Quiet&) = default;
  static void fields(auto& self, auto&& field) { field("flag", self.flag); }
};

enum class Bell : std::uint8_t { morning, evening };
constexpr Bell last_of(Bell) {
  return Bell::evening;
}
constexpr std::string_view name_of(Bell bell) {
  return bell == Bell::morning ? "morning" : "evening";
}

enum class Slip : std::uint8_t { none, first };

struct Types {
  static constexpr std::string_view name = "parrot";
  using Message = std::variant<Say, Quiet>;
  using Record = std::variant<Say>;
  using Timer = Bell;
  struct Config {
    std::uint64_t volume = 1;
    Slip flaw = Slip::none;
    static void options(auto& self, auto&& option) { option("volume", self.volume, "how loud"); }
    std::vector<OptionError> check(std::size_t nodes) const {
      if (nodes > volume) return {{"volume", "too quiet for so many"}};
      return {};
    }
    friend bool operator==(const Config&, const Config&) = default;
  };
  static Slip flaw_named(std::string_view) { return Slip::first; }
};

class Node {
 public:
  using P = Port<Types>;
  Node() = default;
  Node(NodeId self, std::vector<NodeId> peers, Types::Config config)
      : self_(self), peers_(std::move(peers)), config_(config) {}

  void step(LocalTime now, const P::Input& input, P::Effects& out) {
    now_ = now;
    std::visit([&](const auto& in) { on(in, out); }, input);
  }
  Brief brief() const { return {Epoch(heard_), Role::follower, {}, {}, {}, {}}; }
  friend bool operator==(const Node&, const Node&) = default;
  static void fields(auto& self, auto&& field) {
    field("peers", self.peers_);
    field("heard", self.heard_);
  }

 private:
  void on(const P::Boot& boot, P::Effects& out) {
    heard_ = boot.records.size();
    out.remark(std::string(name_of(boot.integrity)));
  }
  void on(const P::Receive& in, P::Effects& out) {
    heard_ = in.from.value();
    out.decide(Slot(1), Command{});
    out.committed(Slot(1), Epoch(1));
    out.became(Role::leader, Epoch(1));
    out.voted(Epoch(1), self_);
    out.write(Say{1});
    out.send(test::n2, Say{2});
    out.send_after_sync(test::n3, Quiet{true});
    out.set_timer(Bell::evening, Duration(1), Duration(2));
    out.stop_timer(Bell::morning);
    out.decline(RequestId{}, test::n2);
    out.became(Role::follower, Epoch(2));
    out.decide(Slot(2), Command{});
    out.halt("tired");
  }
  void on(const P::Timeout& in, P::Effects& out) {
    out.remark(std::string(name_of(in.timer)) + " " + std::to_string(now_.count()));
  }
  void on(const P::Request& in, P::Effects& out) { out.remark(in.command.body.str()); }

  NodeId self_;
  std::vector<NodeId> peers_;
  Types::Config config_;
  LocalTime now_{};
  std::uint64_t heard_ = 0;
};

}  // namespace parrot

namespace {

using namespace test;  // NOLINT
using parrot::Quiet;
using parrot::Say;
using Parrot = ReplicaOf<parrot::Types, parrot::Node>;

// Writes down what it is told.
class Diary : public Outbox {
 public:
  void stepped(const Brief& after) override { note("stepped", after.epoch); }
  void write(ByteView record) override { note("write", record.size()); }
  void send(NodeId to, ByteView, const Claim* claim) override { sent("send", to, claim); }
  void send_after_sync(NodeId to, ByteView, const Claim* claim) override {
    sent("send_after_sync", to, claim);
  }
  void set_timer(std::uint8_t timer, Duration, Duration) override { note("set_timer", timer); }
  void stop_timer(std::uint8_t timer) override { note("stop_timer", timer); }
  void fact(const Fact& fact) override {
    std::visit([&](const auto* f) { note(std::decay_t<decltype(*f)>::name, *f); }, fact);
  }
  void decide(Slot slot, const Command&) override { note("decide", slot); }
  void decline(RequestId, NodeId leader) override { note("decline", leader); }
  void halt(const std::string& reason) override { note("halt", reason); }

  std::vector<std::string> lines;

 private:
  template <typename V>
  void note(const std::string& what, const V& value) {
    lines.push_back(what + " " + json(value));
  }
  void sent(const std::string& how, NodeId to, const Claim* claim) {
    lines.push_back(how + " " + json(to) + (claim ? " " + json(*claim) : ""));
  }
};

using Lines = std::vector<std::string>;

Bytes bytes_of(const parrot::Types::Message& message) {
  Buffer buffer;
  const ByteView view = encode(message, buffer);
  return {view.begin(), view.end()};
}

TEST_CASE("a step's parts come in one order: state, effects, became, committed, decided") {
  Parrot replica(n1, {n2, n3}, {});
  Diary diary;
  CHECK(replica.receive(LocalTime(0), n3, bytes_of(Quiet{}), diary));
  CHECK(diary.lines == Lines{
                           R"(stepped 3)",
                           R"(voted {"epoch":1,"candidate":"n1"})",
                           R"(write 9)",
                           R"(send "n2" {"kind":"vote","epoch":2,"first":0,"last":0})",
                           R"(send_after_sync "n3")",
                           R"(set_timer 1)",
                           R"(stop_timer 0)",
                           R"(decline "n2")",
                           R"(halt "tired")",
                           R"(became {"role":"leader","epoch":1})",
                           R"(became {"role":"follower","epoch":2})",
                           R"(committed {"slot":1,"epoch":1})",
                           R"(decide 1)",
                           R"(decide 2)",
                       });
}

TEST_CASE("bytes that are no message are no step") {
  Parrot replica(n1, {n2, n3}, {});
  Diary diary;
  CHECK_FALSE(replica.receive(LocalTime(0), n3, Bytes(3), diary));
  CHECK(diary.lines.empty());
  CHECK(replica.brief().epoch == Epoch(0));
}

TEST_CASE("timers and requests reach the node, with its own clock") {
  Parrot replica(n1, {}, {});
  Diary diary;
  replica.timeout(LocalTime(42), 1, diary);
  replica.request(LocalTime(43), command(1, "hello"), diary);
  CHECK(diary.lines == Lines{"stepped 0", R"(remark {"text":"evening 42"})", "stepped 0",
                             R"(remark {"text":"hello"})"});
}

TEST_CASE("a journal is decoded before the node boots") {
  Parrot replica(n1, {}, {});
  const Bytes good = bytes_of(Say{1});
  const std::vector<ByteView> records{good, good};
  Diary diary;
  replica.boot(LocalTime(0), records, Integrity::torn_tail, diary);
  CHECK(diary.lines == Lines{"stepped 2", R"(remark {"text":"torn_tail"})"});
}

TEST_CASE("a record that cannot be decoded makes the journal corrupt from there on") {
  Parrot replica(n1, {}, {});
  const Bytes good = bytes_of(Say{1});
  const Bytes bad(2);
  const std::vector<ByteView> records{good, bad, good};
  Diary diary;
  replica.boot(LocalTime(0), records, Integrity::intact, diary);
  CHECK(diary.lines == Lines{"stepped 1", R"(remark {"text":"corrupt"})"});
}

TEST_CASE("a kind makes replicas, checks options and prints what they say") {
  const ProtocolKind kind = kind_of<parrot::Types, parrot::Node>("repeats", {});
  CHECK(kind.name == "parrot");
  CHECK(kind.options().size() == 1);
  CHECK(kind.check({}, 1).empty());
  CHECK(kind.check({}, 2).size() == 1);
  CHECK(kind.check({{"volume", std::uint64_t{2}}}, 2).empty());
  CHECK(kind.timer_name(1) == "evening");

  std::string text;
  JsonPrinter out(text, {});
  kind.factory({n1, n2, n3}, {}, "")(n2)->print(out);
  CHECK(text == R"({"peers":[1,3],"heard":0})");
  text.clear();
  kind.print_message(bytes_of(Say{5}), out);
  kind.print_record(Bytes(1), out);
  CHECK(text == R"({"say":{"number":5}}"undecodable")");
}

}  // namespace
}  // namespace conclave

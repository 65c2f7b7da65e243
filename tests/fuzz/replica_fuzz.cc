// Any bytes as what a node finds in its journal and hears from its peers: each protocol's decoders,
// and the steps behind them. What decodes is what it encodes to. A node may find that a belief of
// its own is broken, for a peer that lies in well-formed words can make it so; nothing else.
//
//     input := protocol: byte, records: byte, piece[records], step*
//     step  := what: byte, from: byte, piece          // a message, a timer or a request
#include <chrono>
#include <memory>
#include <vector>

#include "protocols/core/check.h"
#include "protocols/registry.h"
#include "tests/fuzz/feed.h"

namespace conclave {
namespace {

struct Inbox final : Outbox {
  void stepped(const Brief&) override { ++steps; }
  void write(ByteView record) override { print(kind.print_record, record); }
  void send(NodeId, ByteView message, const Claim*) override { print(kind.print_message, message); }
  void send_after_sync(NodeId, ByteView message, const Claim*) override {
    print(kind.print_message, message);
  }
  void set_timer(std::uint8_t, Duration min, Duration max) override { fuzz::must(min <= max); }
  void stop_timer(std::uint8_t) override {}
  void fact(const Fact&) override {}
  void decide(Slot, const Command&) override {}
  void decline(RequestId, NodeId) override {}
  void halt(const std::string&) override { halted = true; }

  // What a node sends and writes, it can read.
  static void print(void (*print)(ByteView, JsonPrinter&), ByteView bytes) {
    static const std::vector<std::string> names{"n1", "n2", "n3"};
    std::string text;
    JsonPrinter out(text, names);
    print(bytes, out);
    fuzz::must(text != R"("undecodable")");
  }

  explicit Inbox(const ProtocolKind& of) : kind(of) {}
  const ProtocolKind& kind;
  int steps = 0;
  bool halted = false;
};

void live(const ProtocolKind& kind, fuzz::Feed& feed) {
  std::vector<ByteView> records(feed.byte() % 16);
  for (ByteView& record : records) record = feed.piece();
  const std::unique_ptr<Replica> node =
      kind.factory({NodeId(1), NodeId(2), NodeId(3)}, {}, "")(NodeId(1));
  Inbox box(kind);
  LocalTime now{};
  node->boot(now, records, Integrity::intact, box);
  while (!box.halted && !feed.empty()) {
    now += std::chrono::milliseconds(7);
    const std::uint8_t what = feed.byte();
    const NodeId from(1 + feed.byte() % 3);
    const ByteView piece = feed.piece();
    box.steps = 0;
    if (what == 0) {
      node->timeout(now, static_cast<std::uint8_t>(piece.size() % kind.timers.size()), box);
    } else if (what == 1) {
      Command command{{ClientId(1), piece.size()}, {}};
      command.body.assign({reinterpret_cast<const char*>(piece.data()), piece.size()});
      node->request(now, command, box);
    } else {
      const Brief before = node->brief();
      const bool taken = node->receive(now, from, piece, box);
      fuzz::must(box.steps == (taken ? 1 : 0));
      fuzz::must(taken || node->brief() == before);
    }
  }
}

}  // namespace
}  // namespace conclave

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  using namespace conclave;
  fuzz::Feed feed(data, size);
  const auto kinds = protocol_kinds();
  const ProtocolKind& kind = kinds[feed.byte() % kinds.size()];
  try {
    live(kind, feed);
  } catch (const Broken&) {
    // A simulation reports it as a violation; here nobody kept to the protocol.
  }
  return 0;
}

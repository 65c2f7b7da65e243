// Puppet: a replica that does what a test tells it, for tests of hosts, clusters, clients and
// faults.
#pragma once

#include <deque>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "protocols/core/kind.h"

namespace conclave::sim {

inline ByteView as_view(const std::string& text) {
  return std::as_bytes(std::span(text.data(), text.size()));
}
inline std::string as_text(ByteView bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

// What all lives of a node share with the test.
struct Strings {
  std::function<void(Outbox&)> on_boot, on_timeout;
  std::function<void(const std::string&, Outbox&)> on_message;
  std::function<void(const Command&, Outbox&)> on_request;
  std::vector<std::string> heard;  // "boot 2 intact", "from 2: hello", "timer 1 at 5000"
};

class Puppet final : public Replica {
 public:
  explicit Puppet(Strings& strings) : strings_(strings) {}

  void boot(LocalTime, std::span<const ByteView> records, Integrity integrity,
            Outbox& out) override {
    std::string line = "boot " + std::string(name_of(integrity));
    for (const ByteView record : records) line += " " + as_text(record);
    strings_.heard.push_back(line);
    out.stepped(brief_);
    if (strings_.on_boot) strings_.on_boot(out);
  }
  bool receive(LocalTime, NodeId from, ByteView message, Outbox& out) override {
    if (as_text(message) == "garbage") return false;
    strings_.heard.push_back("from " + std::to_string(from.value()) + ": " + as_text(message));
    out.stepped(brief_);
    if (strings_.on_message) strings_.on_message(as_text(message), out);
    return true;
  }
  void timeout(LocalTime now, std::uint8_t timer, Outbox& out) override {
    strings_.heard.push_back("timer " + std::to_string(timer) + " at " +
                             std::to_string(now.count()));
    out.stepped(brief_);
    if (strings_.on_timeout) strings_.on_timeout(out);
  }
  void request(LocalTime, const Command& command, Outbox& out) override {
    strings_.heard.push_back("request " + command.body.str());
    out.stepped(brief_);
    if (strings_.on_request) strings_.on_request(command, out);
  }
  Brief brief() const override { return brief_; }
  void print(JsonPrinter& out) const override { out.print(brief_); }

 private:
  Strings& strings_;
  Brief brief_;
};

// The row of a protocol whose nodes are puppets; `strings[n]` pulls node n + 1, and outlives it.
inline ProtocolKind puppets(std::deque<Strings>& strings) {
  static std::deque<Strings>* pulled = nullptr;
  pulled = &strings;
  ProtocolKind kind;
  kind.name = "puppets";
  kind.factory = [](std::vector<NodeId>, const Options&, std::string_view) -> ReplicaFactory {
    return [](NodeId self) -> std::unique_ptr<Replica> {
      return std::make_unique<Puppet>((*pulled)[self.value() - 1]);
    };
  };
  return kind;
}

}  // namespace conclave::sim

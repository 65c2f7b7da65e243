// Bench: one node on a workbench. Its verbs step the node and give back all that it asked for, so
// that a test is one comparison of whole lists:
//
//     CHECK(node.timeout(Timer::election) == asks().became(...).voted(...).write(...));
//
// A failure prints both lists, one effect to a line, as the trace would.
#pragma once

#include <doctest/doctest.h>

#include <string>
#include <utility>
#include <vector>

#include "protocols/core/json_printer.h"
#include "protocols/core/protocol.h"

namespace conclave::test {

inline constexpr NodeId n1(1), n2(2), n3(3), n4(4), n5(5);

inline std::vector<std::string> node_names(std::size_t count) {
  std::vector<std::string> names;
  for (std::size_t n = 1; n <= count; ++n) names.push_back("n" + std::to_string(n));
  return names;
}

template <typename V>
std::string json(const V& value) {
  static const std::vector<std::string> names = node_names(9);
  std::string text;
  JsonPrinter(text, names).print(value);
  return text;
}

inline Command command(std::uint64_t number, std::string body, ClientId client = ClientId(7)) {
  return {{client, number}, std::move(body)};
}

// What a node asked for, in order; and, by the same verbs, what a test expects.
template <typename T>
struct Asks {
  using P = Port<T>;
  using Effect = typename P::Effect;

  Asks write(typename T::Record r) && { return add(typename P::Write{std::move(r)}); }
  Asks send(NodeId to, typename T::Message m) && { return add(typename P::Send{to, std::move(m)}); }
  Asks send_after_sync(NodeId to, typename T::Message m) && {
    return add(typename P::SendAfterSync{to, std::move(m)});
  }
  Asks set_timer(typename T::Timer timer, Duration min, Duration max) && {
    return add(typename P::SetTimer{timer, min, max});
  }
  Asks stop_timer(typename T::Timer timer) && { return add(typename P::StopTimer{timer}); }
  Asks decide(Slot slot, Command c) && { return add(Decide{slot, std::move(c)}); }
  Asks decline(RequestId id, NodeId leader) && { return add(Decline{id, leader}); }
  Asks became(Role role, Epoch epoch) && { return add(Became{role, epoch}); }
  Asks voted(Epoch epoch, NodeId candidate) && { return add(Voted{epoch, candidate}); }
  Asks accepted(Slot s, Epoch e, Command c) && { return add(Accepted{s, e, std::move(c)}); }
  Asks truncated(Slot slot) && { return add(Truncated{slot}); }
  Asks credited(NodeId peer, Slot s, Epoch e) && { return add(Credited{peer, s, e}); }
  Asks committed(Slot slot, Epoch epoch) && { return add(Committed{slot, epoch}); }
  Asks configured(std::vector<NodeId> voters, std::uint32_t elect, std::uint32_t commit) && {
    return add(Configured{std::move(voters), elect, commit});
  }
  Asks halt(std::string reason) && { return add(Halt{std::move(reason)}); }

  // Only the effects of one kind, for a test about that kind.
  template <typename E>
  std::vector<E> all() const {
    std::vector<E> found;
    for (const Effect& effect : list) {
      if (const E* e = std::get_if<E>(&effect)) found.push_back(*e);
    }
    return found;
  }
  template <typename E>
  bool any() const {
    return !all<E>().empty();
  }

  friend bool operator==(const Asks&, const Asks&) = default;

  std::vector<Effect> list;

 private:
  Asks add(Effect effect) {
    list.push_back(std::move(effect));
    return std::move(*this);
  }
};

template <typename T, typename Node>
class Bench {
 public:
  using P = Port<T>;
  using Config = typename T::Config;

  // A node that has not booted.
  Bench(NodeId self, std::vector<NodeId> peers, Config config = {})
      : self_(self), node_(self, std::move(peers), std::move(config)) {}

  Asks<T> boot(const std::vector<typename T::Record>& records = {},
               Integrity integrity = Integrity::intact) {
    return step(typename P::Boot{records, integrity});
  }
  Asks<T> receive(NodeId from, typename T::Message message) {
    return step(typename P::Receive{from, std::move(message)});
  }
  Asks<T> timeout(typename T::Timer timer) { return step(typename P::Timeout{timer}); }
  Asks<T> request(Command command) { return step(typename P::Request{std::move(command)}); }
  // Time passes on the node's clock. Nothing fires: a test says what fires.
  void wait(Duration duration) { now_ += duration; }

  NodeId self() const { return self_; }
  const Node& node() const { return node_; }
  Brief brief() const { return node_.brief(); }

 private:
  Asks<T> step(const typename P::Input& input) {
    typename P::Effects effects;
    node_.step(now_, input, effects);
    return {effects.list()};
  }

  NodeId self_;
  Node node_;
  LocalTime now_ = std::chrono::seconds(100);
};

}  // namespace conclave::test

namespace doctest {

template <typename T>
struct StringMaker<conclave::test::Asks<T>> {
  static String convert(const conclave::test::Asks<T>& asks) {
    std::string text = asks.list.empty() ? "nothing" : "";
    for (const auto& effect : asks.list) text += "\n    " + conclave::test::json(effect);
    return text.c_str();
  }
};
template <conclave::Described T>
struct StringMaker<T> {
  static String convert(const T& value) { return conclave::test::json(value).c_str(); }
};
template <typename Tag, typename Rep>
struct StringMaker<conclave::Strong<Tag, Rep>> {
  static String convert(const conclave::Strong<Tag, Rep>& value) {
    return std::to_string(value.value()).c_str();
  }
};

}  // namespace doctest

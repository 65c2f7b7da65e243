// ProtocolKind: a protocol as the rest of the house knows it, a row of the registry.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/core/options.h"
#include "protocols/core/quorum.h"
#include "protocols/core/replica.h"

namespace conclave {

// Makes one life of node `self` among `nodes` (self included).
using ReplicaFactory = std::function<std::unique_ptr<Replica>(NodeId self)>;

struct ProtocolKind {
  std::string_view name;
  std::string_view summary;
  std::vector<OptionSpec> (*options)();
  std::span<const FlawInfo> flaws;
  // Promises of this protocol's family, by the names of the checks that hold it to them, beside
  // those that bind every protocol (sim/checkers/README.md).
  std::span<const std::string_view> checks;
  std::string_view epoch_word = "epoch";  // what its papers call one: term, ballot
  bool decides_once = false;              // there is one slot, and then no more progress to make
  // What is wrong with these options for that many nodes, beyond their types.
  std::vector<OptionError> (*check)(const Options& options, std::size_t nodes);
  // How many of that many nodes make quorums.
  QuorumSizes (*quorums)(const Options& options, std::size_t nodes) = nullptr;
  // `flaw` is the name of one of `flaws`, or empty.
  ReplicaFactory (*factory)(std::vector<NodeId> nodes, const Options& options,
                            std::string_view flaw);
  // The typed form of bytes that a replica sent or wrote, as JSON.
  void (*print_message)(ByteView message, JsonPrinter& out);
  void (*print_record)(ByteView record, JsonPrinter& out);
  std::string_view (*timer_name)(std::uint8_t timer);
  // What its timers and messages are called, by the number that tells them apart (a message's is
  // its first byte).
  std::vector<std::string_view> timers, messages;
  // How the paths of its own files begin, from the project's root: whose marks (check.h) are its
  // own.
  std::vector<std::string> sources;
};

namespace detail {

template <typename... Ms>
std::vector<std::string_view> names_of_messages(const std::variant<Ms...>*) {
  return {Ms::name...};
}

}  // namespace detail

// The row of a protocol: its types, its node, its table of flaws. `Config::flaw` is an enum whose
// value k (from 1) is the k-th row of the table. `T::checks`, if there, lists the claimed checks;
// likewise `T::epoch_word` and `T::decides_once`. `T::sources`, if there, says which files are its
// own; else it is the folder of its name. `Config::quorums(nodes)`, if there, tells the sizes of
// quorums; else they are majorities.
template <typename T, typename Node>
ProtocolKind kind_of(std::string_view summary, std::span<const FlawInfo> flaws) {
  using Config = typename T::Config;
  ProtocolKind kind;
  kind.name = T::name;
  kind.summary = summary;
  kind.options = option_specs<Config>;
  kind.flaws = flaws;
  if constexpr (requires { T::checks; }) kind.checks = T::checks;
  if constexpr (requires { T::epoch_word; }) kind.epoch_word = T::epoch_word;
  if constexpr (requires { T::decides_once; }) kind.decides_once = T::decides_once;
  kind.check = [](const Options& options, std::size_t nodes) {
    return config_from<Config>(options).check(nodes);
  };
  kind.quorums = [](const Options& options, std::size_t nodes) -> QuorumSizes {
    if constexpr (requires(const Config& config) { config.quorums(nodes); }) {
      return config_from<Config>(options).quorums(nodes);
    } else {
      return {majority(nodes), majority(nodes)};
    }
  };
  kind.factory = [](std::vector<NodeId> nodes, const Options& options,
                    std::string_view flaw) -> ReplicaFactory {
    Config config = config_from<Config>(options);
    config.flaw = flaw.empty() ? decltype(config.flaw){} : T::flaw_named(flaw);
    return [nodes = std::move(nodes), config](NodeId self) -> std::unique_ptr<Replica> {
      std::vector<NodeId> peers;
      for (const NodeId node : nodes) {
        if (node != self) peers.push_back(node);
      }
      return std::make_unique<ReplicaOf<T, Node>>(self, std::move(peers), config);
    };
  };
  kind.print_message = detail::print_bytes<typename T::Message>;
  kind.print_record = detail::print_bytes<typename T::Record>;
  kind.timer_name = [](std::uint8_t timer) -> std::string_view {
    return name_of(static_cast<typename T::Timer>(timer));
  };
  for (int timer = 0; timer <= static_cast<int>(last_of(typename T::Timer{})); ++timer) {
    kind.timers.push_back(name_of(static_cast<typename T::Timer>(timer)));
  }
  if constexpr (requires { T::sources; }) {
    kind.sources.assign(std::begin(T::sources), std::end(T::sources));
  } else {
    kind.sources = {"protocols/" + std::string(T::name) + "/"};
  }
  kind.messages = detail::names_of_messages(static_cast<const typename T::Message*>(nullptr));
  return kind;
}

}  // namespace conclave

// Letters, sorted and hashed.
#include "sim/run/coverage.h"

#include <algorithm>

#include "sim/kernel/random.h"

namespace conclave::sim {
namespace {

// Eight characters at a time, of which each has its place.
std::uint64_t number_of(std::string_view text, std::uint64_t number) {
  for (; !text.empty(); text.remove_prefix(std::min<std::size_t>(text.size(), 8))) {
    std::uint64_t word = 0;
    for (const char c : text.substr(0, 8)) word = word << 8 | static_cast<std::uint8_t>(c);
    number = mix(number ^ word);
  }
  return number;
}

}  // namespace

Coverage::Coverage(std::string_view protocol, std::size_t nodes)
    : protocol_(number_of(protocol, 0)), nodes_(nodes), letters_(nodes, '\0') {}

void Coverage::on(const Occurrence& o, const Became& became) {
  Node& node = nodes_.at(o.node.value() - 1);
  node.role = became.role;
  node.epoch = became.epoch;
  saw(name_of(became.role));
}

// Whoever is down follows nobody and leads nobody, and keeps its epoch: it has stored it.
void Coverage::is(NodeId node, Status status, std::string_view event) {
  Node& of = nodes_.at(node.value() - 1);
  of.status = status;
  if (status == Status::down) of.role = Role::follower;
  saw(event);
}

void Coverage::saw(std::string_view event, char how) {
  Epoch newest;
  for (const Node& node : nodes_) newest = std::max(newest, node.epoch);
  for (std::size_t n = 0; n < nodes_.size(); ++n) {
    const Node& node = nodes_[n];
    const std::uint64_t behind = std::min<std::uint64_t>(newest.value() - node.epoch.value(), 2);
    letters_[n] = static_cast<char>('A' + static_cast<unsigned>(node.status) * 9 +
                                    static_cast<unsigned>(node.role) * 3 + behind);
  }
  std::sort(letters_.begin(), letters_.end());
  const std::uint64_t led_here = mix(number_of(event, protocol_) ^ static_cast<std::uint8_t>(how));
  seen_.push_back(number_of({letters_.data(), letters_.size()}, led_here));
}

std::vector<std::uint64_t> Coverage::states() const {
  std::vector<std::uint64_t> states = seen_;
  std::sort(states.begin(), states.end());
  states.erase(std::unique(states.begin(), states.end()), states.end());
  return states;
}

}  // namespace conclave::sim

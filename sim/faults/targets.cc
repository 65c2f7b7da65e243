// Words into addresses.
#include "sim/faults/targets.h"

#include <algorithm>

namespace conclave::sim {
namespace {

constexpr std::string_view zone_prefix = "zone:";

bool contains(const std::vector<NodeId>& nodes, NodeId node) {
  return std::find(nodes.begin(), nodes.end(), node) != nodes.end();
}

class Resolver {
 public:
  Resolver(const Cluster& cluster, Random& random, const std::vector<NodeId>& taken)
      : cluster_(cluster), random_(random), taken_(taken) {
    for (std::size_t n = 0; n < cluster.size(); ++n) {
      if (!contains(taken, cluster.node(n))) free_.push_back(cluster.node(n));
    }
  }

  std::vector<NodeId> resolve(const std::string& word) {
    const std::size_t n = cluster_.size();
    const std::size_t minority = std::max<std::size_t>(1, (n - 1) / 2);
    if (word == "nobody") return {};
    if (word == "all") return free_;
    if (word == "rest") return free_;
    if (word == "one") return some(1);
    if (word == "minority") return some(minority);
    if (word == "majority") return some(n / 2 + 1);
    if (word == "leader") return leader_and(0);
    if (word == "minority+leader") return leader_and(minority - 1);
    if (word == "follower") return follower();
    if (word == "longest_log") return longest_log();
    if (word == "clients") return clients();
    if (word == "there") return there();
    if (word.starts_with(zone_prefix)) return zone(word.substr(zone_prefix.size()));
    return named(word);
  }

 private:
  std::vector<NodeId> some(std::size_t count) {
    random_.shuffle(std::span(free_));
    return {free_.begin(),
            free_.begin() + static_cast<std::ptrdiff_t>(std::min(count, free_.size()))};
  }
  std::vector<NodeId> leader_and(std::size_t others) {
    const NodeId leader = cluster_.leader();
    if (leader == NodeId() || contains(taken_, leader)) return some(1 + others);
    std::erase(free_, leader);
    std::vector<NodeId> nodes = some(others);
    nodes.push_back(leader);
    return nodes;
  }
  std::vector<NodeId> follower() {
    const NodeId leader = cluster_.leader();
    std::erase_if(free_, [&](NodeId node) { return node == leader || !cluster_.host(node).up(); });
    return some(1);
  }
  std::vector<NodeId> longest_log() {
    NodeId longest;
    for (const NodeId node : free_) {
      if (longest == NodeId() ||
          cluster_.host(node).brief().length > cluster_.host(longest).brief().length) {
        longest = node;
      }
    }
    return longest == NodeId() ? std::vector<NodeId>{} : std::vector{longest};
  }
  std::vector<NodeId> clients() {
    std::vector<NodeId> nodes;
    for (std::size_t n = 0; n < cluster_.clients(); ++n) {
      if (!contains(taken_, cluster_.client(n))) nodes.push_back(cluster_.client(n));
    }
    return nodes;
  }
  std::vector<NodeId> there() {
    const NodeId node = cluster_.set_off_by();
    if (node == NodeId() || contains(taken_, node)) return {};
    return {node};
  }
  std::vector<NodeId> zone(const std::string& name) {
    std::vector<NodeId> nodes;
    for (const NodeId node : free_) {
      if (cluster_.zone(node) == name) nodes.push_back(node);
    }
    return nodes;
  }
  std::vector<NodeId> named(const std::string& name) {
    const auto& names = cluster_.names();
    const auto at = std::find(names.begin(), names.end(), name);
    if (at == names.end()) return {};
    const NodeId node(static_cast<std::uint32_t>(at - names.begin() + 1));
    return contains(taken_, node) ? std::vector<NodeId>{} : std::vector{node};
  }

  const Cluster& cluster_;
  Random& random_;
  const std::vector<NodeId>& taken_;
  std::vector<NodeId> free_;
};

}  // namespace

const std::vector<std::string>& target_words() {
  static const std::vector<std::string> words{"leader",          "follower", "one",   "minority",
                                              "minority+leader", "majority", "all",   "rest",
                                              "longest_log",     "clients",  "there", "nobody"};
  return words;
}

std::vector<NodeId> Targets::resolve(const Cluster& cluster, Random& random,
                                     const std::vector<NodeId>& taken) const {
  std::vector<NodeId> nodes;
  for (const std::string& word : words) {
    std::vector<NodeId> more = Resolver(cluster, random, taken).resolve(word);
    nodes.insert(nodes.end(), more.begin(), more.end());
  }
  std::sort(nodes.begin(), nodes.end());
  nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
  return nodes;
}

std::vector<NodeId> Targets::settle(const Cluster& cluster, Random& random,
                                    const std::vector<NodeId>& taken) {
  std::vector<NodeId> nodes = resolve(cluster, random, taken);
  name(cluster, nodes);
  return nodes;
}

std::vector<NodeId> Targets::settle_nodes(const Cluster& cluster, Random& random) {
  std::vector<NodeId> nodes = resolve(cluster, random);
  std::erase_if(nodes, [&](NodeId node) { return node.value() > cluster.size(); });
  name(cluster, nodes);
  return nodes;
}

std::vector<NodeId> Targets::settle_in_order(const Cluster& cluster, Random& random) {
  std::vector<NodeId> nodes;
  for (const std::string& word : words) {
    std::vector<NodeId> more = Targets{{word}}.resolve(cluster, random, nodes);
    std::erase_if(more, [&](NodeId node) { return contains(nodes, node); });
    if (more.size() > 1) random.shuffle(std::span(more));
    nodes.insert(nodes.end(), more.begin(), more.end());
  }
  name(cluster, nodes);
  return nodes;
}

void Targets::name(const Cluster& cluster, const std::vector<NodeId>& nodes) {
  words.clear();
  for (const NodeId node : nodes) words.push_back(cluster.name(node));
  if (words.empty()) words.emplace_back("nobody");
}

void describe(Form& form, Targets& targets) {
  constexpr std::string_view sort = "target";
  if (targets.words.empty()) targets.words.emplace_back();
  form.one_of(targets.words.size() == 1 ? 0 : 1,
              {{Look::text, "", "a target such as \"leader\"",
                [&](Form& word) {
                  targets.words.resize(1);
                  word.word(targets.words.front(), sort);
                }},
               {Look::list, "", "a list of targets", [&](Form& list) {
                  list.list(targets.words, {1, 100},
                            [&](Form& word, std::string& text) { word.word(text, sort); });
                }}});
}

std::string names_of(const Cluster& cluster, const std::vector<NodeId>& nodes) {
  std::string text;
  for (const NodeId node : nodes) {
    if (!text.empty()) text += ' ';
    text += cluster.name(node);
  }
  return text.empty() ? "nobody" : text;
}

}  // namespace conclave::sim

// Links by the nodes at their ends.
#include "sim/faults/links.h"

#include <algorithm>

namespace conclave::sim {

void LinkTargets::describe(Fields& fields) {
  sim::describe(fields("nodes", "the nodes whose links are concerned, both ways"), at_);
}

std::string LinkTargets::aim(const Cluster& cluster, Random& random) {
  const bool everywhere = at_.words == std::vector<std::string>{"all"};
  const std::vector<NodeId> nodes =
      everywhere ? at_.resolve(cluster, random) : at_.settle(cluster, random);
  const auto concerned = [&](NodeId node) {
    return std::binary_search(nodes.begin(), nodes.end(), node);
  };
  links_.clear();
  const auto addresses = static_cast<std::uint32_t>(cluster.names().size());
  for (std::uint32_t a = 1; a <= addresses; ++a) {
    for (std::uint32_t b = 1; b <= addresses; ++b) {
      const bool both_clients = a > cluster.size() && b > cluster.size();
      if (a == b || both_clients) continue;
      if (concerned(NodeId(a)) || concerned(NodeId(b))) links_.emplace_back(NodeId(a), NodeId(b));
    }
  }
  return everywhere ? "everywhere" : "at " + names_of(cluster, nodes);
}

}  // namespace conclave::sim

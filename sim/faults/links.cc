// Links by the nodes at their ends.
#include "sim/faults/links.h"

#include <algorithm>
#include <array>

namespace conclave::sim {

void LinkTargets::describe(Fields& fields) {
  sim::describe(fields("nodes", "the nodes or clients whose links are concerned"), at_);
  fields("way", "both ways, or only what they send (out) or receive (in)")
      .choice(way_, {"both", "out", "in"});
}

std::string LinkTargets::aim(const Cluster& cluster, Random& random) {
  const bool everywhere = at_.words == std::vector<std::string>{"all"};
  const std::vector<NodeId> nodes =
      everywhere ? at_.resolve(cluster, random) : at_.settle(cluster, random);
  links_ = links_of(cluster, nodes, way_ != Way::in, way_ != Way::out);
  if (everywhere && way_ == Way::both) return "everywhere";
  constexpr std::array<std::string_view, 3> words{"at ", "out of ", "into "};
  return std::string(words[static_cast<std::size_t>(way_)]) + names_of(cluster, nodes);
}

std::vector<Link> links_of(const Cluster& cluster, const std::vector<NodeId>& nodes, bool sent,
                           bool received) {
  const auto concerned = [&](std::uint32_t address) {
    return std::binary_search(nodes.begin(), nodes.end(), NodeId(address));
  };
  std::vector<Link> links;
  const auto addresses = static_cast<std::uint32_t>(cluster.names().size());
  for (std::uint32_t from = 1; from <= addresses; ++from) {
    for (std::uint32_t to = 1; to <= addresses; ++to) {
      const bool both_clients = from > cluster.size() && to > cluster.size();
      if (from == to || both_clients) continue;
      if ((sent && concerned(from)) || (received && concerned(to))) {
        links.emplace_back(NodeId(from), NodeId(to));
      }
    }
  }
  return links;
}

std::string percent_text(Ratio ratio) {
  constexpr std::uint32_t percent = Ratio::one / 100;
  std::string text = std::to_string(ratio.ppb / percent);
  std::string digits = std::to_string(percent + ratio.ppb % percent).substr(1);
  digits.erase(digits.find_last_not_of('0') + 1);
  if (!digits.empty()) text += "." + digits;
  return text + "%";
}

}  // namespace conclave::sim

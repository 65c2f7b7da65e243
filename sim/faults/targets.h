// Targets: whom a fault hits, in Jepsen's words, resolved at the moment it strikes.
//
//     n3        the node of that id              leader           who leads the highest epoch
//     zone:eu   the nodes there                  follower         one that is up and does not lead
//     one       any one node                     longest_log      the node with the longest log
//     minority  fewer than half, at random       minority+leader  such a minority with the leader
//     majority  more than half, at random        all              every node
//     rest      whom no other group took         clients          every client
//     there     where the event happened that    nobody           no one at all
//               set the fault off
//
// "leader" and "minority+leader" fall back to any node while nobody leads.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "sim/data/form.h"
#include "sim/kernel/random.h"
#include "sim/world/cluster.h"

namespace conclave::sim {

// The words above that are not a node's id or a zone.
const std::vector<std::string>& target_words();

struct Targets {
  std::vector<std::string> words;  // their union
  friend bool operator==(const Targets&, const Targets&) = default;

  // Addresses in rising order. `taken` are out of reach of chance and what `rest` leaves out.
  std::vector<NodeId> resolve(const Cluster& cluster, Random& random,
                              const std::vector<NodeId>& taken = {}) const;
  // The same, and the words become the names of those that were found.
  std::vector<NodeId> settle(const Cluster& cluster, Random& random,
                             const std::vector<NodeId>& taken = {});
  // The same, word by word in the order of the list; those of one word in random order.
  std::vector<NodeId> settle_in_order(const Cluster& cluster, Random& random);
  // Nodes only: for what no client has, such as a disk.
  std::vector<NodeId> settle_nodes(const Cluster& cluster, Random& random);
  // Names these, instead of what the words say.
  void name(const Cluster& cluster, const std::vector<NodeId>& nodes);
};

// One word, or a list of them: those that the scenario has declared as a "target".
void describe(Form& form, Targets& targets);

// "n1 n3".
std::string names_of(const Cluster& cluster, const std::vector<NodeId>& nodes);

}  // namespace conclave::sim

// The shapes of partitions: who no longer hears whom.
//
// Each shape is what stands under its key in a scenario. settle() turns its words into nodes, for
// good, and says which links are cut. Real ones of every shape: Alquraan et al., "An Analysis of
// Network-Partitioning Failures in Cloud Systems" (OSDI 2018), who call them complete, partial and
// simplex partitions; bridges and rings are Jepsen's (jepsen.nemesis).
#pragma once

#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/faults/fault.h"
#include "sim/faults/targets.h"

namespace conclave::sim {

struct Cut {
  std::vector<Link> links;
  std::string text;  // "{n1 n2 | n3}"
};

// Each group hears only its own. A client belongs to no group unless one names it, and then goes on
// reaching everybody.
struct Groups {
  static constexpr std::string_view key = "groups", meaning = "who still hears whom";
  std::vector<Targets> groups{Targets{{"minority"}}, Targets{{"rest"}}};
  void describe(Form& form);
  Cut settle(const Aim& at);
};

// These nodes and all others do not hear each other.
struct Isolate {
  static constexpr std::string_view key = "isolate", meaning = "who is cut off";
  Targets nodes{{"leader"}};
  void describe(Form& form);
  Cut settle(const Aim& at);
};

// `from` is not heard by `to`, but hears it.
struct OneWay {
  static constexpr std::string_view key = "one_way", meaning = "who is not heard";
  Targets from{{"leader"}}, to{{"rest"}};
  void describe(Form& form);
  Cut settle(const Aim& at);
};

// Two halves that do not hear each other, and nodes that both of them hear.
struct Bridge {
  static constexpr std::string_view key = "bridge",
                                    meaning = "two halves, and the nodes that both still hear";
  Targets shared{{"one"}};
  std::vector<Targets> halves;  // two; none: the others, divided at random
  void describe(Form& form);
  Cut settle(const Aim& at);
};

// In a ring, each node hears itself and its nearest neighbours, as many as make a majority, and no
// two hear the same one. Where an even number of others makes it up, half are on each side and
// every link works both ways or not at all; else the odd one is on the right.
struct MajorityRing {
  static constexpr std::string_view key = "majority_ring",
                                    meaning = "the nodes in the order of the ring";
  Targets nodes{{"all"}};
  void describe(Form& form);
  Cut settle(const Aim& at);
};

// Some pairs of nodes cannot hear each other, the others can: a partial mesh.
struct Mesh {
  static constexpr std::string_view key = "mesh", meaning = "pairs that do not hear each other";
  Ratio chance{300'000'000};
  bool drawn = false;                       // then it is these:
  std::vector<std::vector<Targets>> pairs;  // two and two
  void describe(Form& form);
  Cut settle(const Aim& at);
};

using PartitionShape = std::variant<Groups, Isolate, OneWay, Bridge, MajorityRing, Mesh>;

}  // namespace conclave::sim

// Which links a fault of the network acts on: all of them, or those that touch some targets.
#pragma once

#include <string>
#include <vector>

#include "sim/faults/targets.h"

namespace conclave::sim {

class LinkTargets {
 public:
  void describe(Fields& fields);
  // Remembers the links and settles whose they are ("all" stays "all"), and says whose they are:
  // "everywhere", "at n1 n3".
  std::string aim(const Cluster& cluster, Random& random);
  const std::vector<Link>& links() const { return links_; }

 private:
  Targets at_{{"all"}};
  std::vector<Link> links_;
};

}  // namespace conclave::sim

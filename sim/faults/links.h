// What the faults of links have in common: which links, and a change that lies over them for a
// while.
//
// The links are all, or those that touch some targets; of these both ways, or only what the targets
// send (`out`) or only what they receive (`in`): real networks often fail one way only.
#pragma once

#include <fmt/format.h>

#include <string>
#include <vector>

#include "sim/faults/fault.h"
#include "sim/faults/targets.h"

namespace conclave::sim {

class LinkTargets {
 public:
  void describe(Fields& fields);
  // Remembers the links, and settles whose they are ("all" stays "all") and says so: "everywhere",
  // "at n1 n3", "out of n1".
  std::string aim(const Cluster& cluster, Random& random);
  const std::vector<Link>& links() const { return links_; }

 private:
  enum class Way : std::uint8_t { both, out, in };

  Targets at_{{"all"}};
  Way way_ = Way::both;
  std::vector<Link> links_;
};

// The links on which these send, or receive; `nodes` is sorted. Clients have none to each other.
std::vector<Link> links_of(const Cluster& cluster, const std::vector<NodeId>& nodes,
                           bool sent = true, bool received = true);

// A kind of fault that lays one change over its links: it says which, and in which words.
template <typename Derived>
class LinkFault : public FaultOf<Derived> {
 public:
  void describe(Fields& fields) final {
    describe_change(fields);
    links_.describe(fields);
  }
  std::string aim(const Aim& at) final {
    return fmt::format("{} {}", words(), links_.aim(at.cluster, at.random));
  }
  void begin(Cluster& cluster, Index, Tally& tally) final {
    LinkChange laid = change();
    laid.tally = &tally;
    change_ = cluster.network().change(links_.links(), std::move(laid));
  }
  void end(Cluster& cluster, Index) final { cluster.network().revert(change_); }

 protected:
  virtual void describe_change(Fields& fields) = 0;
  virtual std::string words() const = 0;
  virtual LinkChange change() const = 0;

 private:
  LinkTargets links_;
  Network::ChangeId change_ = 0;
};

// "20%", "0.5%".
std::string percent_text(Ratio ratio);

}  // namespace conclave::sim

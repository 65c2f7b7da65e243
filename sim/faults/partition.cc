// partition: links carry nothing for a while.
//
// Three shapes: `groups`, which hear only their own; `isolate`, which cuts nodes off from all other
// nodes; `one_way`, where `from` is not heard by `to` but hears it. Packets that would arrive while
// a link is blocked are lost, also those sent before. A client belongs to no group unless one names
// it, and then goes on reaching everybody. Real ones of every shape: Alquraan et al., "An Analysis
// of Network-Partitioning Failures in Cloud Systems" (OSDI 2018).
#include <algorithm>

#include "sim/faults/fault.h"
#include "sim/faults/kinds.h"
#include "sim/faults/targets.h"

namespace conclave::sim {
namespace {

class Partition final : public FaultOf<Partition> {
 public:
  void describe(Fields& fields) override {
    fields.only_one_of({"groups", "isolate", "one_way"}, true);
    if (Form* form = fields.maybe("groups", "who still hears whom", shape_ == Shape::groups)) {
      shape_ = Shape::groups;
      form->list(groups_, {2, 100},
                 [](Form& group, Targets& targets) { sim::describe(group, targets); });
    }
    if (Form* form = fields.maybe("isolate", "who is cut off", shape_ == Shape::isolate)) {
      shape_ = Shape::isolate;
      sim::describe(*form, from_);
    }
    if (Form* form = fields.maybe("one_way", "who is not heard", shape_ == Shape::one_way)) {
      shape_ = Shape::one_way;
      form->object([&](Fields& ends) {
        sim::describe(ends.required("from", "who is not heard"), from_);
        sim::describe(ends.required("to", "by whom"), to_);
      });
    }
  }

  std::string aim(const Aim& at) override {
    links_.clear();
    if (shape_ == Shape::one_way) return aim_one_way(at);
    Targets rest{{"rest"}};
    std::vector<Targets*> groups{&from_, &rest};
    if (shape_ == Shape::groups) groups = all_of(groups_);
    const Sides sides = settle(groups, at);
    std::string text = "partition {";
    for (const auto& side : sides) {
      if (&side != &sides.front()) text += " | ";
      text += names_of(at.cluster, side);
    }
    for (const auto& side : sides) {
      for (const auto& other : sides) {
        if (&side != &other) block(side, other);
      }
    }
    return text + "}";
  }
  void begin(Cluster& cluster, Index, Tally&) override {
    LinkChange change;
    change.block = true;
    change_ = cluster.network().change(links_, change);
  }
  void end(Cluster& cluster, Index) override { cluster.network().revert(change_); }

 private:
  enum class Shape : std::uint8_t { groups, isolate, one_way };

  static std::vector<Targets*> all_of(std::vector<Targets>& groups) {
    std::vector<Targets*> all;
    for (Targets& group : groups) all.push_back(&group);
    return all;
  }

  using Sides = std::vector<std::vector<NodeId>>;

  // No node is on two sides. What is left of all the others is only known last, wherever it stands.
  static Sides settle(const std::vector<Targets*>& groups, const Aim& at) {
    Sides sides(groups.size());
    std::vector<bool> late;
    for (const Targets* group : groups) {
      late.push_back(std::find(group->words.begin(), group->words.end(), "rest") !=
                     group->words.end());
    }
    std::vector<NodeId> taken;
    for (const bool rest : {false, true}) {
      for (std::size_t n = 0; n < groups.size(); ++n) {
        if (late[n] != rest) continue;
        sides[n] = groups[n]->settle(at.cluster, at.random, taken);
        taken.insert(taken.end(), sides[n].begin(), sides[n].end());
      }
    }
    return sides;
  }

  std::string aim_one_way(const Aim& at) {
    const Sides sides = settle({&from_, &to_}, at);
    block(sides[0], sides[1]);
    return "partition " + names_of(at.cluster, sides[0]) + " -x-> " +
           names_of(at.cluster, sides[1]);
  }
  void block(const std::vector<NodeId>& from, const std::vector<NodeId>& to) {
    for (const NodeId a : from) {
      for (const NodeId b : to) {
        if (a != b) links_.emplace_back(a, b);
      }
    }
  }

  Shape shape_ = Shape::groups;
  std::vector<Targets> groups_{Targets{{"minority"}}, Targets{{"rest"}}};
  Targets from_{{"leader"}}, to_{{"rest"}};
  std::vector<Link> links_;
  Network::ChangeId change_ = 0;
};

}  // namespace

std::unique_ptr<Fault> make_partition() {
  return std::make_unique<Partition>();
}

}  // namespace conclave::sim

// swizzle: the links of some nodes stop one node after the other, and come back one after the other
// in another order.
//
// After FoundationDB's "swizzle-clogging" (Zhou et al., SIGMOD 2021; Will Wilson, "Testing
// Distributed Systems w/ Deterministic Simulation", Strange Loop 2014): it finds bugs that no
// single outage finds, because the cluster passes through many different sets of nodes that hear
// each other, each entered and left by another way. While a node's links stop they carry nothing,
// or what they carry waits
// (`clog`, FoundationDB's way), its clients' included.
#include <algorithm>

#include "sim/data/units.h"
#include "sim/faults/kinds.h"
#include "sim/faults/links.h"

namespace conclave::sim {
namespace {

class Swizzle final : public FaultOf<Swizzle> {
 public:
  void describe(Fields& fields) override {
    sim::describe(fields("nodes", "whose links stop, in random order or in that of a list"),
                  nodes_);
    if (Form* form = fields.maybe("restore", "the order in which they come back; left out: random",
                                  !restore_.words.empty())) {
      sim::describe(*form, restore_);
    }
    fields("step", "how long from one to the next").duration(step_, positive_duration);
    fields("how", "whether what travels waits (clog) or is lost (block)")
        .choice(how_, {"clog", "block"});
  }

  std::string aim(const Aim& at) override {
    const std::vector<NodeId> stop = nodes_.settle_in_order(at.cluster, at.random);
    std::vector<NodeId> back = stop;
    if (!restore_.words.empty()) {
      back = restore_.settle_in_order(at.cluster, at.random);
    } else {
      while (back.size() > 1 && back == stop) at.random.shuffle(std::span(back));
    }
    restore_.name(at.cluster, back);
    stops_ = stop;
    restores_ = back;
    return "swizzle " + names_of(at.cluster, stop) + ", back " + names_of(at.cluster, back) +
           ", every " + duration_text(step_);
  }
  void begin(Cluster& cluster, Index cause, Tally& tally) override {
    tally_ = &tally;
    done_ = 0;
    turn(cluster, cause);
  }
  void end(Cluster& cluster, Index) override {
    for (const auto& [node, change] : changes_) cluster.network().revert(change);
    changes_.clear();
  }

  std::optional<Duration> next_turn() const override {
    if (done_ >= stops_.size() + restores_.size()) return std::nullopt;
    return step_;
  }
  void turn(Cluster& cluster, Index) override {
    const std::size_t n = done_++;
    if (n < stops_.size()) return stop(cluster, stops_[n]);
    if (n - stops_.size() < restores_.size()) start(cluster, restores_[n - stops_.size()]);
  }

 private:
  enum class How : std::uint8_t { clog, block };

  void stop(Cluster& cluster, NodeId node) {
    LinkChange change;
    change.block = how_ == How::block;
    change.stall = how_ == How::clog ? Stall::clog : Stall::none;
    change.tally = tally_;
    changes_.emplace_back(node, cluster.network().change(links_of(cluster, {node}), change));
  }
  void start(Cluster& cluster, NodeId node) {
    const auto at = std::find_if(changes_.begin(), changes_.end(),
                                 [&](const auto& change) { return change.first == node; });
    if (at == changes_.end()) return;
    cluster.network().revert(at->second);
    changes_.erase(at);
  }

  Targets nodes_{{"minority"}}, restore_;
  Duration step_ = 50ms;
  How how_ = How::clog;
  std::vector<NodeId> stops_, restores_;
  std::size_t done_ = 0;
  Tally* tally_ = nullptr;
  std::vector<std::pair<NodeId, Network::ChangeId>> changes_;
};

}  // namespace

std::unique_ptr<Fault> make_swizzle() {
  return std::make_unique<Swizzle>();
}

}  // namespace conclave::sim

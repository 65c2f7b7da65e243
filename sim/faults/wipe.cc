// wipe: the disk of a node is empty from one moment to the next, and the node comes back under the
// identity that it had.
//
// It stands for a machine that is replaced and given the old one's name, a volume that is mounted
// empty, a container whose data lived on its own layer. Such a node has forgotten its votes and
// what it acknowledged, and cannot know that it has: neither Raft nor Paxos survives it ("Paxos
// Made Live", PODC 2007, section 5.1, tells what it takes instead). So it is refused, unless the
// budget is unlimited. What the operator ought to do, to remove the old member and add a new one,
// is no fault.
#include "sim/faults/fault.h"
#include "sim/faults/kinds.h"
#include "sim/faults/targets.h"

namespace conclave::sim {
namespace {

class Wipe final : public FaultOf<Wipe> {
 public:
  void describe(Fields& fields) override {
    sim::describe(fields("nodes", "whose disks are emptied"), nodes_);
  }
  std::string aim(const Aim& at) override {
    hit_ = nodes_.settle_nodes(at.cluster, at.random);
    std::erase_if(hit_, [&](NodeId node) { return !at.budget.may_forget(node, at.tally); });
    nodes_.name(at.cluster, hit_);
    return "wipe " + names_of(at.cluster, hit_);
  }
  void begin(Cluster& cluster, Index cause, Tally& tally) override {
    for (const NodeId node : hit_) {
      Host& host = cluster.host(node);
      if (host.up()) host.crash(cause);
      FileSystem& files = host.disk().files();
      std::uint64_t size = 0;
      while (!files.names().empty()) {
        const auto [name, file] = *files.names().begin();
        size += files.bytes(file).size();
        host.disk().patches().cut(file, 0);
        files.remove(name);
      }
      files.sync_changes(files.changes());
      if (size == 0) continue;
      ++tally.effective;
      cluster.trace().emit(cluster.loop().now(), node, cause,
                           Damaged{"journal", "wipe", 0, size, false});
    }
  }
  void end(Cluster& cluster, Index cause) override {
    for (const NodeId node : hit_) cluster.host(node).boot_if_down(cause);
  }

 private:
  Targets nodes_{{"one"}};
  std::vector<NodeId> hit_;
};

}  // namespace

std::unique_ptr<Fault> make_wipe() {
  return std::make_unique<Wipe>();
}

}  // namespace conclave::sim

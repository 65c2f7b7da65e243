// partition: links carry nothing for a while: those that its shape says (partition_shapes.h), all
// the time or, when it flaps, by turns.
//
// Packets that would arrive while a link is cut are lost, also those sent before. A flapping link
// (`flap`) is cut for so long, whole for as long, and so on until the fault ends: a port that goes
// up and down, a route that is announced and withdrawn; elections that a short cut starts meet a
// network that is whole again. Real ones: Alquraan et al., "An Analysis of Network-Partitioning
// Failures in Cloud Systems" (OSDI 2018).
#include "sim/data/units.h"
#include "sim/faults/kinds.h"
#include "sim/faults/partition_shapes.h"

namespace conclave::sim {
namespace {

class Partition final : public FaultOf<Partition> {
 public:
  void describe(Fields& fields) override {
    describe_shapes(fields, std::make_index_sequence<std::variant_size_v<PartitionShape>>{});
    fields.optional("flap", "cut for so long, whole for as long, by turns", flap_,
                    [](Form& form, Duration& flap) { form.duration(flap, positive_duration); });
  }

  std::string aim(const Aim& at) override {
    Cut cut = std::visit([&](auto& shape) { return shape.settle(at); }, shape_);
    links_ = std::move(cut.links);
    return "partition " + cut.text + (flap_ ? " every " + duration_text(*flap_) : "");
  }
  void begin(Cluster& cluster, Index, Tally& tally) override {
    tally_ = &tally;
    turn(cluster, no_cause);
  }
  void end(Cluster& cluster, Index) override { cluster.network().revert(change_); }

  std::optional<Duration> next_turn() const override { return flap_; }
  void turn(Cluster& cluster, Index) override {
    cut_ = !cut_;
    if (!cut_) return cluster.network().revert(change_);
    change_ = cluster.network().change(links_, {.block = true, .tally = tally_});
  }

 private:
  template <std::size_t... N>
  void describe_shapes(Fields& fields, std::index_sequence<N...>) {
    fields.only_one_of({std::string(std::variant_alternative_t<N, PartitionShape>::key)...}, true);
    (describe_shape<std::variant_alternative_t<N, PartitionShape>>(fields), ...);
  }
  template <typename Shape>
  void describe_shape(Fields& fields) {
    const bool mine = std::holds_alternative<Shape>(shape_);
    Form* form = fields.maybe(Shape::key, Shape::meaning, mine);
    if (form == nullptr) return;
    if (!mine) shape_ = Shape();
    std::get<Shape>(shape_).describe(*form);
  }

  PartitionShape shape_;
  std::optional<Duration> flap_;
  std::vector<Link> links_;
  Tally* tally_ = nullptr;
  bool cut_ = false;
  Network::ChangeId change_ = 0;
};

}  // namespace

std::unique_ptr<Fault> make_partition() {
  return std::make_unique<Partition>();
}

}  // namespace conclave::sim

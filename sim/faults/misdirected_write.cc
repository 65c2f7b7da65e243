// misdirected_write: the drive wrote a record in another place than it was told: over another
// record. Its own place holds what stood there before.
//
// Firmware and controllers do this (Bairavasundaram et al., FAST 2008; "Parity Lost and Parity
// Regained", FAST 2008). The record is sound and in the wrong place, so a checksum finds nothing
// unless it covers the place. Over a record of the same size even the frames around it stay
// readable. Lasting.
#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class MisdirectedWrite final : public DamageFault<MisdirectedWrite> {
 public:
  MisdirectedWrite() : DamageFault("misdirected_write", "last") {}

  std::string aim(const Aim& at) override {
    const std::string text = disks_.aim(at);
    if (!onto_) draw(at);
    return "misdirected_write of " + text + " onto " + std::to_string(onto_.value_or(0));
  }
  bool lasts() const override { return false; }

 private:
  void describe_damage(Fields& fields) override {
    fields.optional("onto",
                    "the number of the record that it hits, counted round; left out: one "
                    "of its size, if there is one",
                    onto_,
                    [](Form& value, std::uint64_t& onto) { value.integer(onto, 0, 1 << 30); });
  }
  std::vector<Damage> damages(Cluster& cluster, const DamagedDisks::Hit& hit) const override {
    const RecordPlace& record = hit.records[hit.chosen];
    const RecordPlace& other = hit.records[onto_.value_or(0) % hit.records.size()];
    if (&record == &other) return {};
    return {reads_as(other, written_at(cluster, hit.node, record)),
            reads_as(record, before_at(cluster, hit.node, record))};
  }
  void draw(const Aim& at) {
    for (const auto& hit : disks_.hits(at.cluster)) {
      std::vector<std::uint64_t> alike;
      for (std::size_t n = 0; n < hit.records.size(); ++n) {
        if (n != hit.chosen && hit.records[n].size == hit.records[hit.chosen].size) {
          alike.push_back(n);
        }
      }
      onto_ =
          alike.empty() ? at.random.below(hit.records.size()) : at.random.pick(std::span(alike));
      return;
    }
  }

  std::optional<std::uint64_t> onto_;
};

}  // namespace

std::unique_ptr<Fault> make_misdirected_write() {
  return std::make_unique<MisdirectedWrite>();
}

}  // namespace conclave::sim

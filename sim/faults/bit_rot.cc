// bit_rot: bits of a record flip where it lies, after it was written and synced.
//
// Of 1.5 million drives, thousands returned blocks that failed their checksum (Bairavasundaram et
// al., "An Analysis of Data Corruption in the Storage Stack", FAST 2008). It is noticed when the
// journal is read, at the next boot, and not before. Lasting: it does not heal by itself.
#include <algorithm>

#include "sim/faults/disks.h"
#include "sim/faults/kinds.h"

namespace conclave::sim {
namespace {

class BitRot final : public DamageFault<BitRot> {
 public:
  BitRot() : DamageFault("bit_rot", "random") {}

  std::string aim(const Aim& at) override {
    if (!bit_) bit_ = at.random.below(1 << 20);
    return "bit_rot in " + disks_.aim(at);
  }
  bool lasts() const override { return false; }

 private:
  void describe_damage(Fields& fields) override {
    fields("bits", "how many neighbours flip").integer(bits_, 1, 1024);
    fields.optional("bit",
                    "the first of them, counted round from the record's beginning; left "
                    "out: drawn",
                    bit_, [](Form& value, std::uint64_t& bit) { value.integer(bit, 0, 1 << 30); });
  }
  std::vector<Damage> damages(Cluster& cluster, const DamagedDisks::Hit& hit) const override {
    const RecordPlace& record = hit.records[hit.chosen];
    Bytes bytes = written_at(cluster, hit.node, record);
    // Not more than there are: a bit that flips twice is whole.
    const std::uint64_t there = record.size * 8;
    for (std::uint64_t n = 0; n < std::min(bits_, there); ++n) {
      const std::uint64_t bit = (*bit_ + n) % there;
      bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    }
    return {reads_as(record, std::move(bytes))};
  }

  std::uint64_t bits_ = 1;
  std::optional<std::uint64_t> bit_;
};

}  // namespace

std::unique_ptr<Fault> make_bit_rot() {
  return std::make_unique<BitRot>();
}

}  // namespace conclave::sim

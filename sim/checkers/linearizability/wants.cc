// Counting what is left, in both directions.

#include "sim/checkers/linearizability/wants.h"

#include "protocols/core/check.h"

namespace conclave::sim::linearizability {

Wants::Wants(const Lane& lane, const std::vector<Op>& ops)
    : lane_(lane),
      with_appends_(lane.with_appends()),
      needed_(lane.values() + 1),
      makers_(lane.values() + 1),
      wanted_(lane.values() + 1) {
  // With few different texts to append, a value may end in what many append. Then nobody waits for
  // the last of them: it counts as one that can always be made.
  constexpr std::uint32_t many = 64;
  std::vector<std::uint32_t> all_makers(makers_.size());
  for (const Op& op : ops) {
    for (const std::uint32_t value : lane.completed_by(op)) ++all_makers[value];
  }
  for (std::size_t value = 0; value < makers_.size(); ++value) {
    makers_[value] = all_makers[value] > many ? 1 : 0;
  }
  for (const Op& op : ops) {
    ALWAYS(op.sees != impossible);  // the rules convict those
    Part part;
    const bool sees = op.act == Act::see || op.act == Act::swap;
    if (sees) part.sees = lane.value_of(op.sees);
    part.must = sees && op.certain;
    part.writes = op.act == Act::write;
    part.differs = op.act == Act::differ;
    part.first_made = static_cast<std::uint32_t>(made_.size());
    for (const std::uint32_t value : lane.completed_by(op)) {
      if (all_makers[value] <= many) made_.push_back(value);
    }
    part.end_made = static_cast<std::uint32_t>(made_.size());
    parts_.push_back(part);
  }
  for (std::uint32_t value = 1; value < needed_.size(); ++value) stranded_ += is_stranded(value);
  for (std::uint32_t op = 0; op < parts_.size(); ++op) put_back(op);
}

void Wants::take(std::uint32_t op) {
  const Part& part = parts_[op];
  writes_left_ -= part.writes;
  differs_left_ -= part.differs;
  if (part.sees != 0) {
    want(part.sees, ~std::uint32_t{0});
    if (part.must) {
      --needs_left_;
      stranded_ -= is_stranded(part.sees);
      --needed_[part.sees];
      stranded_ += is_stranded(part.sees);
    }
  }
  for (std::uint32_t i = part.first_made; i < part.end_made; ++i) {
    if (--makers_[made_[i]] == 0 && needed_[made_[i]] > 0) ++stranded_;
  }
}

void Wants::put_back(std::uint32_t op) {
  const Part& part = parts_[op];
  writes_left_ += part.writes;
  differs_left_ += part.differs;
  for (std::uint32_t i = part.first_made; i < part.end_made; ++i) {
    if (makers_[made_[i]]++ == 0 && needed_[made_[i]] > 0) --stranded_;
  }
  if (part.sees == 0) return;
  want(part.sees, 1);
  if (!part.must) return;
  ++needs_left_;
  stranded_ -= is_stranded(part.sees);
  ++needed_[part.sees];
  stranded_ += is_stranded(part.sees);
}

void Wants::want(std::uint32_t value, std::uint32_t change) {
  if (!with_appends_) {
    wanted_[value] += change;
    return;
  }
  for (std::uint32_t i = value; i < wanted_.size(); i += i & (~i + 1)) wanted_[i] += change;
}

std::uint32_t Wants::sum(std::uint32_t end) const {
  std::uint32_t total = 0;
  for (std::uint32_t i = end - 1; i > 0; i &= i - 1) total += wanted_[i];
  return total;
}

std::uint64_t Wants::bytes() const {
  return parts_.capacity() * sizeof(Part) +
         (made_.capacity() + needed_.capacity() + makers_.capacity() + wanted_.capacity()) * 4;
}

}  // namespace conclave::sim::linearizability

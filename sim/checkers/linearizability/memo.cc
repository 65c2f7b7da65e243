// The table of configurations: one probe in a flat table, one look into the arena.

#include "sim/checkers/linearizability/memo.h"

#include <algorithm>

namespace conclave::sim::linearizability {

bool Memo::holds(std::uint64_t place, std::span<const std::uint64_t> configuration) const {
  const std::uint64_t* words = chunks_[place / chunk_words].get() + place % chunk_words;
  // The first word tells the length, so no more may be read before it is known to be the same.
  if (configuration[0] != words[0]) return false;
  for (std::size_t i = 1; i < configuration.size(); ++i) {
    if (configuration[i] != words[i]) return false;
  }
  return true;
}

Memo::Added Memo::add(std::span<const std::uint64_t> configuration, std::uint32_t hash) {
  if ((size_ + 1) * 2 > table_.size() && !grow()) return Added::no_room;
  const std::size_t mask = table_.size() - 1;
  std::size_t slot = hash & mask;
  for (; table_[slot] != 0; slot = (slot + 1) & mask) {
    if (table_[slot] >> 32 != hash) continue;
    if (holds((table_[slot] & place_mask) - 1, configuration)) return Added::known;
  }
  if (!make_room(configuration.size())) return Added::no_room;
  std::copy(configuration.begin(), configuration.end(), chunks_.back().get() + used_);
  const std::uint64_t place = (chunks_.size() - 1) * chunk_words + used_;
  used_ += configuration.size();
  table_[slot] = std::uint64_t{hash} << 32 | (place + 1);
  ++size_;
  return Added::fresh;
}

bool Memo::make_room(std::size_t words) {
  if (used_ + words <= chunk_words) return true;
  const bool fits = words <= chunk_words && bytes() + chunk_bytes <= max_bytes_ &&
                    (chunks_.size() + 1) * chunk_words < place_mask;
  if (!fits) return false;
  chunks_.emplace_back(new std::uint64_t[chunk_words]);
  used_ = 0;
  return true;
}

bool Memo::grow() {
  const std::size_t slots = std::max<std::size_t>(64, table_.size() * 2);
  if (bytes() + slots * slot_bytes > max_bytes_) return false;  // both live for a moment
  std::vector<std::uint64_t> larger(slots);
  for (const std::uint64_t entry : table_) {
    if (entry == 0) continue;
    std::size_t slot = (entry >> 32) & (slots - 1);
    while (larger[slot] != 0) slot = (slot + 1) & (slots - 1);
    larger[slot] = entry;
  }
  table_ = std::move(larger);
  return true;
}

}  // namespace conclave::sim::linearizability

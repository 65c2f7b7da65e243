// The log: appending, cutting, and finding where two logs part.
#include "protocols/raft/log.h"

#include <algorithm>

namespace conclave::raft {

std::span<const Entry> Log::until(Slot slot) const {
  return std::span(entries_).first(std::min<std::size_t>(slot.value(), entries_.size()));
}

Slot Log::first_of_term_at(Slot slot) const {
  const Term term = term_at(slot);
  const auto entries = until(slot);
  const auto at = std::partition_point(entries.begin(), entries.end(),
                                       [&](const Entry& entry) { return entry.term < term; });
  return first() + static_cast<std::uint64_t>(at - entries.begin());
}

Slot Log::last_until_term(Slot slot, Term term) const {
  const auto entries = until(slot);
  const auto after = std::partition_point(entries.begin(), entries.end(),
                                          [&](const Entry& entry) { return entry.term <= term; });
  return Slot(static_cast<std::uint64_t>(after - entries.begin()));
}

void Log::replace_from(Slot slot, std::span<const Entry> tail) {
  ALWAYS(slot >= first());
  ALWAYS(slot <= last().next());
  entries_.resize(slot - first());
  entries_.insert(entries_.end(), tail.begin(), tail.end());
}

}  // namespace conclave::raft

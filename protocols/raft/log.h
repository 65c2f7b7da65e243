// Log: the entries in memory, by slot. The first slot is 1; slot 0 is the empty past, of term 0.
//
// Invariants: no holes; terms never fall from one slot to the next (section 5.3).
#pragma once

#include <span>
#include <vector>

#include "protocols/raft/messages.h"

namespace conclave::raft {

class Log {
 public:
  Slot first() const { return Slot(1); }  // a snapshot will move it
  Slot last() const { return Slot(entries_.size()); }
  Term last_term() const { return term_at(last()); }
  Term term_at(Slot slot) const { return slot < first() ? Term() : at(slot).term; }
  // "The entry at `slot` is of `term`", and so the log up to there is the log of whoever says so
  // (log matching, section 5.3).
  bool matches(Slot slot, Term term) const { return slot <= last() && term_at(slot) == term; }
  const Entry& at(Slot slot) const {
    ALWAYS(slot >= first());
    ALWAYS(slot <= last());
    return entries_[slot - first()];
  }

  // Where a term begins and ends is found by bisection, as terms never fall.
  Slot first_of_term_at(Slot slot) const;
  // The last slot, not after `slot`, of `term` or an earlier one.
  Slot last_until_term(Slot slot, Term term) const;

  // Asks for memory for so many entries, once and not again and again.
  void reserve(std::size_t entries) { entries_.reserve(entries); }
  // The log from `slot` on becomes exactly `tail`.
  void replace_from(Slot slot, std::span<const Entry> tail);

  friend bool operator==(const Log&, const Log&) = default;
  static void fields(auto& self, auto&& field) { field("entries", self.entries_); }

 private:
  std::span<const Entry> until(Slot slot) const;

  std::vector<Entry> entries_;
};

}  // namespace conclave::raft

// Ballot: the number of a proposal, and Vote: what an acceptor accepted in one.
//
// Different proposers choose their numbers from disjoint sets ("Paxos Made Simple", section 2.5): a
// ballot names its owner. A vote of ballot zero is no vote.
#pragma once

#include <algorithm>
#include <string_view>
#include <vector>

#include "protocols/core/ids.h"
#include "protocols/core/options.h"

namespace conclave::paxos {

struct Ballot {
  std::uint64_t round = 0;
  NodeId owner;
  friend auto operator<=>(const Ballot&, const Ballot&) = default;
  // Inlined by force: a ballot is in every message, and a call costs more than its twelve bytes.
  [[gnu::always_inline]] static void fields(auto& self, auto&& field) {
    field("round", self.round);
    field("owner", self.owner);
  }
};

struct Vote {
  Ballot ballot;
  Command value;
  friend bool operator==(const Vote&, const Vote&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("value", self.value);
  }
};

// A ballot as one number, in the same order: that is how checkers see it.
constexpr std::size_t most_owners = 1 << 16;
constexpr Epoch epoch_of(Ballot ballot) {
  return Epoch(ballot.round << 16 | ballot.owner.value());
}

// A range that doubles with every failure, up to a limit: proposers in a duel draw further and
// further apart, until one of them has the time it needs (section 2.4).
inline DurationRange backed_off(DurationRange range, std::uint64_t failures, std::uint64_t limit) {
  for (std::uint64_t n = std::min(failures, limit); n > 0; --n) {
    if (range.max > std::chrono::hours(1)) break;
    range.min *= 2;
    range.max *= 2;
  }
  return range;
}

// The row of a table of flaws as the enum that counts its rows from 1.
template <typename Flaw>
Flaw flaw_in(std::span<const FlawInfo> table, std::string_view name) {
  for (std::size_t row = 0; row < table.size(); ++row) {
    if (table[row].name == name) return static_cast<Flaw>(row + 1);
  }
  return Flaw::none;
}

// The sentences that both protocols' options are refused with.
inline void refuse_bad_range(const char* option, const DurationRange& range,
                             std::vector<OptionError>& errors) {
  if (range.min <= Duration::zero()) errors.push_back({option, "must be longer than zero"});
  if (range.min > range.max) errors.push_back({option, "its min is above its max"});
}

}  // namespace conclave::paxos

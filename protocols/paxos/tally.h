// Tally: who has voted for the proposals of one ballot, for every slot that is not chosen yet.
//
// A set of bits for each slot, so that a vote that the network repeats counts once. Slots leave at
// the front when they are chosen and enter at the back when they are proposed.
#pragma once

#include <vector>

#include "protocols/core/check.h"
#include "protocols/core/ids.h"

namespace conclave::paxos::multi {

class Tally {
 public:
  Tally() = default;
  Tally(Slot first, std::size_t voters) : first_(first), words_((voters + 63) / 64) {}

  Slot first() const { return first_; }
  // The slot after the last one.
  Slot end() const { return first_ + (counts_.size() - gone_); }
  void open(std::size_t slots) {
    counts_.resize(counts_.size() + slots);
    voted_.resize(counts_.size() * words_);
  }

  // REQUIRES, here and below: first() <= slot < end().
  std::uint32_t votes(Slot slot) const { return counts_[index(slot)]; }
  bool has_voted(Slot slot, std::size_t voter) const {
    return voted_[index(slot) * words_ + voter / 64] >> voter % 64 & 1;
  }
  void add(Slot slot, std::size_t voter) {
    voted_[index(slot) * words_ + voter / 64] |= std::uint64_t(1) << voter % 64;
    ++counts_[index(slot)];
  }

  // The first slot is chosen.
  void close() {
    ALWAYS(first_ < end());
    first_ = first_.next();
    ++gone_;
    if (gone_ < 1024 || gone_ < counts_.size() - gone_) return;
    const auto gone = static_cast<std::ptrdiff_t>(gone_);
    counts_.erase(counts_.begin(), counts_.begin() + gone);
    voted_.erase(voted_.begin(), voted_.begin() + gone * static_cast<std::ptrdiff_t>(words_));
    gone_ = 0;
  }

  friend bool operator==(const Tally&, const Tally&) = default;
  static void fields(auto& self, auto&& field) {
    field("first", self.first_);
    const std::vector<std::uint32_t> votes(
        self.counts_.begin() + static_cast<std::ptrdiff_t>(self.gone_), self.counts_.end());
    field("votes", votes);
  }

 private:
  std::size_t index(Slot slot) const { return slot - first_ + gone_; }

  Slot first_;
  std::size_t words_ = 0;
  std::size_t gone_ = 0;  // slots at the front that have left, but whose memory has not
  std::vector<std::uint32_t> counts_;
  std::vector<std::uint64_t> voted_;
};

}  // namespace conclave::paxos::multi

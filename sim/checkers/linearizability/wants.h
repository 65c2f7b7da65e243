// Wants: what is left to see and who is left to make it, while a search takes operations.
//
// A value is wanted while somebody who has not been taken sees it. It is stranded when somebody
// certain must see it and nobody is left who could complete it: then it had better be the state.
#pragma once

#include <cstdint>
#include <vector>

#include "sim/checkers/linearizability/lane.h"

namespace conclave::sim::linearizability {

class Wants {
 public:
  // Ops are named by their place in `ops`; all are left at first.
  Wants(const Lane& lane, const std::vector<Op>& ops);

  void take(std::uint32_t op);
  void put_back(std::uint32_t op);

  // Whether nobody is left who sees the state, or what it may grow into.
  bool nobody_sees(const Place& place) const {
    if (place.state == unseen) return true;
    return (with_appends_ ? sum(place.end) - sum(place.first) : wanted_[place.first]) == 0;
  }
  // Whether somebody who must see something never will from this state.
  bool is_hopeless(State state) const {
    if (state == unseen && writes_left_ == 0 && needs_left_ > 0) return true;
    if (stranded_ == 0) return false;
    const std::uint32_t value = lane_.value_of(state);
    return stranded_ > 1 || value == 0 || needed_[value] == 0 || makers_[value] > 0;
  }
  std::uint32_t differs_left() const { return differs_left_; }

  std::uint64_t bytes() const;

 private:
  struct Part {
    std::uint32_t sees = 0;  // a value
    bool must = false;
    bool writes = false;
    bool differs = false;
    std::uint32_t first_made = 0;  // in made_
    std::uint32_t end_made = 0;
  };

  void want(std::uint32_t value, std::uint32_t change);
  std::uint32_t sum(std::uint32_t end) const;  // of what is wanted below
  bool is_stranded(std::uint32_t value) const { return needed_[value] > 0 && makers_[value] == 0; }

  const Lane& lane_;
  bool with_appends_;
  std::vector<Part> parts_;
  std::vector<std::uint32_t> made_;    // the values that ops complete, op after op
  std::vector<std::uint32_t> needed_;  // by value: how many must see it
  std::vector<std::uint32_t> makers_;  // by value: how many can complete it
  // By value, how many must or may see it; with appends as a Fenwick tree, for sums over
  // neighbours.
  std::vector<std::uint32_t> wanted_;
  std::uint32_t stranded_ = 0;
  std::uint32_t writes_left_ = 0;
  std::uint32_t differs_left_ = 0;
  std::uint32_t needs_left_ = 0;
};

}  // namespace conclave::sim::linearizability

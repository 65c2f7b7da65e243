// Quick: what can be said of a lane without searching.
//
// Sound rules, each naming its witnesses, and the zone test of Gibbons and Korach ("Testing shared
// memories", 1997), all in O(n log n) but where a bound is named:
//
//   without appends
//   - a value that nobody wrote, or that nobody had begun to write when it was seen
//   - zones: the operations of one value are those that wrote or saw it. Between the first return
//     of one of them and the last invocation of another the register held that value (a forward
//     zone). Two forward zones never overlap, and no operation of another value lies wholly within
//     one. That convicts wherever a value has one writer, also among compare-and-sets. Where every
//     seen value has one writer and there is no compare-and-set, it is also all there is to know:
//     the lane is linearizable, and no search is needed.
//
//   with appends
//   - an append that had returned before a get began, with nothing about that could have erased it,
//     is in what the get saw (of the latest few appends)
//   - where there are only appends, what gets saw only grows
#pragma once

#include <string>
#include <vector>

#include "sim/checkers/linearizability/lane.h"

namespace conclave::sim::linearizability {

enum class Verdict : std::uint8_t { ok, violated, undecided };

struct Finding {
  Verdict verdict = Verdict::undecided;
  std::string story;                   // of a violation
  std::vector<std::size_t> witnesses;  // the ops that suffice for it, as places in the lane
};

Finding judge_quickly(const Lane& lane);

}  // namespace conclave::sim::linearizability

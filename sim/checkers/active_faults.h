// ActiveFaults: which faults were under way when, for the story of a violation. Some are told late:
// whether a history is linearizable is judged at the end, and what broke it lies far back.
#pragma once

#include <string>
#include <vector>

#include "sim/checkers/checker.h"
#include "sim/trace/trace.h"

namespace conclave::sim {

class ActiveFaults final : public Reader<ActiveFaults> {
 public:
  void on(const Occurrence& o, const FaultBegan& began);
  void on(const Occurrence& o, const FaultEnded& ended);
  void on(const Occurrence& o, const Healed& healed);

  // At that occurrence, in the order in which they began.
  std::vector<ActiveFault> at(Index index) const;

 private:
  struct Span {
    ActiveFault fault;
    Index until = no_cause;  // no_cause: it is under way
  };

  std::vector<Span> spans_;        // in the order in which they began
  std::vector<std::size_t> open_;  // those under way, by their places
};

// " Faults under way: f1 (partition, since #96)." or " No fault was under way."
std::string in_words(const std::vector<ActiveFault>& faults);

}  // namespace conclave::sim

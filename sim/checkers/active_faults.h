// ActiveFaults: which faults are under way, for the story of a violation.
#pragma once

#include <string>
#include <vector>

#include "sim/trace/trace.h"

namespace conclave::sim {

class ActiveFaults final : public Reader<ActiveFaults> {
 public:
  void on(const Occurrence& o, const FaultBegan& began);
  void on(const Occurrence& o, const FaultEnded& ended);
  void on(const Occurrence& o, const Healed& healed);

  bool none() const { return faults_.empty(); }
  // " Faults under way: f1 (partition, since #96)." or " No fault was under way."
  std::string in_words() const;

 private:
  struct Fault {
    std::string id, what;
    Index since = 0;
  };
  std::vector<Fault> faults_;
};

}  // namespace conclave::sim

// ActiveFaults: which faults are under way, for the story of a violation.
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

  bool none() const { return faults_.empty(); }
  const std::vector<ActiveFault>& now() const { return faults_; }
  // " Faults under way: f1 (partition, since #96)." or " No fault was under way."
  std::string in_words() const;

 private:
  std::vector<ActiveFault> faults_;
};

}  // namespace conclave::sim

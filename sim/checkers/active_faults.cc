// Which faults are under way, in words.
#include "sim/checkers/active_faults.h"

#include <fmt/format.h>

namespace conclave::sim {

void ActiveFaults::on(const Occurrence& o, const FaultBegan& began) {
  faults_.push_back({std::string(began.fault), std::string(began.what), o.index});
}

void ActiveFaults::on(const Occurrence&, const FaultEnded& ended) {
  std::erase_if(faults_, [&](const ActiveFault& fault) { return fault.id == ended.fault; });
}

void ActiveFaults::on(const Occurrence&, const Healed&) {
  faults_.clear();
}

std::string ActiveFaults::in_words() const {
  if (faults_.empty()) return " No fault was under way.";
  std::string words = " Faults under way:";
  for (const ActiveFault& fault : faults_) {
    words += fmt::format("{} {} ({}, since #{})", &fault == &faults_.front() ? "" : ",", fault.id,
                         fault.what, fault.since);
  }
  return words + ".";
}

}  // namespace conclave::sim

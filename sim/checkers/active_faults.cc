// Which faults were under way, in words.
#include "sim/checkers/active_faults.h"

#include <fmt/format.h>

namespace conclave::sim {

void ActiveFaults::on(const Occurrence& o, const FaultBegan& began) {
  open_.push_back(spans_.size());
  spans_.push_back({{std::string(began.fault), std::string(began.what), o.index}});
}

void ActiveFaults::on(const Occurrence& o, const FaultEnded& ended) {
  std::erase_if(open_, [&](std::size_t place) {
    Span& span = spans_[place];
    if (span.fault.id != ended.fault) return false;
    span.until = o.index;
    return true;
  });
}

void ActiveFaults::on(const Occurrence& o, const Healed&) {
  for (const std::size_t place : open_) spans_[place].until = o.index;
  open_.clear();
}

std::vector<ActiveFault> ActiveFaults::at(Index index) const {
  std::vector<ActiveFault> faults;
  for (const Span& span : spans_) {
    if (span.fault.since <= index && index < span.until) faults.push_back(span.fault);
  }
  return faults;
}

std::string in_words(const std::vector<ActiveFault>& faults) {
  if (faults.empty()) return " No fault was under way.";
  std::string words = " Faults under way:";
  for (const ActiveFault& fault : faults) {
    words += fmt::format("{} {} ({}, since #{})", &fault == &faults.front() ? "" : ",", fault.id,
                         fault.what, fault.since);
  }
  return words + ".";
}

}  // namespace conclave::sim

// From a judge's words to a plain value.
#include "sim/run/outcome.h"

namespace conclave::sim {

FoundViolation found_violation(const Violation& violation, const Vocabulary& cast) {
  FoundViolation found;
  found.check = violation.check;
  found.story = violation.story;
  found.at = violation.at;
  found.index = violation.index;
  if (const CheckerKind* kind = find_checker(violation.check)) {
    found.id = kind->id;
    found.promise = kind->promise;
  }
  for (const NodeId node : violation.where.nodes) {
    const std::size_t name = node.value() - 1;
    found.nodes.push_back(name < cast.names.size() ? cast.names[name]
                                                   : std::to_string(node.value()));
  }
  found.slot = violation.where.slot;
  found.epoch = violation.where.epoch;
  found.lines = violation.where.lines;
  found.faults = violation.faults;
  return found;
}

}  // namespace conclave::sim

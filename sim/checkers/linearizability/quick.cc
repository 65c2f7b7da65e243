// The rules in turn; the first that convicts tells its story.

#include "sim/checkers/linearizability/quick.h"

#include <optional>

#include "sim/checkers/linearizability/growth.h"
#include "sim/checkers/linearizability/zones.h"

namespace conclave::sim::linearizability {
namespace {

std::optional<Finding> contradiction(const Lane& lane) {
  for (std::size_t i = 0; i < lane.ops().size(); ++i) {
    const Op& op = lane.ops()[i];
    if (op.sees != impossible) continue;
    return Finding{Verdict::violated,
                   describe(lane.history(), lane.history().calls[op.call]) +
                       ": what it found is what it expected",
                   {i}};
  }
  return std::nullopt;
}

}  // namespace

Finding judge_quickly(const Lane& lane) {
  if (auto finding = contradiction(lane)) return *finding;
  return lane.with_appends() ? judge_growth(lane) : judge_zones(lane);
}

}  // namespace conclave::sim::linearizability

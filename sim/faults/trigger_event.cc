// Words to kinds of occurrences.
#include "sim/faults/trigger_event.h"

#include <algorithm>

#include "protocols/core/check.h"

namespace conclave::sim {
namespace {

constexpr std::string_view leader_elected = "leader_elected";

}  // namespace

std::vector<std::string> trigger_events() {
  std::vector<std::string> events{std::string(leader_elected)};
  for (const std::string_view name : kind_names) {
    // What faults and judges do sets off nothing, or faults could feed on themselves.
    if (name != FaultBegan::kind && name != FaultEnded::kind && name != Violated::kind) {
      events.emplace_back(name);
    }
  }
  return events;
}

TriggerEvent::TriggerEvent(std::string_view name, std::string_view of,
                           const std::vector<std::string>& addresses)
    : leader_(name == leader_elected) {
  if (leader_) kind_ = Trace::kind_index<const Became*>();
  for (std::size_t kind = 0; kind < kind_names.size(); ++kind) {
    if (kind_names[kind] == name) kind_ = kind;
  }
  if (of.empty()) return;
  const auto found = std::find(addresses.begin(), addresses.end(), of);
  ALWAYS(found != addresses.end());
  of_ = NodeId(static_cast<std::uint32_t>(found - addresses.begin() + 1));
}

void TriggerEvent::add_to(Kinds& kinds) const {
  if (kind_ < detail_kinds) kinds.set(kind_);
}

bool TriggerEvent::is(const Occurrence& o) const {
  if (o.what.index() != kind_ || (of_ != NodeId() && o.node != of_)) return false;
  return !leader_ || std::get<const Became*>(o.what)->role == Role::leader;
}

}  // namespace conclave::sim

// Words to kinds of occurrences.
#include "sim/faults/trigger_event.h"

#include <array>
#include <utility>

namespace conclave::sim {
namespace {

constexpr std::string_view leader_elected = "leader_elected";

template <std::size_t... I>
constexpr auto names_of_kinds(std::index_sequence<I...>) {
  return std::array<std::string_view, sizeof...(I)>{
      kind_name<std::variant_alternative_t<I, Detail>>()...};
}
constexpr auto kind_names = names_of_kinds(std::make_index_sequence<detail_kinds>{});

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

TriggerEvent::TriggerEvent(std::string_view name) : leader_(name == leader_elected) {
  if (leader_) kind_ = Trace::kind_index<const Became*>();
  for (std::size_t kind = 0; kind < kind_names.size(); ++kind) {
    if (kind_names[kind] == name) kind_ = kind;
  }
}

void TriggerEvent::add_to(Kinds& kinds) const {
  if (kind_ < detail_kinds) kinds.set(kind_);
}

bool TriggerEvent::is(const Occurrence& o) const {
  if (o.what.index() != kind_) return false;
  return !leader_ || std::get<const Became*>(o.what)->role == Role::leader;
}

}  // namespace conclave::sim

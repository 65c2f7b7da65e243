// Beginnings and ends.
#include "sim/faults/plan.h"

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

// The kind of occurrence that an event's word stands for; detail_kinds if none.
std::size_t kind_of_event(std::string_view event) {
  if (event == leader_elected) return Trace::kind_index<const Became*>();
  for (std::size_t kind = 0; kind < kind_names.size(); ++kind) {
    if (kind_names[kind] == event) return kind;
  }
  return detail_kinds;
}

bool is_event(const Occurrence& o, std::string_view event) {
  if (event != leader_elected) return true;
  const auto* became = std::get_if<const Became*>(&o.what);
  return became != nullptr && (*became)->role == Role::leader;
}

}  // namespace

std::vector<std::string> trigger_events() {
  std::vector<std::string> events{std::string(leader_elected)};
  for (const std::string_view name : kind_names) {
    if (name != FaultBegan::kind && name != FaultEnded::kind && name != Violated::kind) {
      events.emplace_back(name);
    }
  }
  return events;
}

Plan::Plan(Cluster& cluster, const Random& random, const std::vector<FaultSpec>& specs)
    : cluster_(cluster) {
  for (const FaultSpec& spec : specs) {
    items_.push_back({spec, random.fork("fault " + spec.id), {}});
    if (!spec.trigger.event.empty()) items_.back().kind = kind_of_event(spec.trigger.event);
  }
}

// A token says which item, and whether it ends.
void Plan::start() {
  EventLoop& loop = cluster_.loop();
  for (std::size_t n = 0; n < items_.size(); ++n) {
    const FaultTrigger& trigger = items_[n].spec.trigger;
    if (!trigger.event.empty()) continue;
    ++scheduled_;
    loop.at(Time(trigger.at), *this, n << 1);
  }
}

Kinds Plan::kinds() const {
  Kinds kinds;
  for (const Item& item : items_) {
    if (item.kind < detail_kinds) kinds.set(item.kind);
  }
  return kinds;
}

void Plan::record(const Occurrence& o) {
  if (ended_) return;
  for (std::size_t n = 0; n < items_.size(); ++n) {
    Item& item = items_[n];
    if (item.kind != o.what.index() || item.seen == item.spec.trigger.nth) continue;
    if (!is_event(o, item.spec.trigger.event)) continue;
    if (++item.seen < item.spec.trigger.nth) continue;
    // Never in the middle of a step: at the earliest as the next event at this time.
    item.cause = o.index;
    ++scheduled_;
    cluster_.loop().after(item.spec.trigger.delay, *this, n << 1);
  }
}

void Plan::fire(Token token) {
  --scheduled_;
  Item& item = items_[token >> 1];
  const bool ends = (token & 1) != 0;
  if (ended_ || (ends && !item.active)) return cluster_.loop().was_void();
  if (ends) {
    end(item);
  } else {
    begin(item, token >> 1);
  }
}

void Plan::begin(Item& item, std::size_t number) {
  const FaultSpec& spec = item.spec;
  if (spec.fault->ends_the_others()) {
    for (Item& other : items_) end(other);
  }
  item.text = spec.fault->aim(cluster_, item.random);
  item.begun = cluster_.trace().emit(cluster_.loop().now(), NodeId(), item.cause,
                                     FaultBegan{spec.id, spec.what, item.text});
  ++began_[spec.what];
  item.active = spec.fault->lasts();
  if (item.active && spec.lasts) {
    ++scheduled_;
    cluster_.loop().after(*spec.lasts, *this, number << 1 | 1);
  }
  spec.fault->begin(cluster_, item.begun);
}

void Plan::end(Item& item) {
  if (!item.active) return;
  item.active = false;
  const Index ended = cluster_.trace().emit(cluster_.loop().now(), NodeId(), item.begun,
                                            FaultEnded{item.spec.id, item.spec.what, item.text});
  item.spec.fault->end(cluster_, ended);
}

void Plan::end_all() {
  ended_ = true;
  for (Item& item : items_) end(item);
}

}  // namespace conclave::sim

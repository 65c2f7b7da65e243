// When each fault strikes.
#include "sim/faults/plan.h"

namespace conclave::sim {

Plan::Plan(Cluster& cluster, Strikes& strikes, const Random& random,
           const std::vector<FaultSpec>& specs)
    : cluster_(cluster), strikes_(strikes) {
  for (const FaultSpec& spec : specs) {
    items_.push_back({spec, random.fork("fault " + spec.id), {}});
    const FaultTrigger& trigger = spec.trigger;
    if (!trigger.event.empty()) {
      items_.back().event = TriggerEvent(trigger.event, trigger.of, cluster.names());
    }
  }
}

void Plan::start() {
  for (std::size_t n = 0; n < items_.size(); ++n) {
    const FaultTrigger& trigger = items_[n].spec.trigger;
    if (!trigger.event.empty()) continue;
    ++scheduled_;
    cluster_.loop().at(Time(trigger.at), *this, n);
  }
}

Kinds Plan::kinds() const {
  Kinds kinds;
  for (const Item& item : items_) item.event.add_to(kinds);
  return kinds;
}

void Plan::record(const Occurrence& o) {
  if (stopped_) return;
  for (std::size_t n = 0; n < items_.size(); ++n) {
    Item& item = items_[n];
    const FaultTrigger& trigger = item.spec.trigger;
    if (!item.event.is(o) || item.seen == trigger.nth || ++item.seen < trigger.nth) continue;
    // Never in the middle of a step: at the earliest as the next event at this time.
    item.cause = o.index;
    item.set_off_by = o.node;
    ++scheduled_;
    cluster_.loop().after(trigger.delay, *this, n);
  }
}

void Plan::fire(Token number) {
  --scheduled_;
  if (stopped_) return cluster_.loop().was_void();
  Item& item = items_[number];
  strikes_.begin(item.spec.id, item.spec.what, item.spec.fault, item.random, item.cause,
                 item.spec.lasts, item.set_off_by, true);
}

}  // namespace conclave::sim

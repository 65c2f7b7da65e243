// Plan: which fault strikes when: once each, at a time or on an event.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/faults/strikes.h"
#include "sim/faults/trigger_event.h"
#include "sim/kernel/event_loop.h"
#include "sim/trace/trace.h"
#include "sim/world/event_name.h"

namespace conclave::sim {

// When a fault strikes: at a time, or `delay` after the nth event of a kind.
struct FaultTrigger {
  Duration at{};
  std::string event;  // empty: by time. leader_elected, or the word for a kind in the trace
  std::uint64_t nth = 1;
  Duration delay{};
  std::string of;  // only what happens at this node or client counts; empty: at any
  friend bool operator==(const FaultTrigger&, const FaultTrigger&) = default;
};

struct FaultSpec {
  std::string id;    // names its random stream
  std::string what;  // a FaultKind's name
  FaultTrigger trigger;
  std::optional<Duration> lasts;  // nothing: until the end of the safety phase
  AnyFault fault;
};

class Plan final : public TraceSink, private Handler {
 public:
  // The specs are copied: a run changes nothing in its scenario.
  Plan(Cluster& cluster, Strikes& strikes, const Random& random,
       const std::vector<FaultSpec>& specs);

  void start();  // schedules what strikes by time
  // Nothing of the plan will strike by time any more, and nothing that struck is going to end by
  // itself. What a nemesis does is never over.
  bool over() const { return scheduled_ == 0 && strikes_.awaited() == 0; }
  void stop() { stopped_ = true; }  // nothing strikes from now on

  Kinds kinds() const override;
  void record(const Occurrence& occurrence) override;

 private:
  struct Item {
    FaultSpec spec;
    Random random;
    TriggerEvent event;
    std::uint64_t seen = 0;
    Index cause = no_cause;
    NodeId set_off_by;
  };

  void fire(Token item) override;
  EventName name(Token) const override { return event_name(EventSort::fault, NodeId()); }

  Cluster& cluster_;
  Strikes& strikes_;
  std::vector<Item> items_;
  std::size_t scheduled_ = 0;
  bool stopped_ = false;
};

}  // namespace conclave::sim

// Director: makes the steps of a schedule happen, one after the other.
//
// For each step it moves the clock on to the step's time and fires the pending event that the step
// names, or acts on faults and clients as the step says. What is due by itself until then happens
// before. Chance decides nothing that the step says.
#pragma once

#include "sim/client/client.h"
#include "sim/faults/strikes.h"
#include "sim/kernel/agenda.h"
#include "sim/run/schedule.h"
#include "sim/world/event_name.h"

namespace conclave::sim {

class Director final : public EventLoop::Watch {
 public:
  // All of them outlive the director.
  Director(EventLoop& loop, Cluster& cluster, Strikes& strikes, Clients& clients,
           const Random& random)
      : loop_(loop), cluster_(cluster), strikes_(strikes), clients_(clients), random_(random) {}

  // One event that happens by itself before this step does; false if there is none. Call it until
  // then, and take() the step after that.
  bool settle(const Step& step);
  bool settle();  // ... before the end
  // False if the step could not happen. Healing is not for the director: REQUIRES: another kind.
  bool take(const Step& step);

  void scheduled(EventLoop::Place place, Time due, EventLoop::Order order, EventName name) override;
  void fires(EventLoop::Place place) override { agenda_.remove(place); }
  void fired(bool) override {}

 private:
  bool settle_until(Time when);
  bool deliver(const Step& step);
  bool fire_earliest(EventName name);
  bool begin(const Step& step);

  EventLoop& loop_;
  Cluster& cluster_;
  Strikes& strikes_;
  Clients& clients_;
  const Random random_;
  Agenda agenda_{is_prompt};
};

}  // namespace conclave::sim

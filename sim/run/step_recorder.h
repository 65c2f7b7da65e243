// Step recorder: writes down a run as a schedule, while it happens.
//
// It watches the loop for what fires, and the trace for what chance and clients made of it. Told
// again (director.h), the schedule gives the same run, down to its fingerprint.
#pragma once

#include <map>
#include <optional>

#include "sim/faults/strikes.h"
#include "sim/kernel/agenda.h"
#include "sim/run/schedule.h"
#include "sim/trace/trace.h"
#include "sim/world/event_name.h"

namespace conclave::sim {

class StepRecorder final : public Reader<StepRecorder>, public EventLoop::Watch {
 public:
  // Both outlive the recorder.
  StepRecorder(const Cluster& cluster, const EventLoop& loop, const Strikes& strikes)
      : cluster_(cluster), loop_(loop), strikes_(strikes) {}

  Fate& fate() { return fate_; }  // where the network is to tell every packet's
  // What happened so far. A run that a false belief broke off ends with the step that broke it.
  Schedule schedule();

  void scheduled(EventLoop::Place place, Time due, EventLoop::Order order, EventName name) override;
  void fires(EventLoop::Place place) override;
  void fired(bool was_void) override;

  void on(const Occurrence& o, const FaultBegan& began);
  void on(const Occurrence& o, const FaultEnded& ended);
  void on(const Occurrence& o, const Crashed& crashed);
  void on(const Occurrence& o, const Healed& healed);
  void on(const Occurrence& o, const Invoked& invoked);
  void on(const Occurrence& o, const Returned& returned);
  void on(const Occurrence& o, const Sent& sent);

 private:
  // What a client did while its event fired.
  struct ClientsAct {
    std::optional<Step::Kind> kind;
    ClientId session;
    std::string text;
    NodeId asked;
  };

  Step& add(Step::Kind kind, Time at);
  void write_down();
  bool of_client() const;

  const Cluster& cluster_;
  const EventLoop& loop_;
  const Strikes& strikes_;
  Agenda agenda_{is_prompt};
  Schedule steps_;
  std::map<Index, std::size_t> crashing_;  // faults that crash nodes: their steps, by their lines

  bool in_event_ = false;   // an event fires
  bool by_itself_ = false;  // ... that takes no step
  bool open_ = false;       // ... and has written none yet
  bool first_ = false;      // when it fired, something else was due by itself
  EventName name_;          // of the event that fires
  std::size_t newer_ = 0;
  ClientsAct act_;
  Fate fate_;
};

}  // namespace conclave::sim

// From events and occurrences to steps.
#include "sim/run/step_recorder.h"

#include <utility>

#include "protocols/core/check.h"
#include "sim/faults/survivals.h"
#include "sim/world/client_message.h"

namespace conclave::sim {

Schedule StepRecorder::schedule() {
  if (in_event_) fired(false);
  return steps_;
}

// ---- The loop -----------------------------------------------------------------------------------

void StepRecorder::scheduled(EventLoop::Place place, Time due, EventLoop::Order order,
                             EventName name) {
  agenda_.add(place, loop_.now(), due, order, name);
}

void StepRecorder::fires(EventLoop::Place place) {
  const Agenda::Entry& entry = agenda_.at(place);
  in_event_ = true;
  by_itself_ = entry.by_itself;
  name_ = entry.name;
  newer_ = sort_of(name_) == EventSort::packet ? agenda_.newer(place) : 0;
  act_ = {};
  agenda_.remove(place);
  open_ = true;
  first_ = !by_itself_ && agenda_.by_itself_until(loop_.now()).has_value();
}

void StepRecorder::fired(bool was_void) {
  in_event_ = false;
  if (by_itself_) {
    open_ = false;
    return;
  }
  if (!was_void || of_client()) write_down();
  open_ = false;
}

bool StepRecorder::of_client() const {
  return sort_of(name_) == EventSort::client;
}

void StepRecorder::write_down() {
  switch (sort_of(name_)) {
    case EventSort::packet: {
      Step& step = add(Step::Kind::deliver, loop_.now());
      step.type = type_of(name_);
      step.nth = static_cast<std::uint32_t>(newer_) + 1;
      step.from = from_of(name_);
      step.node = node_of(name_);
      if (fate_.end != Fate::End::blocked && fate_.end != Fate::End::waits) step.fate = fate_;
      return;
    }
    case EventSort::timer: {
      Step& step = add(Step::Kind::timer, loop_.now());
      step.type = type_of(name_);
      step.node = node_of(name_);
      return;
    }
    case EventSort::sync: {
      add(Step::Kind::sync, loop_.now()).node = node_of(name_);
      return;
    }
    case EventSort::client: {
      if (!act_.kind) return;  // it had nothing to do
      Step& step = add(*act_.kind, loop_.now());
      step.from = node_of(name_);
      step.session = act_.session;
      if (step.kind != Step::Kind::give_up) step.node = act_.asked;
      step.text = std::move(act_.text);
      return;
    }
    case EventSort::own:    // happens by itself
    case EventSort::fault:  // is in the trace
    case EventSort::none:
      return;
  }
}

Step& StepRecorder::add(Step::Kind kind, Time at) {
  Step step;
  step.kind = kind;
  step.at = at.time_since_epoch();
  // What an event did first came before all that is due now; what it did then, before what is due
  // now as well since then.
  step.first = open_ ? first_ : agenda_.by_itself_until(at).has_value();
  open_ = false;
  steps_.push_back(std::move(step));
  return steps_.back();
}

// ---- The trace ----------------------------------------------------------------------------------

void StepRecorder::on(const Occurrence& o, const FaultBegan& began) {
  Step& step = add(Step::Kind::fault, o.at);
  step.text = began.fault;
  step.what = began.what;
  step.fault = strikes_.latest();
  step.cause = o.cause;
  if (step.fault->survivals() != nullptr) crashing_[o.index] = steps_.size() - 1;
}

void StepRecorder::on(const Occurrence& o, const FaultEnded& ended) {
  add(Step::Kind::end, o.at).text = ended.fault;
}

// What chance left of a disk is part of the fault from now on. Where nothing was unsynced, there is
// nothing to say.
void StepRecorder::on(const Occurrence& o, const Crashed& crashed) {
  const auto at = crashing_.find(o.cause);
  if (at == crashing_.end() || crashed.survived.empty()) return;
  const auto outcome = crash_outcome_from(crashed.survived);
  ALWAYS(outcome.has_value());
  steps_[at->second].fault->survivals()->decree(cluster_.name(o.node), *outcome);
}

void StepRecorder::on(const Occurrence& o, const Healed&) {
  add(Step::Kind::heal, o.at);
}

void StepRecorder::on(const Occurrence& o, const Invoked& invoked) {
  if (!in_event_ || !of_client() || o.node != node_of(name_) || act_.kind) return;
  act_.kind = Step::Kind::ask;
  act_.session = invoked.command->id.client;
  act_.text = std::string_view(invoked.command->body);
}

void StepRecorder::on(const Occurrence& o, const Returned& returned) {
  if (!in_event_ || !of_client() || o.node != node_of(name_) || act_.kind) return;
  act_.kind = Step::Kind::give_up;
  act_.session = returned.request.client;
}

void StepRecorder::on(const Occurrence& o, const Sent& sent) {
  if (!in_event_ || !of_client() || o.node != node_of(name_) || act_.asked != NodeId()) return;
  act_.asked = sent.to;
  if (act_.kind) return;
  ClientMessage message;
  ALWAYS(decode(sent.payload.bytes, message) && std::holds_alternative<ClientRequest>(message));
  act_.kind = Step::Kind::retry;
  act_.session = std::get<ClientRequest>(message).command.id.client;
}

}  // namespace conclave::sim

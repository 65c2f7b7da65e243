// Recording: who may call, who may return.

#include "sim/checkers/linearizability/recorder.h"

namespace conclave::sim::linearizability {

Recorder::Complaint Recorder::take(std::uint64_t event) {
  if (latest_ && event <= *latest_) return "event " + std::to_string(event) + " is out of order";
  if (event == never) return "the number of the event is too large";
  latest_ = event;
  return std::nullopt;
}

Recorder::Complaint Recorder::invoke(std::uint64_t event, std::uint64_t process,
                                     const Invocation& invocation) {
  const auto known = processes_.find(process);
  if (known != processes_.end() && known->second.open) {
    return "process " + std::to_string(process) +
           " invokes while it has a call under way, invoked at event " +
           std::to_string(history_.calls[known->second.call].invoked);
  }
  if (known != processes_.end() && known->second.gone) {
    return "process " + std::to_string(process) +
           " invokes although its last call ended in an unknown outcome";
  }
  if (auto complaint = take(event)) return complaint;
  Call call{.process = process, .f = invocation.f, .invoked = event};
  call.key = history_.words.of(invocation.key);
  call.written = history_.words.or_nil(invocation.written);
  call.expected = history_.words.or_nil(invocation.expected);
  processes_[process] = {.call = history_.calls.size(), .open = true};
  history_.calls.push_back(call);
  return std::nullopt;
}

Recorder::Complaint Recorder::complete(std::uint64_t event, std::uint64_t process,
                                       const Completion& completion) {
  const auto known = processes_.find(process);
  if (known == processes_.end() || !known->second.open) {
    return "process " + std::to_string(process) + " completes a call that it did not invoke";
  }
  Call& call = history_.calls[known->second.call];
  const Outcome outcome = completion.outcome;
  if (outcome == Outcome::mismatch && call.f != Function::cas) return "only a cas can mismatch";
  if (outcome == Outcome::ok && call.f == Function::get && !completion.saw) {
    return "a get that is ok must tell what it saw";
  }
  if (auto complaint = take(event)) return complaint;
  call.outcome = outcome;
  const bool can_see =
      (call.f == Function::get && outcome == Outcome::ok) || outcome == Outcome::mismatch;
  call.saw = can_see && completion.saw;
  if (call.saw) call.seen = history_.words.or_nil(completion.seen);
  if (outcome != Outcome::unknown) call.returned = event;
  known->second.open = false;
  known->second.gone = outcome == Outcome::unknown;
  return std::nullopt;
}

const Call* Recorder::under_way(std::uint64_t process) const {
  const auto known = processes_.find(process);
  if (known == processes_.end() || !known->second.open) return nullptr;
  return &history_.calls[known->second.call];
}

}  // namespace conclave::sim::linearizability

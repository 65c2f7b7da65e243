// Schedule: a run as an explicit list of what happens, in place of chance.
//
// Each step names one pending event of the world, or acts on it from outside. Whatever no step
// names never happens: a message that is not delivered is in flight for ever, a timer that is not
// named does not fire. What needs no choice takes no step: a node's messages to itself, and syncs
// of disks that take no time, happen before the next step does.
//
// Names hold in other runs too: a message is one of its type on its link, counted from the newest
// of those that wait there, and never a global number. So a schedule with some steps left out still
// tells nearly the same story: what is never delivered waits behind what is sent later. A step that
// cannot happen is skipped and counted.
//
// A schedule is a plain value: recorded (step_recorder.h), written by a person, or made smaller by
// sim/shrink; director.h tells it.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "sim/data/form.h"
#include "sim/faults/fault.h"
#include "sim/trace/occurrence.h"
#include "sim/world/fate.h"

namespace conclave::sim {

struct Step {
  enum class Kind : std::uint8_t {
    deliver,  // a packet from `from` is at the end of its way to `node`, and meets `fate`
    timer,    // of `node`
    sync,     // the disk of `node` has done what it was asked to
    ask,      // the client `from` asks `node` for `text`, as the session `session`
    retry,    // ... asks `node` again for what it waits for
    give_up,  // ... does not wait for it any more
    fault,    // `fault` begins under the name `text`
    end,      // the fault of the name `text` ends
    heal,     // the safety phase is over: everything is whole again
  };

  Kind kind = Kind::deliver;
  // It happens before messages to oneself and other things that are due at the same time; else it
  // waits for them.
  bool first = false;
  std::uint8_t type = 0;  // of the message (its first byte), or the number of the timer
  std::uint32_t nth = 1;  // of those of that type that wait on the link, newest first
  Duration at{};          // never before the step before it
  NodeId node, from;
  Fate fate;  // what blocks or stalls the link is none, but a fault's doing
  ClientId session;
  std::string text, what;  // `what`: the kind of fault
  AnyFault fault;
  Index cause = no_cause;  // of a fault: what set it off when it was recorded
};

using Schedule = std::vector<Step>;

// Who is who in a schedule's written form.
struct StepWords {
  std::vector<std::string> addresses;  // of address i + 1: nodes first, then clients
  std::size_t nodes = 0;
  std::vector<std::string_view> timers, messages;  // of the protocol
};

void describe(Form& form, Schedule& schedule, const StepWords& words);

}  // namespace conclave::sim

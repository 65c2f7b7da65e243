// From steps to events.
#include "sim/run/director.h"

#include "protocols/core/check.h"

namespace conclave::sim {

void Director::scheduled(EventLoop::Place place, Time due, EventLoop::Order order, EventName name) {
  agenda_.add(place, loop_.now(), due, order, name);
}

bool Director::settle(const Step& step) {
  const Time when = std::max(loop_.now(), Time(step.at));
  return settle_until(step.first ? when - Duration(1) : when);
}

bool Director::settle() {
  return settle_until(loop_.now());
}

bool Director::settle_until(Time when) {
  const auto place = agenda_.by_itself_until(when);
  if (!place) return false;
  loop_.move_to(agenda_.at(*place).due);
  loop_.fire(*place);
  return true;
}

bool Director::take(const Step& step) {
  loop_.move_to(Time(step.at));
  switch (step.kind) {
    case Step::Kind::deliver:
      return deliver(step);
    case Step::Kind::timer:
      return fire_earliest(event_name(EventSort::timer, step.node, step.type));
    case Step::Kind::sync:
      return fire_earliest(event_name(EventSort::sync, step.node));
    case Step::Kind::ask:
      return clients_.ask(step.from, step.session, step.text, step.node);
    case Step::Kind::retry:
      return clients_.ask_again(step.from, step.session, step.node);
    case Step::Kind::give_up:
      return clients_.give_up(step.from, step.session);
    case Step::Kind::fault:
      return begin(step);
    case Step::Kind::end:
      return strikes_.end(step.text);
    case Step::Kind::heal:
      break;
  }
  NEVER("a step that is not for the director");
}

bool Director::deliver(const Step& step) {
  const EventName name = event_name(EventSort::packet, step.node, step.type, step.from);
  const auto place = agenda_.find(name, step.nth - 1);
  if (!place) return false;
  cluster_.network().decree(step.fate);
  loop_.fire(*place);
  return true;
}

// A timer that was moved or stopped, and a sync of an earlier life, leave events behind that do
// nothing.
bool Director::fire_earliest(EventName name) {
  const std::uint64_t before = loop_.fired();
  while (const auto place = agenda_.earliest(name)) {
    loop_.fire(*place);
    if (loop_.fired() != before) return true;
  }
  return false;
}

bool Director::begin(const Step& step) {
  if (strikes_.has(step.text)) return false;  // who is to end would be anybody's guess
  Random random = random_.fork("fault " + step.text);
  strikes_.begin(step.text, step.what, step.fault, random, step.cause, std::nullopt);
  return true;
}

}  // namespace conclave::sim

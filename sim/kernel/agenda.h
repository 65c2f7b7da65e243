// Agenda: the pending events of a loop by name, for runs that are recorded or directed.
//
// Events of one name stand in the order in which they were scheduled. Some happen by themselves,
// and no schedule says a word about them: those without a name, and those of a prompt kind that
// were due the moment they were scheduled, for time cannot go on without them.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <vector>

#include "sim/kernel/event_loop.h"

namespace conclave::sim {

class Agenda {
 public:
  using Place = EventLoop::Place;

  struct Entry {
    EventName name;
    Time due{};
    EventLoop::Order order = 0;
    bool by_itself = false;
  };

  explicit Agenda(bool (*prompt)(EventName)) : prompt_(prompt) {}

  void add(Place place, Time now, Time due, EventLoop::Order order, EventName name);
  void remove(Place place);

  const Entry& at(Place place) const { return entries_.at(place); }
  // How many of its name were scheduled after it.
  std::size_t newer(Place place) const;
  // The one of a name with so many newer ones; nothing if there are not as many.
  std::optional<Place> find(EventName name, std::size_t newer) const;
  // Of a name, the one that is due first.
  std::optional<Place> earliest(EventName name) const;

  // Of those that happen by themselves, the first; nothing if none is due by then.
  std::optional<Place> by_itself_until(Time when) const;

 private:
  using Due = std::tuple<Time, EventLoop::Order, Place>;

  bool (*const prompt_)(EventName);
  std::vector<Entry> entries_;  // by place; what is not pending means nothing
  std::map<EventName, std::vector<Place>> by_name_;
  std::set<Due> by_themselves_;
};

}  // namespace conclave::sim

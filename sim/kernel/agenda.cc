// Lists by name.
#include "sim/kernel/agenda.h"

#include <algorithm>

#include "protocols/core/check.h"

namespace conclave::sim {

void Agenda::add(Place place, Time now, Time due, EventLoop::Order order, EventName name) {
  if (place >= entries_.size()) entries_.resize(place + 1);
  const bool by_itself = name == EventName{} || (due <= now && prompt_(name));
  entries_[place] = {name, due, order, by_itself};
  if (by_itself) {
    by_themselves_.insert({due, order, place});
  } else {
    by_name_[name].push_back(place);
  }
}

void Agenda::remove(Place place) {
  const Entry& entry = entries_.at(place);
  if (entry.by_itself) {
    by_themselves_.erase({entry.due, entry.order, place});
    return;
  }
  const auto named = by_name_.find(entry.name);
  ALWAYS(named != by_name_.end());
  std::vector<Place>& places = named->second;
  places.erase(std::find(places.begin(), places.end(), place));
  if (places.empty()) by_name_.erase(named);
}

std::size_t Agenda::newer(Place place) const {
  const auto named = by_name_.find(entries_.at(place).name);
  if (named == by_name_.end()) return 0;
  const std::vector<Place>& places = named->second;
  const auto at = std::find(places.begin(), places.end(), place);
  return static_cast<std::size_t>(places.end() - at) - 1;
}

std::optional<Agenda::Place> Agenda::find(EventName name, std::size_t newer) const {
  const auto named = by_name_.find(name);
  if (named == by_name_.end() || newer >= named->second.size()) return std::nullopt;
  return named->second[named->second.size() - 1 - newer];
}

std::optional<Agenda::Place> Agenda::earliest(EventName name) const {
  const auto named = by_name_.find(name);
  if (named == by_name_.end()) return std::nullopt;
  return *std::min_element(named->second.begin(), named->second.end(), [&](Place a, Place b) {
    return std::tie(entries_[a].due, entries_[a].order) <
           std::tie(entries_[b].due, entries_[b].order);
  });
}

std::optional<Agenda::Place> Agenda::by_itself_until(Time when) const {
  if (by_themselves_.empty() || std::get<Time>(*by_themselves_.begin()) > when) return std::nullopt;
  return std::get<Place>(*by_themselves_.begin());
}

}  // namespace conclave::sim

#include "tools/breakpoint.h"

// Conditions on members of a line, by their text.

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <optional>

#include "sim/data/json.h"
#include "sim/data/words.h"
#include "sim/trace/occurrence.h"

namespace conclave::tools {
namespace {

// A word and what it means, the longer ones first.
constexpr std::string_view relations[] = {"!=", "<=", ">=", ":", "=", "<", ">"};

std::vector<std::string> steps_of(std::string_view path) {
  std::vector<std::string> steps;
  while (true) {
    const auto dot = path.find('.');
    steps.emplace_back(path.substr(0, dot));
    if (dot == std::string_view::npos) return steps;
    path.remove_prefix(dot + 1);
  }
}

std::optional<std::int64_t> number_in(const std::string& text) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return number;
}

// A kind that no line has would never stop anything.
std::optional<sim::InputError> unknown_kind(const std::vector<std::string>& path,
                                            const std::string& value) {
  const std::vector<std::string> known(sim::kind_names.begin(), sim::kind_names.end());
  if (path != std::vector<std::string>{"kind"} ||
      std::find(known.begin(), known.end(), value) != known.end()) {
    return std::nullopt;
  }
  return sim::InputError{"",
                         "unknown kind " + sim::in_quotes(value) + sim::suggestion(value, known)};
}

const sim::Json* member_at(const sim::Json& line, const std::vector<std::string>& path) {
  const sim::Json* at = &line;
  for (const std::string& step : path) {
    if (at->is_object()) {
      const auto found = at->find(step);
      if (found == at->end()) return nullptr;
      at = &*found;
    } else {
      const auto index = number_in(step);
      if (!at->is_array() || !index || *index < 0) return nullptr;
      if (static_cast<std::size_t>(*index) >= at->size()) return nullptr;
      at = &(*at)[static_cast<std::size_t>(*index)];
    }
  }
  return at;
}

}  // namespace

sim::Result<Breakpoint> Breakpoint::parse(std::string_view text) {
  Breakpoint breakpoint;
  const std::string_view whole = text;
  while (!text.empty()) {
    const auto space = std::min(text.find(' '), text.size());
    const std::string_view term = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (term.empty()) continue;
    const auto at = term.find_first_of("!<>=:");
    std::string_view relation;
    for (const std::string_view each : relations) {
      const bool here = at != std::string_view::npos && term.substr(at).starts_with(each);
      if (here && relation.empty()) relation = each;
    }
    if (relation.empty() || at == 0 || at + relation.size() == term.size()) {
      return sim::InputError{"", sim::in_quotes(term) + " is not like kind:recv"};
    }
    Condition condition;
    condition.path = steps_of(term.substr(0, at));
    condition.value = term.substr(at + relation.size());
    condition.relation = relation == "!="   ? Relation::is_not
                         : relation == "<=" ? Relation::at_most
                         : relation == ">=" ? Relation::at_least
                         : relation == "<"  ? Relation::less
                         : relation == ">"  ? Relation::greater
                                            : Relation::is;
    const bool ordered =
        condition.relation != Relation::is && condition.relation != Relation::is_not;
    if (ordered && !number_in(condition.value)) {
      return sim::InputError{"", sim::in_quotes(term) + " compares with what is no whole number"};
    }
    if (const auto error = unknown_kind(condition.path, condition.value)) return *error;
    breakpoint.conditions_.push_back(std::move(condition));
  }
  if (breakpoint.conditions_.empty()) {
    return sim::InputError{"", sim::in_quotes(whole) + " names no member, such as kind:recv"};
  }
  return breakpoint;
}

bool Breakpoint::holds(Relation relation, const std::string& found, const std::string& value) {
  if (relation == Relation::is) return found == value;
  if (relation == Relation::is_not) return found != value;
  const auto a = number_in(found), b = number_in(value);
  if (!a || !b) return false;
  switch (relation) {
    case Relation::less:
      return *a < *b;
    case Relation::at_most:
      return *a <= *b;
    case Relation::greater:
      return *a > *b;
    default:
      return *a >= *b;
  }
}

bool Breakpoint::matches(std::string_view line) const {
  const sim::Json json = sim::Json::parse(line, nullptr, false);
  if (!json.is_object()) return false;
  return std::all_of(conditions_.begin(), conditions_.end(), [&](const Condition& condition) {
    const sim::Json* member = member_at(json, condition.path);
    if (member == nullptr) return false;  // what is not there is neither this nor something else
    const std::string found =
        member->is_string() ? member->get<std::string>()
                            : member->dump(-1, ' ', false, sim::Json::error_handler_t::replace);
    return holds(condition.relation, found, condition.value);
  });
}

}  // namespace conclave::tools

#include "tools/breakpoint.h"

// Members of a line, by their text.

#include <algorithm>

#include "sim/data/words.h"
#include "sim/trace/json_scanner.h"

namespace conclave::tools {

sim::Result<Breakpoint> Breakpoint::parse(std::string_view text) {
  Breakpoint breakpoint;
  const std::string_view whole = text;
  while (!text.empty()) {
    const auto space = std::min(text.find(' '), text.size());
    const std::string_view term = text.substr(0, space);
    text.remove_prefix(std::min(space + 1, text.size()));
    if (term.empty()) continue;
    const auto colon = term.find(':');
    if (colon == 0 || colon == std::string_view::npos || colon + 1 == term.size()) {
      return sim::InputError{"", sim::in_quotes(term) + " is not like kind:recv"};
    }
    breakpoint.members_.emplace_back(term.substr(0, colon), term.substr(colon + 1));
  }
  if (breakpoint.members_.empty()) {
    return sim::InputError{"", sim::in_quotes(whole) + " names no member, such as kind:recv"};
  }
  return breakpoint;
}

bool Breakpoint::matches(std::string_view line) const {
  std::size_t met = 0;
  sim::JsonScanner in(line);
  in.open();
  std::string value;
  while (in.next_key()) {
    const std::string key(in.key());
    if (in.is_string()) {
      in.string(value);
    } else {
      value = in.raw();
    }
    met += static_cast<std::size_t>(
        std::count(members_.begin(), members_.end(), std::pair(key, value)));
  }
  return in.done() && met == members_.size();
}

}  // namespace conclave::tools

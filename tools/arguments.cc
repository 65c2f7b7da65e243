#include "tools/arguments.h"

// The sorts of values, each as a way to take one.

#include <algorithm>
#include <charconv>
#include <limits>

#include "sim/data/words.h"

namespace conclave::tools {
namespace {

std::optional<std::string> take_bool(const std::string& text, bool& value) {
  for (const char* yes : {"true", "1", "yes", "on"}) {
    if (text == yes) return value = true, std::nullopt;
  }
  for (const char* no : {"false", "0", "no", "off"}) {
    if (text == no) return value = false, std::nullopt;
  }
  return sim::in_quotes(text) + " is neither true nor false";
}

}  // namespace

sim::Result<std::uint64_t> parse_count(std::string_view text) {
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error == std::errc::result_out_of_range) {
    return sim::InputError{"", sim::in_quotes(text) + " is too large"};
  }
  if (error != std::errc() || end != text.data() + text.size()) {
    return sim::InputError{"", sim::in_quotes(text) + " is not a whole number"};
  }
  return value;
}

void Arguments::positional(std::string name, std::string meaning, std::string& value) {
  option({std::move(name), "", std::move(meaning), false, true},
         [&value](const std::string& text) -> std::optional<std::string> {
           value = text;
           return std::nullopt;
         });
}

void Arguments::positionals(std::string name, std::string meaning,
                            std::vector<std::string>& values) {
  option({std::move(name), "", std::move(meaning), true, true},
         [&values](const std::string& text) -> std::optional<std::string> {
           values.push_back(text);
           return std::nullopt;
         });
}

void Arguments::last_positional(std::string name, std::string meaning,
                                std::optional<std::string>& value) {
  option({std::move(name), "", std::move(meaning)},
         [&value](const std::string& text) -> std::optional<std::string> {
           value = text;
           return std::nullopt;
         });
}

void Arguments::flag(std::string name, std::string meaning, bool& value) {
  option({std::move(name), "", std::move(meaning)},
         [&value](const std::string& text) { return take_bool(text, value); });
}

void Arguments::text(std::string name, std::string unit, std::string meaning,
                     std::optional<std::string>& value) {
  option({std::move(name), std::move(unit), std::move(meaning)},
         [&value](const std::string& text) -> std::optional<std::string> {
           value = text;
           return std::nullopt;
         });
}

void Arguments::texts(std::string name, std::string unit, std::string meaning,
                      std::vector<std::string>& values) {
  option({std::move(name), std::move(unit), std::move(meaning), true},
         [&values](const std::string& text) -> std::optional<std::string> {
           values.push_back(text);
           return std::nullopt;
         });
}

void Arguments::count(std::string name, std::string unit, std::string meaning,
                      std::optional<std::uint64_t>& value) {
  parsed(std::move(name), std::move(unit), std::move(meaning), value, parse_count);
}

void Arguments::flag_or_count(std::string name, std::string meaning,
                              std::optional<std::uint64_t>& value) {
  option({std::move(name), "", std::move(meaning)},
         [&value](const std::string& text) -> std::optional<std::string> {
           bool set = true;
           if (const auto count = parse_count(text)) {
             value = *count;
             return std::nullopt;
           }
           const auto error = take_bool(text, set);
           if (!error && set) value = std::numeric_limits<std::uint64_t>::max();
           return error;
         });
}

void Arguments::choice(std::string name, std::vector<std::string> choices, std::string meaning,
                       std::string& value) {
  std::string unit;
  for (const std::string& each : choices) unit += (unit.empty() ? "" : "|") + each;
  const bool required = !name.starts_with("--");
  if (required) meaning += ": " + sim::listed(choices);  // help does not print its unit
  option({std::move(name), unit, std::move(meaning), false, required},
         [&value, choices](const std::string& text) -> std::optional<std::string> {
           if (std::find(choices.begin(), choices.end(), text) == choices.end()) {
             return sim::in_quotes(text) + " is not " + sim::listed(choices);
           }
           value = text;
           return std::nullopt;
         });
}

}  // namespace conclave::tools

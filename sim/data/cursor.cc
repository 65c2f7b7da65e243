#include "sim/data/cursor.h"

// The checked accessors: each says what it wants, and what stands there instead.

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "sim/data/json_text.h"
#include "sim/data/words.h"

namespace conclave::sim {
namespace {

// What stands there, in words.
std::string in_words(const Json& value) {
  if (value.is_object()) return value.empty() ? "an empty object" : "an object";
  if (value.is_array()) return value.empty() ? "an empty list" : "a list";
  if (value.is_string()) return in_quotes(value.get_ref<const std::string&>());
  return value.dump();
}

// JSON does not tell 2000000 from 2e6, and neither do we.
std::optional<std::int64_t> whole_number(const Json& value) {
  constexpr double exact = 9007199254740992.0;  // 2^53
  if (value.is_number_unsigned()) {
    const auto number = value.get<std::uint64_t>();
    if (number > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) {
      return std::nullopt;
    }
    return static_cast<std::int64_t>(number);
  }
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_number_float()) return std::nullopt;
  const auto number = value.get<double>();
  if (std::abs(number) > exact || number != std::floor(number)) return std::nullopt;
  return static_cast<std::int64_t>(number);
}

bool is_name(std::string_view text) {
  constexpr std::string_view allowed =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-.";
  return !text.empty() && text.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

void Reading::wrong(std::string place, std::string what) {
  if (errors_.size() < most) {
    errors_.push_back({std::move(place), std::move(what)});
  } else if (errors_.size() == most) {
    errors_.push_back({"", "and there are more errors"});
  }
}

void Reading::name_duration(std::string name, Duration value) {
  durations_.emplace_back(std::move(name), value);
}

Result<Duration> Reading::named_duration(std::string_view name) const {
  std::vector<std::string> names;
  for (const auto& [known, value] : durations_) {
    if (known == name) return value;
    names.push_back(known);
  }
  return InputError{
      "", "no duration has the name " + in_quotes(name) + " here" + suggestion(name, names)};
}

void Reading::declare(std::string sort, std::vector<std::string> words) {
  words_[std::move(sort)] = std::move(words);
}

const std::vector<std::string>* Reading::declared(std::string_view sort) const {
  const auto found = words_.find(sort);
  return found == words_.end() ? nullptr : &found->second;
}

void Cursor::wants(std::string_view what) const {
  if (value_->is_discarded()) return;  // the text was complained of: one mistake, one error
  wrong("must be " + std::string(what) + ", not " + in_words(*value_));
}

bool Cursor::has(std::string_view key) const {
  return value_->is_object() && value_->find(std::string(key)) != value_->end();
}

Cursor Cursor::member(std::string_view key) const {
  ALWAYS(has(key));
  return {*value_->find(std::string(key)), pointer_join(pointer_, key), *reading_};
}

Cursor Cursor::element(std::size_t index) const {
  ALWAYS(value_->is_array() && index < value_->size());
  return {(*value_)[index], pointer_join(pointer_, index), *reading_};
}

std::optional<std::vector<Cursor>> Cursor::elements() const {
  if (!value_->is_array()) return wants("a list"), std::nullopt;
  std::vector<Cursor> out;
  for (std::size_t i = 0; i < value_->size(); ++i) out.push_back(element(i));
  return out;
}

std::optional<bool> Cursor::boolean() const {
  if (!value_->is_boolean()) return wants("true or false"), std::nullopt;
  return value_->get<bool>();
}

std::optional<std::int64_t> Cursor::integer(std::int64_t min, std::int64_t max) const {
  const auto number = whole_number(*value_);
  if (!number || *number < min || *number > max) {
    wants("a whole number from " + std::to_string(min) + " to " + std::to_string(max));
    return std::nullopt;
  }
  return number;
}

std::optional<std::string> Cursor::text(TextRule rule) const {
  const bool name = rule.kind == TextRule::Kind::name;
  if (!value_->is_string()) return wants(name ? "a name" : "a text"), std::nullopt;
  const auto& text = value_->get_ref<const std::string&>();
  if (text.size() > rule.longest) {
    wrong("is too long: at most " + std::to_string(rule.longest) + " bytes");
    return std::nullopt;
  }
  if (name && !is_name(text)) {
    return wants("a name of letters, digits, \"_\", \"-\" and \".\""), std::nullopt;
  }
  return text;
}

template <typename T>
std::optional<T> Cursor::quantity(Result<T> (*parse)(std::string_view), std::string_view what,
                                  std::string_view unit) const {
  if (value_->is_number()) {
    const std::string number = value_->dump();
    const bool negative = number[0] == '-';
    const std::string example = in_quotes(number + std::string(unit));
    wrong(negative ? std::string(what) + " cannot be negative: " + number
                   : number + " needs a unit, such as " + example);
    return std::nullopt;
  }
  if (!value_->is_string()) {
    return wants(std::string(what) + " in quotes, such as \"50" + std::string(unit) + '"'),
           std::nullopt;
  }
  const Result<T> parsed = parse(value_->get_ref<const std::string&>());
  if (parsed) return *parsed;
  for (const InputError& error : parsed.errors()) wrong(error.what);
  return std::nullopt;
}

std::optional<Duration> Cursor::duration(Span span) const {
  const bool relative =
      value_->is_string() && value_->get_ref<const std::string&>().find('*') != std::string::npos;
  std::optional<Duration> found;
  if (relative) {
    const auto scaled = quantity(parse_scaled_duration, "a duration", "ms");
    if (!scaled) return std::nullopt;
    Result<Duration> base = reading_->named_duration(scaled->of);
    const Result<Duration> result = base ? scale(*base, scaled->billionths) : base;
    if (!result) return wrong(result.errors().front().what), std::nullopt;
    found = *result;
  } else {
    found = quantity(parse_duration, "a duration", "ms");
  }
  if (!found) return std::nullopt;
  if (*found < span.min || *found > span.max) {
    wants("a duration from " + duration_text(span.min) + " to " + duration_text(span.max));
    return std::nullopt;
  }
  return found;
}

std::optional<Duration> Cursor::offset() const {
  return quantity(parse_offset, "an offset", "ms");
}

std::optional<Billionths> Cursor::probability() const {
  const auto found =
      value_->is_number() ? parse_probability(value_->get<double>()) : InputError{"", ""};
  if (!found) return wants("a probability, a number from 0 to 1"), std::nullopt;
  return *found;
}

std::optional<Billionths> Cursor::weight() const {
  constexpr std::uint64_t most = 1'000'000;
  const auto found =
      value_->is_number() ? parse_billionths(value_->get<double>(), most) : InputError{"", ""};
  if (!found) return wants("a number from 0 to " + std::to_string(most)), std::nullopt;
  return *found;
}

std::optional<std::uint64_t> Cursor::size() const {
  return quantity(parse_size, "a size", "KiB");
}

std::optional<Rate> Cursor::rate() const {
  return quantity(parse_rate, "a rate", "/s");
}

std::optional<std::uint64_t> Cursor::bandwidth() const {
  const auto found = quantity(parse_bandwidth, "a bandwidth", "Mbps");
  if (found && *found == 0) return wants("a bandwidth above zero"), std::nullopt;
  return found;
}

std::optional<std::uint64_t> Cursor::seed() const {
  if (value_->is_number_unsigned()) return value_->get<std::uint64_t>();
  if (!value_->is_string()) {
    return wants("a seed: a number, or a text such as \"0x5eed\""), std::nullopt;
  }
  const Result<std::uint64_t> parsed = parse_seed(value_->get_ref<const std::string&>());
  if (!parsed) return wrong(parsed.errors().front().what), std::nullopt;
  return *parsed;
}

std::optional<std::string> Cursor::word(std::string_view sort) const {
  constexpr std::size_t longest = 80;
  auto found = text(TextRule{longest});
  const auto* known = reading_->declared(sort);
  if (!found || known == nullptr) return found;
  if (std::find(known->begin(), known->end(), *found) != known->end()) return found;
  wrong("unknown " + std::string(sort) + " " + in_quotes(*found) + suggestion(*found, *known));
  return std::nullopt;
}

std::optional<std::size_t> Cursor::choice(const std::vector<std::string>& names) const {
  if (!value_->is_string()) return wants(listed(names)), std::nullopt;
  const auto& word = value_->get_ref<const std::string&>();
  const auto found = std::find(names.begin(), names.end(), word);
  if (found == names.end()) {
    return wrong(in_quotes(word) + " is unknown" + suggestion(word, names)), std::nullopt;
  }
  return static_cast<std::size_t>(found - names.begin());
}

FieldsReader::FieldsReader(Cursor object) : object_(std::move(object)) {
  if (!object_.json().is_object()) object_.wants("an object");
}

std::optional<Cursor> FieldsReader::find(std::string_view key) {
  known_.emplace_back(key);
  if (!object_.has(key)) return std::nullopt;
  return object_.member(key);
}

std::optional<Cursor> FieldsReader::require(std::string_view key, std::string_view meaning) {
  auto found = find(key);
  if (!found && object_.json().is_object()) {
    object_.reading().wrong(pointer_join(object_.pointer(), key),
                            "is missing: " + std::string(meaning));
  }
  return found;
}

void FieldsReader::refuse_the_rest() const {
  if (!object_.json().is_object()) return;
  for (const auto& [key, value] : object_.json().items()) {
    if (object_.reading().full()) return;  // guessing what was meant costs more than looking
    if (std::find(known_.begin(), known_.end(), key) != known_.end()) continue;
    object_.reading().wrong(pointer_join(object_.pointer(), key),
                            "unknown key" + suggestion(key, known_));
  }
}

}  // namespace conclave::sim

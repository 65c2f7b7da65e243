// Six kinds of generators, and quantities of every unit as integers.
#include "sim/run/generator.h"

#include <algorithm>
#include <limits>
#include <nlohmann/json.hpp>

#include "protocols/core/check.h"
#include "sim/data/json_text.h"
#include "sim/data/units.h"
#include "sim/data/words.h"

namespace conclave::sim {
namespace {

// ---- Quantities ---------------------------------------------------------------------------------

// Both ends of a range as integers of one unit, and the way back.
struct Range {
  std::uint64_t least = 0, most = 0;
  Json (*written)(std::uint64_t) = nullptr;
};

using Read = std::optional<std::uint64_t> (*)(const Json&);

std::optional<std::string> text_in(const Json& value) {
  if (!value.is_string()) return std::nullopt;
  return value.get<std::string>();
}

std::optional<std::uint64_t> read_duration(const Json& value) {
  const auto text = text_in(value);
  if (!text) return std::nullopt;
  const auto duration = parse_duration(*text);
  if (!duration) return std::nullopt;
  return static_cast<std::uint64_t>(duration->count());
}
std::optional<std::uint64_t> read_size(const Json& value) {
  const auto text = text_in(value);
  if (!text) return std::nullopt;
  const auto bytes = parse_size(*text);
  if (!bytes) return std::nullopt;
  return *bytes;
}
std::optional<std::uint64_t> read_bandwidth(const Json& value) {
  const auto text = text_in(value);
  if (!text) return std::nullopt;
  const auto bits = parse_bandwidth(*text);
  if (!bits) return std::nullopt;
  return *bits;
}
// In thousandths of a hertz, which is as fine as anyone writes them.
constexpr Duration rate_unit = std::chrono::seconds(1000);
std::optional<std::uint64_t> read_rate(const Json& value) {
  const auto text = text_in(value);
  if (!text) return std::nullopt;
  const auto rate = parse_rate(*text);
  constexpr auto most = std::numeric_limits<std::uint64_t>::max();
  const auto unit = static_cast<std::uint64_t>(rate_unit.count());
  if (!rate || rate->count > most / unit) return std::nullopt;
  return rate->count * unit / static_cast<std::uint64_t>(rate->per.count());
}
std::optional<std::uint64_t> read_whole(const Json& value) {
  if (!value.is_number_integer() || value < 1) return std::nullopt;
  return value.get<std::uint64_t>();
}
std::optional<std::uint64_t> read_number(const Json& value) {
  if (!value.is_number()) return std::nullopt;
  const auto billionths = parse_billionths(value.get<double>(), 1'000'000);
  if (!billionths) return std::nullopt;
  return billionths->value;
}

Json write_duration(std::uint64_t value) {
  return duration_text(Duration(static_cast<Duration::rep>(value)));
}
Json write_size(std::uint64_t value) {
  return size_text(value);
}
Json write_bandwidth(std::uint64_t value) {
  return bandwidth_text(value);
}
Json write_rate(std::uint64_t value) {
  // In lowest terms by thousands, which is all that the text needs: "40/s" and not "40000/1000s".
  if (value % 1000 == 0) return rate_text({value / 1000, std::chrono::seconds(1)});
  return rate_text({value, rate_unit});
}
Json write_whole(std::uint64_t value) {
  return value;
}
Json write_number(std::uint64_t value) {
  return Billionths{value}.number();
}

struct Unit {
  Read read;
  Json (*write)(std::uint64_t);
};

std::optional<Range> range_of(const Json& value, std::initializer_list<Unit> units) {
  if (!value.is_array() || value.size() != 2) return std::nullopt;
  for (const Unit& unit : units) {
    const auto least = unit.read(value[0]), most = unit.read(value[1]);
    if (least && most && *least <= *most) return Range{*least, *most, unit.write};
  }
  return std::nullopt;
}

constexpr Unit duration_unit{read_duration, write_duration};
constexpr Unit size_unit{read_size, write_size};
constexpr Unit bandwidth_unit{read_bandwidth, write_bandwidth};
constexpr Unit rate_unit_of{read_rate, write_rate};
constexpr Unit whole_unit{read_whole, write_whole};
constexpr Unit number_unit{read_number, write_number};

std::optional<Range> uniform_range(const Json& value) {
  return range_of(value, {duration_unit, size_unit, bandwidth_unit, rate_unit_of, number_unit});
}
std::optional<Range> log_range(const Json& value) {
  const auto range = range_of(
      value, {duration_unit, size_unit, bandwidth_unit, rate_unit_of, whole_unit, number_unit});
  return range && range->least > 0 ? range : std::nullopt;
}

// To three digits, but not out of the range.
std::uint64_t rounded(std::uint64_t value, const Range& range) {
  std::uint64_t unit = 1;
  while (value / unit >= 1000) unit *= 10;
  return std::clamp(value / unit * unit, range.least, range.most);
}

std::uint64_t within(std::uint64_t least, std::uint64_t most, Random& random) {
  if (most - least == std::numeric_limits<std::uint64_t>::max()) return random.next();
  return least + random.below(most - least + 1);
}

// Each doubling of the least is as likely as the next, and within one all values are; what is left
// of the last has its share.
std::uint64_t log_within(const Range& range, Random& random) {
  constexpr std::uint64_t share = 1'000'000;
  std::uint64_t doublings = 0, low = range.least;
  while (low <= range.most / 2) {
    low *= 2;
    ++doublings;
  }
  __extension__ using Wide = unsigned __int128;
  const auto rest = static_cast<std::uint64_t>(Wide(range.most - low) * share / low);
  const std::uint64_t drawn = random.below(doublings * share + rest + 1);
  const std::uint64_t from = range.least << std::min(drawn / share, doublings);
  return within(from, from > range.most / 2 ? range.most : from * 2, random);
}

// ---- The kinds ----------------------------------------------------------------------------------

struct Kind {
  const char* name;
  const char* wants;
  bool (*fits)(const Json& value);
  std::optional<Json> (*draw)(const Json& value, Random& random);
  bool pair;    // its value is a list of two
  bool inside;  // its value, or what is in it, may hold generators
};

bool is_choice(const Json& value) {
  return value.is_array() && !value.empty();
}
bool is_whole_range(const Json& value) {
  return value.is_array() && value.size() == 2 && value[0].is_number_integer() &&
         value[1].is_number_integer() && value[0] <= value[1];
}
bool is_uniform(const Json& value) {
  return uniform_range(value).has_value();
}
bool is_log_uniform(const Json& value) {
  return log_range(value).has_value();
}
bool is_anything(const Json&) {
  return true;
}

// A value with the generators inside it replaced by what they give; nothing where one gives
// nothing.
std::optional<Json> filled(const Json& value, Random& random) {
  if (!value.is_structured()) return value;
  if (value.is_object() && value.size() == 1 && value.contains("sample")) {
    return generate(value["sample"], random);
  }
  Json out = value.is_array() ? Json::array() : Json::object();
  for (const auto& [key, item] : value.items()) {
    std::optional<Json> drawn = filled(item, random);
    if (!drawn) continue;
    if (value.is_array()) {
      out.push_back(std::move(*drawn));
    } else {
      out[key] = std::move(*drawn);
    }
  }
  return out;
}

std::optional<Json> draw_choice(const Json& value, Random& random) {
  return filled(value[random.below(value.size())], random);
}
std::optional<Json> draw_int(const Json& value, Random& random) {
  const auto least = value[0].get<std::int64_t>(), most = value[1].get<std::int64_t>();
  const auto span = static_cast<std::uint64_t>(most) - static_cast<std::uint64_t>(least);
  return Json(
      static_cast<std::int64_t>(static_cast<std::uint64_t>(least) + within(0, span, random)));
}
std::optional<Json> draw_uniform(const Json& value, Random& random) {
  const auto range = uniform_range(value);
  return range->written(rounded(within(range->least, range->most, random), *range));
}
std::optional<Json> draw_log_uniform(const Json& value, Random& random) {
  const auto range = log_range(value);
  return range->written(rounded(log_within(*range, random), *range));
}
std::optional<Json> draw_subset(const Json& value, Random& random) {
  Json out = Json::array();
  for (const Json& item : value) {
    if (random.below(2) == 0) continue;
    if (auto drawn = filled(item, random)) out.push_back(std::move(*drawn));
  }
  return out;
}
std::optional<Json> draw_maybe(const Json& value, Random& random) {
  if (random.below(2) == 0) return std::nullopt;
  return filled(value, random);
}

constexpr Kind kinds[] = {
    {"choose", "a list of values", is_choice, draw_choice, false, true},
    {"int", "the least and the most, whole numbers", is_whole_range, draw_int, true, false},
    {"uniform", "the least and the most, of one unit", is_uniform, draw_uniform, true, false},
    {"log_uniform", "the least and the most, of one unit and above 0", is_log_uniform,
     draw_log_uniform, true, false},
    {"subset", "a list of values", is_choice, draw_subset, false, true},
    {"maybe", "a value", is_anything, draw_maybe, false, true},
};

void refuse(const Kind& kind, const Cursor& at) {
  const Json& value = at.json();
  if (!value.is_array()) return at.wants(kind.wants);
  if (value.empty()) return at.wrong(std::string("must be ") + kind.wants + ", and is empty");
  const bool turned =
      kind.pair && value.size() == 2 && kind.fits(Json::array({value[1], value[0]}));
  at.wrong(turned ? "the first must not be greater than the second"
                  : std::string("must be a list of ") + kind.wants);
}

void check_inside(const Cursor& at) {
  const Json& value = at.json();
  if (!value.is_structured()) return;
  if (value.is_object() && value.size() == 1 && value.contains("sample")) {
    return check_generator(at.member("sample"));
  }
  if (value.is_array()) {
    for (std::size_t i = 0; i < value.size(); ++i) check_inside(at.element(i));
  } else {
    for (const auto& [key, item] : value.items()) check_inside(at.member(key));
  }
}

}  // namespace

void check_generator(const Cursor& at) {
  std::vector<std::string> names;
  for (const Kind& kind : kinds) names.emplace_back(kind.name);
  if (!at.json().is_object() || at.json().size() != 1) {
    return at.wants("an object with one of " + listed(names));
  }
  FieldsReader fields(at);
  for (const Kind& kind : kinds) {
    const auto found = fields.find(kind.name);
    if (!found) continue;
    if (!kind.fits(found->json())) {
      refuse(kind, *found);
    } else if (kind.inside) {
      check_inside(*found);
    }
  }
  fields.refuse_the_rest();
}

std::optional<Json> generate(const Json& generator, Random& random) {
  for (const Kind& kind : kinds) {
    const auto value = generator.find(kind.name);
    if (value != generator.end()) return kind.draw(*value, random);
  }
  NEVER("a generator is of a known kind");
}

Json generator_schema() {
  Json generator = Json::object();
  generator["type"] = "object";
  generator["minProperties"] = 1;
  generator["maxProperties"] = 1;
  generator["additionalProperties"] = false;
  for (const Kind& kind : kinds) {
    Json& property = generator["properties"][kind.name];
    property = Json::object();
    property["description"] = kind.wants;
    if (kind.fits == is_anything) continue;
    property["type"] = "array";
    property["minItems"] = kind.pair ? 2 : 1;
    if (kind.pair) property["maxItems"] = 2;
  }
  return generator;
}

}  // namespace conclave::sim

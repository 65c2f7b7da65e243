#include "tests/support/json_schema.h"

// One function for each group of keywords; the first complaint is enough.

#include <algorithm>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <set>

namespace conclave::sim {
namespace {

const std::set<std::string> annotations{"$schema", "title", "description", "default"};

bool is_whole(const Json& value) {
  if (value.is_number_integer()) return true;
  return value.is_number_float() && value.get<double>() == std::floor(value.get<double>());
}

bool is_type(const std::string& type, const Json& value) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "number") return value.is_number();
  if (type == "integer") return value.is_number() && is_whole(value);
  return type == "null" && value.is_null();
}

bool matches(const std::string& pattern, const std::string& text) {
  static std::map<std::string, std::regex> compiled;
  const auto [found, fresh] = compiled.try_emplace(pattern, pattern);
  return std::regex_search(text, found->second);
}

std::size_t how_many(const Json& schemas, const Json& value) {
  return static_cast<std::size_t>(
      std::count_if(schemas.begin(), schemas.end(),
                    [&](const Json& schema) { return schema_complaint(schema, value).empty(); }));
}

std::string check_object(const Json& schema, const Json& value, const std::string& place) {
  if (!value.is_object()) return "";
  for (const Json& key : schema.value("required", Json::array())) {
    if (!value.contains(key.get<std::string>())) return place + ": lacks " + key.dump();
  }
  if (value.size() < schema.value("minProperties", std::size_t{0})) return place + ": too small";
  if (value.size() > schema.value("maxProperties", std::size_t{1'000'000}))
    return place + ": too big";
  const Json properties = schema.value("properties", Json::object());
  const Json patterns = schema.value("patternProperties", Json::object());
  for (const auto& [key, member] : value.items()) {
    const std::string member_place = place + "/" + key;
    bool known = properties.contains(key);
    if (known) {
      const auto complaint = schema_complaint(properties[key], member, member_place);
      if (!complaint.empty()) return complaint;
    }
    for (const auto& [pattern, rule] : patterns.items()) {
      if (!matches(pattern, key)) continue;
      known = true;
      const auto complaint = schema_complaint(rule, member, member_place);
      if (!complaint.empty()) return complaint;
    }
    if (!known && !schema.value("additionalProperties", true)) return member_place + ": unknown";
  }
  return "";
}

std::string check_list(const Json& schema, const Json& value, const std::string& place) {
  if (!value.is_array()) return "";
  if (value.size() < schema.value("minItems", std::size_t{0})) return place + ": too short";
  if (value.size() > schema.value("maxItems", std::size_t{1'000'000})) return place + ": too long";
  if (!schema.contains("items")) return "";
  for (std::size_t i = 0; i < value.size(); ++i) {
    auto complaint = schema_complaint(schema["items"], value[i], place + "/" + std::to_string(i));
    if (!complaint.empty()) return complaint;
  }
  return "";
}

// "" if the keyword holds, and the keyword itself if not.
std::string check_keyword(const std::string& key, const Json& rule, const Json& value) {
  const auto unless = [&](bool holds) { return holds ? std::string() : key; };
  if (annotations.count(key) > 0) return "";
  if (key == "type") return unless(is_type(rule, value));
  if (key == "const") return unless(value == rule);
  if (key == "enum") return unless(std::find(rule.begin(), rule.end(), value) != rule.end());
  if (key == "minimum") return unless(!value.is_number() || value >= rule);
  if (key == "maximum") return unless(!value.is_number() || value <= rule);
  if (key == "maxLength") {
    return unless(!value.is_string() || value.get<std::string>().size() <= rule.get<std::size_t>());
  }
  if (key == "pattern") return unless(!value.is_string() || matches(rule, value));
  if (key == "anyOf") return unless(how_many(rule, value) > 0);
  if (key == "oneOf") return unless(how_many(rule, value) == 1);
  if (key == "allOf") return unless(how_many(rule, value) == rule.size());
  if (key == "not") return unless(!schema_complaint(rule, value).empty());
  for (const char* elsewhere :
       {"properties", "patternProperties", "additionalProperties", "required", "minProperties",
        "maxProperties", "items", "minItems", "maxItems"}) {
    if (key == elsewhere) return "";
  }
  return "a keyword that the validator does not know: " + key;
}

}  // namespace

std::string schema_complaint(const Json& schema, const Json& value, const std::string& place) {
  for (const auto& [key, rule] : schema.items()) {
    const std::string broken = check_keyword(key, rule, value);
    if (!broken.empty()) return place + ": " + broken;
  }
  const std::string complaint = check_object(schema, value, place);
  return complaint.empty() ? check_list(schema, value, place) : complaint;
}

}  // namespace conclave::sim

// "sample": what a campaign may vary. JSON pointers to generators; only their form is checked here,
// as what they generate becomes a scenario like any other, and is read as one.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "sim/data/json_text.h"
#include "sim/data/words.h"
#include "sim/run/scenario_form.h"

namespace conclave::sim {
namespace {

struct Generator {
  const char* name;
  const char* wants;
  bool (*fits)(const Json& value);
};

bool is_choice(const Json& value) {
  return value.is_array() && !value.empty();
}
bool is_range(const Json& value) {
  if (!value.is_array() || value.size() != 2) return false;
  const bool numbers = value[0].is_number() && value[1].is_number();
  return numbers ? value[0] <= value[1] : value[0].is_string() && value[1].is_string();
}
bool is_whole_range(const Json& value) {
  return is_range(value) && value[0].is_number_integer() && value[1].is_number_integer();
}
bool is_anything(const Json&) {
  return true;
}

constexpr Generator generators[] = {
    {"choose", "a list of values", is_choice},
    {"int", "the least and the most, whole numbers", is_whole_range},
    {"uniform", "the least and the most", is_range},
    {"log_uniform", "the least and the most", is_range},
    {"subset", "a list of values", is_choice},
    {"maybe", "a value", is_anything},
};

void check_generator(const Cursor& at) {
  std::vector<std::string> names;
  for (const Generator& generator : generators) names.emplace_back(generator.name);
  if (!at.json().is_object() || at.json().size() != 1) {
    return at.wants("an object with one of " + listed(names));
  }
  FieldsReader fields(at);
  for (const Generator& generator : generators) {
    const auto found = fields.find(generator.name);
    if (found && !generator.fits(found->json())) found->wants(generator.wants);
  }
  fields.refuse_the_rest();
}

void check_sample(const Cursor& at) {
  if (!at.json().is_object()) return at.wants("an object of JSON pointers and generators");
  for (const auto& [pointer, generator] : at.json().items()) {
    const Cursor member = at.member(pointer);
    const auto steps = pointer_steps(pointer);
    const bool names_a_value =
        steps && !steps->empty() && steps->front() != "sample" && steps->front() != "version";
    if (!names_a_value) member.wrong("is not a pointer to a value, such as /network/loss");
    check_generator(member);
  }
}

Json sample_schema() {
  Json generator = Json::object();
  generator["type"] = "object";
  generator["minProperties"] = 1;
  generator["maxProperties"] = 1;
  generator["additionalProperties"] = false;
  for (const Generator& each : generators) {
    Json& property = generator["properties"][each.name];
    property = Json::object();
    property["description"] = each.wants;
    if (each.fits == is_anything) continue;
    property["type"] = "array";
    property["minItems"] = each.fits == is_choice ? 1 : 2;
    if (each.fits != is_choice) property["maxItems"] = 2;
  }
  Json out = Json::object();
  out["type"] = "object";
  out["patternProperties"]["^/"] = generator;
  out["additionalProperties"] = false;
  return out;
}

}  // namespace

void describe_sample(Form& form, std::string& sample) {
  form.custom({[&](const Cursor& at) {
                 check_sample(at);
                 sample = at.json().dump();
               },
               [&] { return Json::parse(sample); }, sample_schema});
}

}  // namespace conclave::sim

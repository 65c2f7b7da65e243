// "sample": what a campaign may vary. JSON pointers to generators; only their form is checked here,
// as what they generate becomes a scenario like any other, and is read as one (sample.h).
#include <nlohmann/json.hpp>

#include "sim/data/json_text.h"
#include "sim/run/generator.h"
#include "sim/run/scenario_form.h"

namespace conclave::sim {
namespace {

void check_sample(const Cursor& at) {
  if (!at.json().is_object()) return at.wants("an object of JSON pointers and generators");
  for (const auto& [pointer, generator] : at.json().items()) {
    const Cursor member = at.member(pointer);
    const auto steps = pointer_steps(pointer);
    const bool names_a_value = steps && !steps->empty() && steps->front() != "sample" &&
                               steps->front() != "version" && steps->front() != "seed";
    if (!names_a_value) member.wrong("is not a pointer to a value, such as /network/loss");
    check_generator(member);
  }
}

Json sample_schema() {
  Json out = Json::object();
  out["type"] = "object";
  out["patternProperties"]["^/"] = generator_schema();
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

// Pointers filled in, and the result read.
#include "sim/run/sample.h"

#include <nlohmann/json.hpp>
#include <set>

#include "sim/data/json_text.h"
#include "sim/run/generator.h"

namespace conclave::sim {
namespace {

// Whether what a pointer names is this place, or is in it.
bool leads_through(const Json& sample, const std::string& place) {
  for (const auto& [pointer, generator] : sample.items()) {
    if (pointer == place || pointer.starts_with(place + '/')) return true;
  }
  return false;
}

// Takes members out of the object at `place` as long as the whole reads as the same scenario.
void leave_out_defaults(Json& whole, const std::string& place, const Json& sample,
                        const std::string& as_text) {
  const Json before = whole.at(Json::json_pointer(place));
  if (!before.is_object()) return;
  for (const auto& [key, value] : before.items()) {
    const std::string member = pointer_join(place, key);
    if (!leads_through(sample, member)) {
      Json without = whole;
      without.at(Json::json_pointer(place)).erase(key);
      const auto read = scenario_from(without);
      if (read && scenario_text(*read) == as_text) {
        whole = std::move(without);
        continue;
      }
    }
    leave_out_defaults(whole, member, sample, as_text);
  }
}

// The scenario without what it need not say, in those of its parts that vary.
Json terse(const Json& scenario, const Json& sample) {
  const auto read = scenario_from(scenario);
  if (!read) return scenario;
  const std::string as_text = scenario_text(*read);
  Json out = scenario;
  std::set<std::string> parts;
  for (const auto& [pointer, generator] : sample.items()) {
    parts.insert(pointer_steps(pointer).value().front());
  }
  for (const std::string& part : parts) {
    const std::string place = pointer_join("", part);
    if (out.contains(part)) leave_out_defaults(out, place, sample, as_text);
  }
  return out;
}

Result<Scenario> filled_in(Json json, const std::vector<Drawn>& drawn) {
  InputErrors errors;
  for (const Drawn& one : drawn) {
    if (auto error = set_value(json, one.pointer, one.value)) errors.push_back(*error);
  }
  if (!errors.empty()) return errors;
  return scenario_from(json);
}

}  // namespace

struct Sampler::Text {
  Json scenario, sample;
};

Sampler::Sampler(Scenario scenario) : scenario_(std::move(scenario)) {
  if (scenario_.sample.empty()) return;
  Json json = scenario_json(scenario_), sample = Json::parse(scenario_.sample);
  json.erase("sample");
  // What is drawn may go ill with a default that nobody asked for.
  json = terse(json, sample);
  text_ = std::make_unique<Text>(Text{std::move(json), std::move(sample)});
}

Sampler::~Sampler() = default;
Sampler::Sampler(Sampler&&) noexcept = default;
Sampler& Sampler::operator=(Sampler&&) noexcept = default;

Result<Sampled> Sampler::draw(std::uint64_t seed) const {
  Sampled out;
  if (!text_) {
    out.scenario = scenario_;
    out.scenario.seed = seed;
    return out;
  }
  for (const auto& [pointer, generator] : text_->sample.items()) {
    Random random = Random(seed).fork("sample " + pointer);
    if (const auto value = generate(generator, random))
      out.drawn.push_back({pointer, value->dump()});
  }
  auto read = filled_in(text_->scenario, out.drawn);
  if (!read) return read.errors();
  out.scenario = std::move(read).value();
  out.scenario.seed = seed;
  return out;
}

}  // namespace conclave::sim

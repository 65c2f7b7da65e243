// Pointers filled in, and the result read.
#include "sim/run/sample.h"

#include <nlohmann/json.hpp>

#include "sim/data/json_text.h"
#include "sim/run/generator.h"

namespace conclave::sim {

struct Sampler::Text {
  Json scenario, sample;
};

Sampler::Sampler(Scenario scenario) : scenario_(std::move(scenario)) {
  if (scenario_.sample.empty()) return;
  text_ = std::make_unique<Text>(Text{scenario_json(scenario_), Json::parse(scenario_.sample)});
  text_->scenario.erase("sample");
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
  InputErrors errors;
  Json json = text_->scenario;
  for (const auto& [pointer, generator] : text_->sample.items()) {
    Random random = Random(seed).fork("sample " + pointer);
    const std::optional<Json> value = generate(generator, random);
    if (!value) continue;
    out.drawn.push_back({pointer, value->dump()});
    if (auto error = set_value(json, pointer, out.drawn.back().value)) errors.push_back(*error);
  }
  if (!errors.empty()) return errors;
  auto read = scenario_from(json);
  if (!read) return read.errors();
  out.scenario = std::move(read).value();
  out.scenario.seed = seed;
  return out;
}

}  // namespace conclave::sim

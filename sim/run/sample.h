// Sampling: a scenario that says what may vary, made concrete by a seed.
//
// The scenario drawn has no `sample` any more and the seed in it, and is read like any other, so
// that it runs the same wherever it is put and whatever becomes of the ranges. Each pointer draws
// from a stream of its own name: leaving one out changes nothing about the others. Defaults give
// way to what is drawn: a rate to a workload without one, another protocol to the first one's
// options.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "sim/data/result.h"
#include "sim/run/scenario.h"

namespace conclave::sim {

// What was drawn for one pointer. Not there: the scenario's own value stayed.
struct Drawn {
  std::string pointer;
  std::string value;  // JSON
  bool operator==(const Drawn&) const = default;
};

struct Sampled {
  Scenario scenario;
  std::vector<Drawn> drawn;
};

class Sampler {
 public:
  explicit Sampler(Scenario scenario);
  ~Sampler();
  Sampler(Sampler&&) noexcept;
  Sampler& operator=(Sampler&&) noexcept;

  // As it was written.
  const Scenario& scenario() const { return scenario_; }
  // What is drawn may make no scenario: more voters to a quorum than nodes, say.
  Result<Sampled> draw(std::uint64_t seed) const;

 private:
  struct Text;  // as JSON

  Scenario scenario_;
  std::unique_ptr<Text> text_;  // null if nothing varies
};

}  // namespace conclave::sim

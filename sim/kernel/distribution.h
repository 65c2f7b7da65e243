// Distributions of delays and of choices, in integers: constant, uniform, exponential, a table of
// quantiles, and weighted choice (zipf among them).
//
// The exponential one is drawn by fixed-point logarithm from a table that is computed at compile
// time; `log` of the math library gives different bits on different processors.
#pragma once

#include <cstdint>
#include <utility>
#include <variant>
#include <vector>

#include "sim/kernel/random.h"

namespace conclave::sim {

namespace delay {
struct Constant {
  Duration value{};
  friend bool operator==(const Constant&, const Constant&) = default;
};
struct Uniform {
  Duration min{}, max{};
  friend bool operator==(const Uniform&, const Uniform&) = default;
};
// Mean before the cut at `max`.
struct Exponential {
  Duration mean{}, max{};
  friend bool operator==(const Exponential&, const Exponential&) = default;
};
// Points (share of draws at or below it in parts per billion, value), rising in both, the first
// at share 0 and the last at share 1; straight lines between them.
struct Quantiles {
  std::vector<std::pair<Ratio, Duration>> points;
  friend bool operator==(const Quantiles&, const Quantiles&) = default;
};
}  // namespace delay

// How long something takes.
class Delay {
 public:
  using Constant = delay::Constant;
  using Uniform = delay::Uniform;
  using Exponential = delay::Exponential;
  using Quantiles = delay::Quantiles;
  using Shape = std::variant<Constant, Uniform, Exponential, Quantiles>;

  Delay() = default;
  Delay(Duration constant) : shape_(Constant{constant}) {}  // NOLINT: a constant is a delay
  Delay(Shape shape) : shape_(std::move(shape)) {}          // NOLINT: and so is every shape

  Duration draw(Random& random) const;
  Duration min() const;
  Duration max() const;
  const Shape& shape() const { return shape_; }
  friend bool operator==(const Delay&, const Delay&) = default;

 private:
  Shape shape_;
};

// -ln(u) for u uniform in (0, 1], with 32 fractional bits.
std::uint64_t exponential_q32(Random& random);

// Chooses an index with the given weights.
class Weighted {
 public:
  Weighted() = default;
  explicit Weighted(const std::vector<std::uint64_t>& weights);
  // Rank k (from 1) has weight proportional to 1/k.
  static Weighted zipf(std::size_t count);
  static Weighted uniform(std::size_t count);

  std::size_t draw(Random& random) const;  // REQUIRES: some weight is not zero
  std::size_t size() const { return upto_.size(); }

 private:
  std::vector<std::uint64_t> upto_;  // cumulative
};

}  // namespace conclave::sim

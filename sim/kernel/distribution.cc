// Draws by table and fixed-point arithmetic.
#include "sim/kernel/distribution.h"

#include <algorithm>
#include <array>
#include <bit>

#include "protocols/core/check.h"

namespace conclave::sim {
namespace {

__extension__ using Wide = unsigned __int128;

constexpr std::uint64_t ln2_q32 = 2'977'044'472;  // ln(2) * 2^32
constexpr int table_bits = 8;

// log2(1 + i/256) with 32 fractional bits, bit by bit: squaring x doubles log2(x).
constexpr std::uint64_t log2_q32(std::uint64_t x_q62) {
  std::uint64_t result = 0;
  for (int bit = 31; bit >= 0; --bit) {
    Wide square = (Wide(x_q62) * x_q62) >> 62;
    if (square >= Wide(1) << 63) {
      result |= std::uint64_t(1) << bit;
      square >>= 1;
    }
    x_q62 = static_cast<std::uint64_t>(square);
  }
  return result;
}

constexpr auto log2_table = [] {
  std::array<std::uint64_t, (1 << table_bits) + 1> table{};
  for (std::uint64_t i = 0; i < table.size() - 1; ++i) {
    table[i] = log2_q32((std::uint64_t(1) << 62) + (i << (62 - table_bits)));
  }
  table.back() = std::uint64_t(1) << 32;
  return table;
}();

Duration scaled(Duration value, std::uint64_t numerator, std::uint64_t denominator) {
  return Duration(static_cast<Duration::rep>(Wide(static_cast<std::uint64_t>(value.count())) *
                                             numerator / denominator));
}

Duration draw_from(const Delay::Constant& shape, Random&) {
  return shape.value;
}
Duration draw_from(const Delay::Uniform& shape, Random& random) {
  return random.between(shape.min, shape.max);
}
Duration draw_from(const Delay::Exponential& shape, Random& random) {
  const Wide product =
      Wide(static_cast<std::uint64_t>(shape.mean.count())) * exponential_q32(random);
  const Wide drawn = product >> 32;
  const Wide cut = static_cast<std::uint64_t>(shape.max.count());
  return Duration(static_cast<Duration::rep>(std::min(drawn, cut)));
}
Duration draw_from(const Delay::Quantiles& shape, Random& random) {
  const auto share = static_cast<std::uint32_t>(random.below(Ratio::one));
  const auto above = std::upper_bound(
      shape.points.begin(), shape.points.end(), share,
      [](std::uint32_t value, const auto& point) { return value < point.first.ppb; });
  if (above == shape.points.begin()) return above->second;
  if (above == shape.points.end()) return shape.points.back().second;
  const auto& [low_share, low] = *std::prev(above);
  const auto& [high_share, high] = *above;
  return low + scaled(high - low, share - low_share.ppb, high_share.ppb - low_share.ppb);
}

}  // namespace

std::uint64_t exponential_q32(Random& random) {
  // u = m * 2^-(zeros+1) with m in [1, 2), so -ln(u) = (zeros + 1 - log2(m)) * ln(2).
  const std::uint64_t bits = random.next() | 1;  // never zero; the lowest bit is beyond precision
  const int zeros = std::countl_zero(bits);
  const std::uint64_t mantissa = bits << zeros << 1;  // the bits behind the leading one
  const std::uint64_t index = mantissa >> (64 - table_bits);
  const std::uint64_t rest = (mantissa << table_bits) >> 32;
  const std::uint64_t low = log2_table[index], high = log2_table[index + 1];
  const std::uint64_t log2_m = low + ((high - low) * rest >> 32);
  const std::uint64_t log2_q32 = ((static_cast<std::uint64_t>(zeros) + 1) << 32) - log2_m;
  return static_cast<std::uint64_t>(Wide(log2_q32) * ln2_q32 >> 32);
}

Duration Delay::draw(Random& random) const {
  return std::visit([&](const auto& shape) { return draw_from(shape, random); }, shape_);
}

Duration Delay::min() const {
  struct Min {
    Duration operator()(const Constant& s) const { return s.value; }
    Duration operator()(const Uniform& s) const { return s.min; }
    Duration operator()(const Exponential&) const { return {}; }
    Duration operator()(const Quantiles& s) const { return s.points.front().second; }
  };
  return std::visit(Min{}, shape_);
}

Duration Delay::max() const {
  struct Max {
    Duration operator()(const Constant& s) const { return s.value; }
    Duration operator()(const Uniform& s) const { return s.max; }
    Duration operator()(const Exponential& s) const { return s.max; }
    Duration operator()(const Quantiles& s) const { return s.points.back().second; }
  };
  return std::visit(Max{}, shape_);
}

Weighted::Weighted(const std::vector<std::uint64_t>& weights) {
  std::uint64_t total = 0;
  for (const std::uint64_t weight : weights) upto_.push_back(total += weight);
}

Weighted Weighted::zipf(std::size_t count) {
  std::vector<std::uint64_t> weights;
  for (std::uint64_t rank = 1; rank <= count; ++rank) {
    weights.push_back((std::uint64_t(1) << 32) / rank);
  }
  return Weighted(weights);
}

Weighted Weighted::uniform(std::size_t count) {
  return Weighted(std::vector<std::uint64_t>(count, 1));
}

std::size_t Weighted::draw(Random& random) const {
  ALWAYS(!upto_.empty() && upto_.back() > 0);
  const std::uint64_t at = random.below(upto_.back());
  return static_cast<std::size_t>(std::upper_bound(upto_.begin(), upto_.end(), at) - upto_.begin());
}

}  // namespace conclave::sim

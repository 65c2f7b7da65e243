// Quantities as people write them: "150ms", "64KiB", "200/s", "10Mbps", 0.001.
//
// A number without a unit is refused, as is what does not fit: nothing is rounded to a limit.
// Inside, all of them are integers. Reading takes decimal text apart digit by digit, so that no
// floating point decides anything; what a unit cannot express exactly ("0.5ns") is refused too.
// Printing gives the shortest text that reads back as the same value.
//
// The errors have no place: the caller adds it.
#pragma once

#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

#include "protocols/core/ids.h"
#include "sim/data/result.h"

namespace conclave::sim {

// "80us", "1.5s", "4h"; ns, us, ms, s, m, h. At most 10,000 hours: far enough, and two of them can
// always be added.
Result<Duration> parse_duration(std::string_view text);
std::string duration_text(Duration duration);
// How far off something is, which may be to either side: "20ms", "-20ms".
Result<Duration> parse_offset(std::string_view text);
std::string offset_text(Duration offset);
inline constexpr Duration longest_duration = std::chrono::hours(10000);

// "1.5*election_timeout": a multiple of a duration that somebody else has named.
struct ScaledDuration {
  std::int64_t billionths = 0;
  std::string of;
  bool operator==(const ScaledDuration&) const = default;
};
Result<ScaledDuration> parse_scaled_duration(std::string_view text);
Result<Duration> scale(Duration duration, std::int64_t billionths);

// Bytes: "512B", "64KiB", "1MB"; B, KB, MB, GB, KiB, MiB, GiB.
Result<std::uint64_t> parse_size(std::string_view text);
std::string size_text(std::uint64_t bytes);

// How often: "200/s", "0.5/s", "30/m", "1/150ms". Kept in lowest terms, so that equal rates are
// equal.
struct Rate {
  std::uint64_t count = 0;
  Duration per{1};
  bool operator==(const Rate&) const = default;
};
Result<Rate> parse_rate(std::string_view text);
std::string rate_text(Rate rate);

// Bits per second: "10Mbps", "64kbps", "1MB/s"; bps, kbps, Mbps, Gbps, or a size per second.
Result<std::uint64_t> parse_bandwidth(std::string_view text);
std::string bandwidth_text(std::uint64_t bits_per_second);

// A probability or another plain number in billionths. JSON gives us doubles: nearest(x * 1e9) is
// one correctly rounded multiplication and one rounding, the same on every IEEE machine, and what
// decides afterwards is the integer. number() gives the double that reads back as the same
// billionths.
struct Billionths {
  std::uint64_t value = 0;
  auto operator<=>(const Billionths&) const = default;
  static constexpr std::uint64_t one = 1'000'000'000;
  double number() const { return static_cast<double>(value) / 1e9; }
};
Result<Billionths> parse_probability(double number);
Result<Billionths> parse_billionths(double number, std::uint64_t most);  // 0..most, in whole units

// A seed: decimal ("010" is ten), hexadecimal with 0x, or a git hash of 40 digits, which is mixed
// down to 64 bits. Printed as hexadecimal.
Result<std::uint64_t> parse_seed(std::string_view text);
std::string seed_text(std::uint64_t seed);

}  // namespace conclave::sim

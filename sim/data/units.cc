#include "sim/data/units.h"

// Quantities, digit by digit: a decimal, then its unit, in 128 bits, so that nothing overflows
// unseen.

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <span>
#include <vector>

#include "sim/data/ascii.h"
#include "sim/data/words.h"

namespace conclave::sim {
namespace {

__extension__ using Wide = unsigned __int128;

struct Unit {
  std::string_view name;
  std::uint64_t worth;
};

constexpr std::array<Unit, 6> duration_units{{{"h", 3'600'000'000'000},
                                              {"m", 60'000'000'000},
                                              {"s", 1'000'000'000},
                                              {"ms", 1'000'000},
                                              {"us", 1'000},
                                              {"ns", 1}}};
constexpr std::array<Unit, 7> size_units{{{"GiB", 1ULL << 30U},
                                          {"GB", 1'000'000'000},
                                          {"MiB", 1ULL << 20U},
                                          {"MB", 1'000'000},
                                          {"KiB", 1ULL << 10U},
                                          {"KB", 1'000},
                                          {"B", 1}}};
constexpr std::array<Unit, 4> bandwidth_units{
    {{"Gbps", 1'000'000'000}, {"Mbps", 1'000'000}, {"kbps", 1'000}, {"bps", 1}}};

InputError mistake(std::string what) {
  return {"", std::move(what)};
}

// A decimal number and what stands behind it: "1.5ms" is 15 * 10^-1 and "ms".
struct Decimal {
  std::uint64_t digits = 0;
  std::uint64_t scale = 1;  // a power of ten
  std::string_view rest;
};

enum class Trouble : std::uint8_t { none, no_number, negative, too_long };

Trouble read_decimal(std::string_view text, Decimal& out) {
  constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max() / 10 - 1;
  constexpr std::uint64_t finest = 1'000'000'000;
  std::size_t at = 0;
  bool fraction = false;
  bool any = false;
  if (!text.empty() && text[0] == '-') return Trouble::negative;
  for (; at < text.size(); ++at) {
    const char c = text[at];
    if (c == '.' && any && !fraction && at + 1 < text.size() && is_digit(text[at + 1])) {
      fraction = true;
    } else if (is_digit(c)) {
      any = true;
      if (out.digits > most || (fraction && out.scale >= finest)) return Trouble::too_long;
      out.digits = out.digits * 10 + static_cast<std::uint64_t>(c - '0');
      if (fraction) out.scale *= 10;
    } else {
      break;
    }
  }
  out.rest = text.substr(at);
  return any ? Trouble::none : Trouble::no_number;
}

std::vector<std::string> names(std::span<const Unit> units) {
  std::vector<std::string> out;
  for (const Unit& unit : units) out.emplace_back(unit.name);
  return out;
}

struct Quantity {
  std::string_view what;     // "a duration"
  std::string_view example;  // "50ms"
  std::span<const Unit> units;
  std::uint64_t most;
};

const Quantity a_duration{"a duration", "50ms", duration_units,
                          static_cast<std::uint64_t>(longest_duration.count())};
const Quantity a_size{"a size", "64KiB", size_units, 1ULL << 50U};
const Quantity a_bandwidth{"a bandwidth", "10Mbps", bandwidth_units, 1'000'000'000'000'000};

std::string such_as(const Quantity& quantity) {
  return ", such as " + in_quotes(quantity.example);
}

std::optional<InputError> explain(Trouble trouble, std::string_view text,
                                  const Quantity& quantity) {
  const std::string what(quantity.what);
  switch (trouble) {
    case Trouble::none:
      return std::nullopt;
    case Trouble::no_number:
      return mistake(in_quotes(text) + " is not " + what + such_as(quantity));
    case Trouble::negative:
      return mistake(what + " cannot be negative: " + in_quotes(text));
    case Trouble::too_long:
      return mistake(in_quotes(text) + " has too many digits for " + what);
  }
  return std::nullopt;
}

// In the largest unit that divides it; nothing is "0s", "0B" or "0bps".
std::string quantity_text(std::uint64_t value, std::span<const Unit> units) {
  for (const Unit& unit : units) {
    const bool zero = value == 0 && (unit.name == "s" || unit.worth == 1);
    const bool divides = value != 0 && value % unit.worth == 0;
    if (zero || divides) return std::to_string(value / unit.worth) + std::string(unit.name);
  }
  NEVER("the last unit is worth one");
}

Result<std::uint64_t> parse_quantity(std::string_view text, const Quantity& quantity) {
  Decimal number;
  if (auto problem = explain(read_decimal(text, number), text, quantity)) return *problem;
  if (number.rest.empty()) return mistake(in_quotes(text) + " needs a unit" + such_as(quantity));
  if (number.rest[0] == ' ') {
    return mistake(in_quotes(text) + " has a space before its unit" + such_as(quantity));
  }
  for (const Unit& unit : quantity.units) {
    if (unit.name != number.rest) continue;
    const Wide scaled = Wide(number.digits) * unit.worth;
    if (scaled / number.scale > quantity.most) {
      return mistake(in_quotes(text) + " is too large for " + std::string(quantity.what) +
                     ": at most " + quantity_text(quantity.most, quantity.units));
    }
    if (scaled % number.scale != 0) {
      return mistake(in_quotes(text) + " is not a whole number of " +
                     std::string(quantity.units.back().name));
    }
    return static_cast<std::uint64_t>(scaled / number.scale);
  }
  return mistake("unknown unit " + in_quotes(number.rest) + " in " + in_quotes(text) +
                 suggestion(number.rest, names(quantity.units)));
}

// A decimal in billionths, exactly.
std::optional<std::uint64_t> to_billionths(const Decimal& number) {
  const Wide scaled = Wide(number.digits) * Billionths::one / number.scale;
  if (scaled > static_cast<Wide>(std::numeric_limits<std::int64_t>::max())) return std::nullopt;
  return static_cast<std::uint64_t>(scaled);
}

}  // namespace

Result<Duration> parse_duration(std::string_view text) {
  const Result<std::uint64_t> nanoseconds = parse_quantity(text, a_duration);
  if (!nanoseconds) return nanoseconds.errors();
  return Duration(static_cast<std::int64_t>(*nanoseconds));
}

std::string duration_text(Duration duration) {
  ALWAYS(duration >= Duration::zero());
  return quantity_text(static_cast<std::uint64_t>(duration.count()), duration_units);
}

Result<Duration> parse_offset(std::string_view text) {
  if (text.empty() || text[0] != '-') return parse_duration(text);
  const Result<Duration> behind = parse_duration(text.substr(1));
  if (!behind) return behind.errors();
  return -*behind;
}

std::string offset_text(Duration offset) {
  return offset < Duration::zero() ? '-' + duration_text(-offset) : duration_text(offset);
}

Result<ScaledDuration> parse_scaled_duration(std::string_view text) {
  Decimal number;
  const Quantity multiple{"a multiple of a duration", "1.5*election_timeout", {}, 0};
  if (auto problem = explain(read_decimal(text, number), text, multiple)) return *problem;
  const auto billionths = to_billionths(number);
  if (!billionths || number.rest.size() < 2 || number.rest[0] != '*') {
    return mistake(in_quotes(text) + " is not a multiple of a duration" + such_as(multiple));
  }
  return ScaledDuration{static_cast<std::int64_t>(*billionths), std::string(number.rest.substr(1))};
}

Result<Duration> scale(Duration duration, std::int64_t billionths) {
  ALWAYS(duration >= Duration::zero() && billionths >= 0);
  const Wide product = Wide(static_cast<std::uint64_t>(duration.count())) *
                       static_cast<std::uint64_t>(billionths) / Billionths::one;
  if (product > static_cast<Wide>(longest_duration.count())) {
    return mistake("this multiple of " + duration_text(duration) + " is too long for a duration");
  }
  return Duration(static_cast<std::int64_t>(product));
}

Result<std::uint64_t> parse_size(std::string_view text) {
  return parse_quantity(text, a_size);
}

std::string size_text(std::uint64_t bytes) {
  return quantity_text(bytes, size_units);
}

Result<Rate> parse_rate(std::string_view text) {
  Decimal number;
  const Quantity a_rate{"a rate", "200/s", {}, 0};
  if (auto problem = explain(read_decimal(text, number), text, a_rate)) return *problem;
  if (number.rest.empty()) return mistake(in_quotes(text) + " needs a unit" + such_as(a_rate));
  if (number.rest[0] != '/') return mistake(in_quotes(text) + " is not a rate" + such_as(a_rate));
  const std::string per_text(number.rest.substr(1));
  const bool bare = per_text.empty() || !is_digit(per_text[0]);
  const Result<Duration> per = parse_duration(bare ? "1" + per_text : per_text);
  if (!per || per->count() == 0) {
    return mistake(in_quotes(text) +
                   " is not a rate: the part behind / must be a duration or its unit" +
                   such_as(a_rate));
  }
  if (number.digits == 0) return Rate{0, Duration(1)};
  const Wide span = Wide(static_cast<std::uint64_t>(per->count())) * number.scale;
  if (span > static_cast<Wide>(longest_duration.count())) {
    return mistake(in_quotes(text) + " is too rare for a rate");
  }
  const auto nanoseconds = static_cast<std::uint64_t>(span);
  if (number.digits > nanoseconds) return mistake(in_quotes(text) + " is too often: at most 1/ns");
  const std::uint64_t common = std::gcd(number.digits, nanoseconds);
  return Rate{number.digits / common, Duration(static_cast<std::int64_t>(nanoseconds / common))};
}

std::string rate_text(Rate rate) {
  const auto per = static_cast<std::uint64_t>(rate.per.count());
  for (const std::string_view name : {"s", "m", "h", "ms", "us", "ns"}) {
    for (const Unit& unit : duration_units) {
      if (unit.name != name || unit.worth % per != 0) continue;
      const Wide count = Wide(unit.worth / per) * rate.count;
      if (count <= 1'000'000'000) {
        return std::to_string(static_cast<std::uint64_t>(count)) + '/' + std::string(name);
      }
    }
  }
  return std::to_string(rate.count) + '/' + duration_text(rate.per);
}

Result<std::uint64_t> parse_bandwidth(std::string_view text) {
  constexpr std::string_view per_second = "/s";
  if (text.size() > 2 && text.substr(text.size() - 2) == per_second) {
    const Result<std::uint64_t> bytes = parse_size(text.substr(0, text.size() - 2));
    if (!bytes) return bytes.errors();
    if (*bytes > a_bandwidth.most / 8)
      return mistake(in_quotes(text) + " is too large for a bandwidth");
    return *bytes * 8;
  }
  return parse_quantity(text, a_bandwidth);
}

std::string bandwidth_text(std::uint64_t bits_per_second) {
  return quantity_text(bits_per_second, bandwidth_units);
}

Result<Billionths> parse_billionths(double number, std::uint64_t most) {
  if (!(number >= 0) || number > static_cast<double>(most)) {
    return mistake("must be from 0 to " + std::to_string(most));
  }
  return Billionths{static_cast<std::uint64_t>(std::llround(number * 1e9))};
}

Result<Billionths> parse_probability(double number) {
  Result<Billionths> out = parse_billionths(number, 1);
  if (!out) return mistake("a probability must be from 0 to 1");
  return out;
}

namespace {

constexpr std::size_t git_hash_length = 40;

bool is_hexadecimal(std::string_view text) {
  return text.find_first_not_of("0123456789abcdefABCDEF") == std::string_view::npos;
}

// Three numbers of 64, 64 and 32 bits, folded by the finaliser of splitmix64: each bit of the hash
// reaches each bit of the seed.
std::uint64_t mix_hash(std::string_view hash) {
  std::uint64_t seed = 0;
  for (std::size_t at = 0; at < hash.size(); at += 16) {
    const std::string_view part = hash.substr(at, 16);
    std::uint64_t word = 0;
    std::from_chars(part.data(), part.data() + part.size(), word, 16);
    seed = (seed ^ word) + 0x9e3779b97f4a7c15;
    seed = (seed ^ (seed >> 30U)) * 0xbf58476d1ce4e5b9;
    seed = (seed ^ (seed >> 27U)) * 0x94d049bb133111eb;
    seed ^= seed >> 31U;
  }
  return seed;
}

}  // namespace

Result<std::uint64_t> parse_seed(std::string_view text) {
  const std::string wanted =
      ": a seed is a decimal number, a hexadecimal one such as 0x5eed, or a git hash of 40 digits";
  if (text.size() == git_hash_length && is_hexadecimal(text)) return mix_hash(text);
  const bool hexadecimal = text.size() > 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X');
  const std::string_view digits = hexadecimal ? text.substr(2) : text;
  std::uint64_t seed = 0;
  const auto [end, problem] =
      std::from_chars(digits.data(), digits.data() + digits.size(), seed, hexadecimal ? 16 : 10);
  const bool all = end == digits.data() + digits.size();
  if (all && problem == std::errc::result_out_of_range) {
    return mistake(in_quotes(text) + " does not fit in 64 bits" + wanted);
  }
  if (!all || problem != std::errc()) return mistake(in_quotes(text) + " is not a seed" + wanted);
  return seed;
}

std::string seed_text(std::uint64_t seed) {
  std::array<char, 16> digits{};
  const auto result = std::to_chars(digits.data(), digits.data() + digits.size(), seed, 16);
  return "0x" + std::string(digits.data(), result.ptr);
}

}  // namespace conclave::sim

#include "sim/data/units.h"

// Units: text to integers and back, and everything that is refused on the way.

#include <doctest/doctest.h>

namespace conclave::sim {
namespace {

using namespace std::chrono_literals;

template <typename T>
std::string why(const Result<T>& result) {
  REQUIRE_FALSE(result.ok());
  return result.errors().front().what;
}

}  // namespace

TEST_CASE("a duration is a number and a unit") {
  CHECK(*parse_duration("150ms") == 150ms);
  CHECK(*parse_duration("2s") == 2s);
  CHECK(*parse_duration("80us") == 80us);
  CHECK(*parse_duration("7ns") == 7ns);
  CHECK(*parse_duration("1.5s") == 1500ms);
  CHECK(*parse_duration("3m") == 3min);
  CHECK(*parse_duration("4h") == 4h);
  CHECK(*parse_duration("0s") == 0s);
  CHECK(*parse_duration("0.000000001s") == 1ns);
  CHECK(*parse_duration("10000h") == longest_duration);
}

TEST_CASE("what is not a duration says what it lacks") {
  CHECK(why(parse_duration("50")) == "\"50\" needs a unit, such as \"50ms\"");
  CHECK(why(parse_duration("-5ms")) == "a duration cannot be negative: \"-5ms\"");
  CHECK(why(parse_duration("soon")) == "\"soon\" is not a duration, such as \"50ms\"");
  CHECK(why(parse_duration("5 s")) == "\"5 s\" has a space before its unit, such as \"50ms\"");
  CHECK(why(parse_duration("5sec")) ==
        "unknown unit \"sec\" in \"5sec\": must be h, m, s, ms, us or ns");
  CHECK(why(parse_duration("0.5ns")) == "\"0.5ns\" is not a whole number of ns");
  CHECK(why(parse_duration("10001h")) == "\"10001h\" is too large for a duration: at most 10000h");
  CHECK(why(parse_duration("99999999999999999999h")) ==
        "\"99999999999999999999h\" has too many digits for a duration");
  CHECK(why(parse_duration("1.00000000000000s")) ==
        "\"1.00000000000000s\" has too many digits for a duration");
  for (const char* text : {"", "ms", ".5s", "1.s", "1..5s", "1e3s", "+1s", "0x1s", "1s "}) {
    CAPTURE(text);
    CHECK_FALSE(parse_duration(text).ok());
  }
}

TEST_CASE("a duration prints in the largest unit that divides it, and reads back") {
  CHECK(duration_text(150ms) == "150ms");
  CHECK(duration_text(1500ms) == "1500ms");
  CHECK(duration_text(90s) == "90s");
  CHECK(duration_text(2min) == "2m");
  CHECK(duration_text(0s) == "0s");
  for (const Duration value : {Duration(1), Duration(1001), Duration(1'000'000), Duration(3600s),
                               Duration(123456789123), longest_duration}) {
    CHECK(*parse_duration(duration_text(value)) == value);
  }
}

TEST_CASE("an offset may be to either side") {
  CHECK(*parse_offset("-20ms") == -20ms);
  CHECK(*parse_offset("20ms") == 20ms);
  CHECK_FALSE(parse_offset("--20ms").ok());
  CHECK_FALSE(parse_offset("-").ok());
  CHECK(offset_text(-20ms) == "-20ms");
  CHECK(offset_text(0s) == "0s");
}

TEST_CASE("a duration may be a multiple of a named one") {
  CHECK(*parse_scaled_duration("1.5*election_timeout") ==
        ScaledDuration{1'500'000'000, "election_timeout"});
  CHECK(*scale(200ms, 1'500'000'000) == 300ms);
  CHECK(why(scale(longest_duration, 2'000'000'000)) ==
        "this multiple of 10000h is too long for a duration");
  CHECK_FALSE(parse_scaled_duration("1.5*").ok());
  CHECK_FALSE(parse_scaled_duration("*x").ok());
  CHECK_FALSE(parse_scaled_duration("-1*x").ok());
  CHECK_FALSE(parse_scaled_duration("99999999999999*x").ok());
}

TEST_CASE("a size is bytes, in powers of ten or of two") {
  CHECK(*parse_size("512B") == 512);
  CHECK(*parse_size("64KiB") == 65536);
  CHECK(*parse_size("1MB") == 1'000'000);
  CHECK(*parse_size("1.5KiB") == 1536);
  CHECK(why(parse_size("64")) == "\"64\" needs a unit, such as \"64KiB\"");
  CHECK(why(parse_size("64kb")).substr(0, 27) == "unknown unit \"kb\" in \"64kb\"");
  CHECK(why(parse_size("99999999GiB")).find("too large") != std::string::npos);
  for (const std::uint64_t bytes : {0ULL, 1ULL, 1000ULL, 1024ULL, 65536ULL, 1ULL << 50U}) {
    CHECK(*parse_size(size_text(bytes)) == bytes);
  }
}

TEST_CASE("a rate is a count and a time, in lowest terms") {
  CHECK(*parse_rate("200/s") == Rate{1, 5ms});
  CHECK(*parse_rate("0.5/s") == Rate{1, 2s});
  CHECK(*parse_rate("3/s") == Rate{3, 1s});
  CHECK(*parse_rate("30/m") == Rate{1, 2s});
  CHECK(*parse_rate("1/150ms") == Rate{1, 150ms});
  CHECK(*parse_rate("0/s") == Rate{});
  for (const char* text :
       {"200", "200/", "200/0s", "200/x", "-1/s", "9999999999/s", "200s", "1/ s"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_rate(text).ok());
  }
}

TEST_CASE("a rate reads back as it was") {
  CHECK(rate_text(*parse_rate("200/s")) == "200/s");
  CHECK(rate_text(*parse_rate("1/2s")) == "30/m");
  for (const char* text :
       {"200/s", "3/s", "0.3/s", "1/7ms", "7/11us", "1/1234567ns", "1/ns", "0/s"}) {
    CAPTURE(text);
    CHECK(*parse_rate(rate_text(*parse_rate(text))) == *parse_rate(text));
  }
}

TEST_CASE("a bandwidth is bits per second, or a size per second") {
  CHECK(*parse_bandwidth("10Mbps") == 10'000'000);
  CHECK(*parse_bandwidth("1MB/s") == 8'000'000);
  CHECK(*parse_bandwidth("64kbps") == 64'000);
  CHECK_FALSE(parse_bandwidth("10").ok());
  CHECK_FALSE(parse_bandwidth("10Mb").ok());
  for (const std::uint64_t bits : {1ULL, 8'000ULL, 10'000'000ULL}) {
    CHECK(*parse_bandwidth(bandwidth_text(bits)) == bits);
  }
}

TEST_CASE("a probability is exact in billionths, and reads back as it was") {
  CHECK(parse_probability(0.001)->value == 1'000'000);
  CHECK(parse_probability(0.1)->value == 100'000'000);
  CHECK(parse_probability(1)->value == Billionths::one);
  CHECK(parse_probability(0)->value == 0);
  for (const double wrong : {-0.001, 1.001, 1e300, -1e300})
    CHECK_FALSE(parse_probability(wrong).ok());
  for (std::uint64_t value = 0; value <= Billionths::one; value += 9'999'991) {
    CHECK(parse_probability(Billionths{value}.number())->value == value);
  }
}

TEST_CASE("a seed is decimal, hexadecimal or a git hash") {
  CHECK(*parse_seed("010") == 10);
  CHECK(*parse_seed("0") == 0);
  CHECK(*parse_seed("18446744073709551615") == ~std::uint64_t{0});
  CHECK(*parse_seed("0x5eed") == 0x5eed);
  CHECK(*parse_seed("0xFFFFFFFFFFFFFFFF") == ~std::uint64_t{0});
  const auto hash = parse_seed("e5e0461c0ffee0ddba11deadbeef0123456789ab");
  CHECK(*hash == *parse_seed("E5E0461C0FFEE0DDBA11DEADBEEF0123456789AB"));
  CHECK(*hash != *parse_seed("e5e0461c0ffee0ddba11deadbeef0123456789ac"));
  CHECK(*hash != *parse_seed("f5e0461c0ffee0ddba11deadbeef0123456789ab"));
}

TEST_CASE("what does not fit a seed is refused, and never wrapped or cut") {
  for (const char* text :
       {"-1", "18446744073709551616", "0x10000000000000000", "", "0x", "seed", "1.5", "1e3", " 1",
        "1 ", "+1", "0x-1", "-0x1", "5eed", "e5e0461c0ffee0ddba11deadbeef0123456789a", "0x5eedg"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_seed(text).ok());
  }
}

TEST_CASE("a seed prints as hexadecimal that reads back") {
  CHECK(seed_text(0x5eed) == "0x5eed");
  CHECK(seed_text(0) == "0x0");
  CHECK(*parse_seed(seed_text(~std::uint64_t{0})) == ~std::uint64_t{0});
}

}  // namespace conclave::sim

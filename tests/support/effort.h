// Effort: how many seeds a test goes through. With sanitizers and without optimisation a run takes
// twenty times as long, so a tenth has to do there: what they look for does not hide in one seed
// among thousands, and the other builds have gone through all of them. What cannot do with less is
// left to those: `TEST_CASE("..." * doctest::skip(sanitized))`.
#pragma once

#include <algorithm>
#include <cstdint>

namespace conclave {

#if defined(__SANITIZE_ADDRESS__)
inline constexpr bool sanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
inline constexpr bool sanitized = true;
#else
inline constexpr bool sanitized = false;
#endif
#else
inline constexpr bool sanitized = false;
#endif

// Of so many seeds, those to take here: at least one. For a bound on what came of them too.
constexpr std::uint64_t effort(std::uint64_t seeds) {
  return sanitized ? std::max<std::uint64_t>(1, seeds / 10) : seeds;
}

}  // namespace conclave

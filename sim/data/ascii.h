// Characters, as the formats that we read mean them: ASCII only, whatever the locale.
#pragma once

namespace conclave::sim {

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace conclave::sim

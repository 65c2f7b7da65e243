// For libFuzzer: any bytes as a scenario. What is accepted must print, read back, and print the
// same. Built with -fsanitize=fuzzer,address,undefined from this file and all of protocols/ and
// sim/, it runs as: scenario_fuzz -max_total_time=60 corpus scenarios/raft
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "sim/run/scenario.h"

// The name is libFuzzer's.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);  // NOLINT

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  using conclave::sim::parse_scenario;
  using conclave::sim::scenario_text;
  const auto result = parse_scenario({reinterpret_cast<const char*>(data), size});
  if (!result.ok()) {
    if (to_text(result.errors()).empty()) std::abort();
    return 0;
  }
  const std::string printed = scenario_text(*result);
  const auto again = parse_scenario(printed);
  if (!again.ok() || scenario_text(*again) != printed) std::abort();
  return 0;
}

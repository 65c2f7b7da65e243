// Any bytes as a scenario. What is accepted prints, reads back, and prints the same.
#include "sim/run/scenario.h"
#include "tests/fuzz/feed.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {  // NOLINT
  using namespace conclave;
  const auto result = sim::parse_scenario(fuzz::text_of(data, size));
  if (!result.ok()) {
    fuzz::must(!to_text(result.errors()).empty());
    return 0;
  }
  const std::string printed = sim::scenario_text(*result);
  const auto again = sim::parse_scenario(printed);
  fuzz::must(again.ok() && sim::scenario_text(*again) == printed);
  return 0;
}

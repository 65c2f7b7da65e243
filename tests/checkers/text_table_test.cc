// A table of texts.
#include "sim/checkers/text_table.h"

#include <doctest/doctest.h>

#include <map>

#include "sim/kernel/random.h"

namespace conclave::sim {
namespace {

TEST_CASE("a table of texts knows what came, and nothing else") {
  TextTable<int> table;
  CHECK(table.find("a") == nullptr);
  table["a"] = 1;
  table[""] = 2;
  CHECK(*table.find("a") == 1);
  CHECK(*table.find("") == 2);
  CHECK(table.find("b") == nullptr);
  CHECK(table["a"] == 1);
  CHECK(table.size() == 2);
}

TEST_CASE("a table of texts agrees with an ordered map, whatever comes") {
  TextTable<std::uint64_t> table;
  std::map<std::string, std::uint64_t> expected;
  Random random(7);
  for (std::uint64_t n = 0; n < 5'000; ++n) {
    const std::string text = std::to_string(random.below(2'000));
    table[text] += n;
    expected[text] += n;
    const std::string other = std::to_string(random.below(4'000));
    const std::uint64_t* found = table.find(other);
    REQUIRE((found != nullptr) == expected.contains(other));
    if (found != nullptr) CHECK(*found == expected[other]);
  }
  CHECK(table.size() == expected.size());
}

}  // namespace
}  // namespace conclave::sim

#include "sim/data/words.h"

// Words: quoting and guessing.

#include <doctest/doctest.h>

namespace conclave::sim {

TEST_CASE("two neighbours swapped are one slip") {
  CHECK(edit_distance("netwrok", "network") == 1);
  CHECK(edit_distance("kitten", "sitting") == 3);
  CHECK(edit_distance("", "abc") == 3);
  CHECK(edit_distance("same", "same") == 0);
}

TEST_CASE("a slip of a known word is recognised, and a stranger is not") {
  const std::vector<std::string> known{"network", "nodes", "disk"};
  CHECK(nearest("netwrok", known) == "network");
  CHECK(nearest("node", known) == "nodes");
  CHECK(nearest("banana", known) == std::nullopt);
  CHECK(nearest("", known) == std::nullopt);
  CHECK(nearest(std::string(1'000'000, 'n'), known) == std::nullopt);
}

TEST_CASE("a stranger among few words is shown all of them") {
  CHECK(suggestion("netwrok", {"network", "disk"}) == ", did you mean network?");
  CHECK(suggestion("banana", {"network", "disk"}) == ": must be network or disk");
  CHECK(suggestion("banana", std::vector<std::string>(100, "x")).empty());
}

TEST_CASE("what a person wrote is quoted short, whole characters, and harmless to a terminal") {
  CHECK(in_quotes("plain") == "\"plain\"");
  CHECK(printable("a\x1b[31mb\n\x7f") == "a\\x1b[31mb\\n\\x7f");
  CHECK(printable("\xC3\xA4\xC3\xA4", 3) == "\xC3\xA4...");
  CHECK(printable(std::string(1000, 'a'), 5) == "aaaaa...");
}

}  // namespace conclave::sim

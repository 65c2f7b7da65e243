// Beliefs and marks: what is said, and what is counted.
#include "protocols/core/check.h"

#include <string>

#include "tests/support/bench.h"

namespace conclave {
namespace {

std::string said_by(void (*broken)()) {
  try {
    broken();
  } catch (const Broken& belief) {
    return belief.what();
  }
  return "nothing";
}

void reach(bool condition) {
  SOMETIMES(condition, "a mark of check_test");
}

const Mark& mark() {
  for (const Mark* mark : all_marks()) {
    if (mark->text == std::string("a mark of check_test")) return *mark;
  }
  NEVER("the mark is missing");
}

TEST_CASE("a true belief costs nothing, a false one says where and what") {
  CHECK(said_by([] { ALWAYS(1 + 1 == 2); }) == "nothing");
  const std::string said = said_by([] { ALWAYS(1 + 1 == 3); });
  CHECK(said.rfind("tests/protocols/core/check_test.cc:", 0) == 0);
  CHECK(said.find(": 1 + 1 == 3") != std::string::npos);
}

TEST_CASE("a line that is never reached says so when it is") {
  CHECK(said_by([] { NEVER("two suns"); }).find(": two suns") != std::string::npos);
}

TEST_CASE("a mark is listed before it is reached, and counts when it is") {
  const std::uint64_t before = mark().reached;
  reach(false);
  CHECK(mark().reached == before);
  reach(true);
  CHECK(mark().reached == before + 1);
}

}  // namespace
}  // namespace conclave

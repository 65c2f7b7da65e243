// The one file of the tests that makes a parser.
#include "tests/support/json.h"

namespace conclave::test {

sim::Json json_of(std::string_view text) {
  return sim::Json::parse(text);
}

}  // namespace conclave::test

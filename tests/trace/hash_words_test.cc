// The hash under the fingerprint does not depend on the processor.
#include "sim/trace/hash_words.h"

#include <doctest/doctest.h>

#include <vector>

using namespace conclave::sim;

TEST_SUITE("trace/hash_words") {
  TEST_CASE("wide registers give the same number as narrow ones") {
    std::vector<std::uint64_t> words;
    for (std::uint64_t n = 0; n < 1'300; ++n) {
      CAPTURE(n);
      CHECK(hash_words(words.data(), words.size()) ==
            detail::hash_words_anywhere(words.data(), words.size()));
      words.push_back(n * 0x9e3779b97f4a7c15);
    }
  }

  TEST_CASE("it is XXH3, whatever its version") {
    const std::vector<std::uint64_t> words(1'024, 7);
    CHECK(hash_words(words.data(), words.size()) == 0xe8fcf53bd9cde298);
  }
}

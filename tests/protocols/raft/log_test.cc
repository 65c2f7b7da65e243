// The log of Raft, part by part.
#include "protocols/raft/log.h"

#include "tests/protocols/raft/raft_bench.h"

namespace conclave::raft {
namespace {

Log log_of_terms(const std::vector<std::uint64_t>& terms) {
  Log log;
  for (const std::uint64_t term : terms) {
    const Entry e = entry(term, "x");
    log.replace_from(log.last().next(), std::span(&e, 1));
  }
  return log;
}

TEST_CASE("an empty log ends at slot 0, of term 0, and matches there") {
  const Log log;
  CHECK(log.last() == Slot(0));
  CHECK(log.last_term() == Term(0));
  CHECK(log.matches(Slot(0), Term(0)));
  CHECK_FALSE(log.matches(Slot(1), Term(0)));
}

TEST_CASE("a log matches where it has an entry of that term") {
  const Log log = log_of_terms({1, 1, 3});
  CHECK(log.matches(Slot(3), Term(3)));
  CHECK_FALSE(log.matches(Slot(3), Term(1)));
  CHECK_FALSE(log.matches(Slot(4), Term(3)));
}

TEST_CASE("a tail replaces all from its slot on") {
  Log log = log_of_terms({1, 1, 1, 1});
  const Entries tail{entry(2, "y")};
  log.replace_from(Slot(3), tail);
  CHECK(log.last() == Slot(3));
  CHECK(log.term_at(Slot(2)) == Term(1));
  CHECK(log.at(Slot(3)) == entry(2, "y"));
}

TEST_CASE("a log has no holes, and nothing outside it") {
  Log log = log_of_terms({1});
  CHECK_THROWS_AS(log.replace_from(Slot(3), {}), Broken);
  CHECK_THROWS_AS(log.replace_from(Slot(0), {}), Broken);
  CHECK_THROWS_AS(log.at(Slot(2)), Broken);
  CHECK_THROWS_AS(log.at(Slot(0)), Broken);
}

TEST_CASE("where a term begins, and where one ends, as a walk over the log would find it") {
  const std::vector<std::uint64_t> terms{1, 1, 2, 4, 4, 4, 7};
  const Log log = log_of_terms(terms);
  for (std::uint64_t slot = 1; slot <= terms.size(); ++slot) {
    std::uint64_t first = slot;
    while (first > 1 && terms[first - 2] == terms[slot - 1]) --first;
    CHECK(log.first_of_term_at(Slot(slot)) == Slot(first));
    for (std::uint64_t term = 0; term <= 8; ++term) {
      std::uint64_t last = slot;
      while (last > 0 && terms[last - 1] > term) --last;
      CHECK(log.last_until_term(Slot(slot), Term(term)) == Slot(last));
    }
  }
}

}  // namespace
}  // namespace conclave::raft

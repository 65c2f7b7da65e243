// The judges as a bench: the table, who is bound by what, verdicts, and words.
#include "sim/checkers/judges.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <set>
#include <string>

#include "sim/checkers/words.h"
#include "tests/support/story.h"

namespace conclave::sim {
namespace {

bool has(const std::vector<Chosen>& chosen, std::string_view name) {
  return std::any_of(chosen.begin(), chosen.end(),
                     [&](const Chosen& check) { return check.kind->name == name; });
}

TEST_CASE("every check has a name, an id and a promise of its own") {
  std::set<std::string_view> names, ids, promises;
  for (const CheckerKind& kind : checker_kinds()) {
    CHECK(find_checker(kind.name) == &kind);
    CHECK(!kind.promise.empty());
    CHECK(bool(kind.make));
    names.insert(kind.name);
    ids.insert(kind.id);
    promises.insert(kind.promise);
  }
  CHECK(names.size() == checker_kinds().size());
  CHECK(ids.size() == checker_kinds().size());
  CHECK(promises.size() == checker_kinds().size());
  CHECK(find_checker("no_such_check") == nullptr);
}

TEST_CASE("a promise of a family binds only who claims it") {
  const std::vector<std::string_view> claimed{"log_matching"};
  CHECK(has(every_check(claimed), "log_matching"));
  CHECK(has(every_check(claimed), "agreement"));
  CHECK_FALSE(has(every_check(claimed), "promise_kept"));
  CHECK_FALSE(has(every_check({}), "log_matching"));
}

TEST_CASE("safety is all but the search and the promise that is due at the end") {
  const std::vector<Chosen> safety = safety_checks({});
  CHECK(has(safety, "fresh_reads"));
  CHECK_FALSE(has(safety, "linearizable"));
  CHECK_FALSE(has(safety, "progress"));
  CHECK(has(every_check({}), "progress"));
}

TEST_CASE("parameters are described, and have defaults") {
  const auto specs = find_checker("progress")->options();
  REQUIRE(specs.size() == 2);
  CHECK(specs[0].name == "within");
  CHECK(std::get<Duration>(specs[0].standard) > Duration::zero());
  CHECK(find_checker("agreement")->options().empty());
}

TEST_CASE("a check that compared nothing was not exercised") {
  Story story(3, {"one_leader", "agreement"});
  story.node(1).becomes_leader(1);
  CHECK(story.keeps("one_leader"));
  CHECK(story.leaves_open("agreement"));
  CHECK_FALSE(story.judges().failed());
}

TEST_CASE("violations stand in the order in which they were found, the first of each check") {
  Story story(3, {"agreement", "one_leader"});
  story.node(1).becomes_leader(1);
  const Index broken = story.now();
  story.node(2).becomes_leader(1);
  story.node(3).becomes_leader(1);
  story.node(1).decides(1, "a");
  story.node(2).decides(1, "b");
  REQUIRE(story.judges().failed());
  const auto violations = story.judges().violations();
  REQUIRE(violations.size() == 2);
  CHECK(violations[0].check == "one_leader");
  CHECK(violations[0].index == broken);
  CHECK(violations[1].check == "agreement");
  CHECK(story.result("one_leader").evaluations == 3);
}

TEST_CASE("a violation names who, what, since when, and the faults under way") {
  Story story(3, {"agreement"});
  story.node(1).decides(1, "put k1 a");
  story.fault_begins("f1", "partition").fault_begins("f2", "loss").fault_ends("f2");
  story.node(2).decides(1, "put k1 b");
  CHECK(
      story.told("agreement") ==
      "n2 decided \"put k1 b\" (client 9, request 2) for slot 1 at #7, but n1 had decided another "
      "command there at #3. The promise (I05): no two nodes decide different commands for one "
      "slot, "
      "nor does one node after a restart. Look at #3, #7. Faults under way: f1 (partition, since "
      "#4).");
}

TEST_CASE("a violation says in fields what its story says in words") {
  Story story(3, {"agreement"});
  story.node(1).accepts(1, 1, "put k1 a").decides(1, "put k1 a");
  story.fault_begins("f1", "partition");
  story.node(2).decides(1, "put k1 b");
  REQUIRE(story.judges().violations().size() == 1);
  const Violation& violation = story.judges().violations().front();
  CHECK(violation.where ==
        Where{.nodes = {NodeId(1), NodeId(2)}, .slot = Slot(1), .lines = {4, 6}});
  CHECK(violation.faults == std::vector{ActiveFault{"f1", "partition", 5}});
  CHECK(violation.story.find("n1 had decided \"put k1 a\" (client 9, request 1) of epoch 1 there "
                             "at #4") != std::string::npos);
}

TEST_CASE("words quote what is text, and spell out what is not") {
  CHECK(quoted("put k1 a") == "\"put k1 a\"");
  CHECK(quoted("高可用") == "\"高可用\"");
  CHECK(quoted(std::string_view("\xff\x00k", 3)) == "\"\\xff\\x00k\"");
  CHECK(quoted(std::string(100, 'x')) == "\"" + std::string(60, 'x') + "...\"");
  std::string wide;
  for (int n = 0; n < 40; ++n) wide += "系";
  CHECK(quoted("a" + wide).find("\\x") == std::string::npos);
  CHECK(in_words(Command{}) == "a no-op");
}

}  // namespace
}  // namespace conclave::sim

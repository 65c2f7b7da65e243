// Partitions: each shape cuts what its name says, by turns where it flaps, and heals without a
// trace.
#include <doctest/doctest.h>

#include <algorithm>
#include <set>

#include "tests/support/drama.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

// For each node, whom it hears, itself included.
std::vector<std::set<char>> heard(Drama& drama) {
  std::vector<std::set<char>> all(drama.cluster.size());
  for (std::size_t n = 0; n < all.size(); ++n) all[n].insert(static_cast<char>('1' + n));
  for (const std::string& link : drama.links()) {
    all[static_cast<std::size_t>(link[1] - '1')].insert(link[0]);
  }
  return all;
}

}  // namespace

TEST_SUITE("faults/partition") {
  TEST_CASE("groups stop what crosses them, both ways, until they end") {
    Drama drama(4);
    const auto split = fault("partition", R"({"groups": [["n1", "n2"], ["n3"], ["n4"]]})");
    drama.begin(*split);
    CHECK(drama.text == "partition {n1 n2 | n3 | n4}");
    CHECK(drama.links() == Lines{"12", "21"});
    drama.end(*split);
    CHECK(drama.links().size() == 12);
    CHECK(drama.tally.effective == 10);
  }

  TEST_CASE("an isolated node hears nobody and is heard by nobody") {
    Drama drama(3);
    drama.begin(*fault("partition", R"({"isolate": "n2"})"));
    CHECK(drama.links() == Lines{"13", "31"});
  }

  TEST_CASE("a one-way partition leaves the other way open") {
    Drama drama(3);
    drama.begin(*fault("partition", R"({"one_way": {"from": "n1", "to": ["n2", "n3"]}})"));
    CHECK(drama.links() == Lines{"21", "23", "31", "32"});
  }

  TEST_CASE("the rest is what is left of the others, wherever it stands") {
    Drama drama(3);
    const auto deaf = fault("partition", R"({"one_way": {"from": "rest", "to": "n2"}})");
    drama.begin(*deaf);
    CHECK(drama.text == "partition n1 n3 -x-> n2");
    CHECK(drama.links() == Lines{"13", "21", "23", "31"});
    drama.end(*deaf);
    const auto split = fault("partition", R"({"groups": ["rest", "n1"]})");
    drama.begin(*split);
    CHECK(drama.text == "partition {n2 n3 | n1}");
  }

  TEST_CASE("clients are cut off from the nodes when a group names them") {
    for (const char* shape : {R"({"isolate": "clients"})", R"({"groups": ["clients", "rest"]})",
                              R"({"one_way": {"from": "clients", "to": "all"}})"}) {
      CAPTURE(shape);
      Drama drama(2, 2);
      const auto alone = fault("partition", shape);
      drama.begin(*alone);
      drama.send(3, 1, "x");
      drama.send(4, 2, "x");
      drama.send(1, 2, "x");
      drama.run();
      CHECK(drama.recorder.count("partition") == 2);
      CHECK(drama.recorder.count("n2 recv") == 1);
    }
  }

  TEST_CASE("a bridge is heard by both halves, which do not hear each other") {
    Drama drama(5);
    for (std::uint64_t seed = 1; seed < 10; ++seed) {
      const auto bridge = fault("partition", R"({"bridge": "n3"})");
      drama.begin(*bridge, Random(seed));
      const auto sees = heard(drama);
      CHECK(sees[2].size() == 5);
      for (const std::size_t n : {0U, 1U, 3U, 4U}) {
        CHECK(sees[n].size() == 3);
        CHECK(sees[n].count('3') == 1);
      }
      drama.end(*bridge);
    }
    CHECK(drama.links().size() == 20);
  }

  TEST_CASE("in a ring of majorities each node hears one, and no two the same") {
    for (const std::size_t nodes : {3U, 4U, 5U, 6U, 7U, 9U}) {
      CAPTURE(nodes);
      Drama drama(nodes);
      drama.begin(*fault("partition", R"({"majority_ring": "all"})"), Random(nodes));
      const auto sees = heard(drama);
      for (const auto& one : sees) CHECK(one.size() == nodes / 2 + 1);
      CHECK(std::set<std::set<char>>(sees.begin(), sees.end()).size() == nodes);
    }
  }

  TEST_CASE("in a ring of five every link works both ways or not at all") {
    Drama drama(5);
    drama.begin(*fault("partition", R"({"majority_ring": ["n1", "n3", "n5", "n2", "n4"]})"));
    CHECK(drama.text == "partition into a ring n1 n3 n5 n2 n4");
    CHECK(drama.links() == Lines{"13", "14", "24", "25", "31", "35", "41", "42", "52", "53"});
  }

  TEST_CASE("a partial mesh cuts pairs, as often as it says") {
    Drama drama(9);
    const auto none = fault("partition", R"({"mesh": 0})");
    drama.begin(*none);
    CHECK(drama.text == "partition of pairs: none");
    CHECK(drama.links().size() == 72);
    drama.end(*none);
    std::size_t open = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
      const auto some = fault("partition", R"({"mesh": 0.25})");
      drama.begin(*some, Random(seed));
      const auto links = drama.links();
      for (const std::string& link : links) {
        CHECK(std::find(links.begin(), links.end(), std::string{link[1], link[0]}) != links.end());
      }
      open += links.size();
      drama.end(*some);
    }
    CHECK(open > 20 * 72 * 70 / 100);
    CHECK(open < 20 * 72 * 80 / 100);
  }

  TEST_CASE("what a shape left to chance is written down once it has aimed, and does the same") {
    for (const char* shape :
         {R"({"groups": ["minority", "rest"]})", R"({"isolate": "one"})",
          R"({"one_way": {"from": "one", "to": "minority"}})", R"({"bridge": "one"})",
          R"({"bridge": {"shared": "one", "halves": ["minority", "rest"]}})",
          R"({"majority_ring": "all"})", R"({"mesh": 0.5})", R"({"mesh": 0})",
          R"({"isolate": "one", "flap": "10ms"})"}) {
      for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        CAPTURE(shape);
        Drama first(5), second(5);
        const auto drawn = fault("partition", shape);
        first.begin(*drawn, Random(seed));
        const auto same = fault("partition", written(*drawn).dump());
        second.begin(*same, Random(seed + 100));
        CHECK(second.text == first.text);
        CHECK(second.links() == first.links());
        CHECK(written(*same) == written(*drawn));
      }
    }
  }

  TEST_CASE("a flapping partition cuts and heals by turns, for as long as it lasts") {
    Drama drama(2);
    Strikes strikes(drama.cluster);
    Random random(1);
    const auto flapping = fault("partition", R"({"isolate": "n1", "flap": "10ms"})");
    strikes.begin("f", "partition", AnyFault(flapping->clone()), random, no_cause, 100ms);
    CHECK(drama.recorder.count("begin f partition {n1 | n2} every 10ms") == 1);
    for (int n = 0; n < 120; ++n) {
      drama.send(1, 2, "x");
      drama.run_for(1ms);
    }
    drama.run();
    // Five times cut, five times whole, then healed. A packet takes a millisecond, so nine arrive
    // in the first ten.
    CHECK(strikes.tallies().at("partition").effective == 49);
    CHECK(drama.recorder.count("n2 recv") == 71);
    CHECK(drama.recorder.count("end f") == 1);
  }

  TEST_CASE("a partition that makes no sense is refused at its place") {
    CHECK(errors_of_fault("partition", R"({"isolate": "n1", "mesh": 0.2})") ==
          "must not have both isolate and mesh\n");
    CHECK(errors_of_fault("partition", R"({"flap": "1s"})") ==
          "must have groups, isolate, one_way, bridge, majority_ring or mesh\n");
    CHECK(errors_of_fault("partition", R"({"isolate": "n1", "flap": "0ms"})") != "");
    CHECK(errors_of_fault("partition", R"({"mesh": 1.5})") ==
          "/mesh: must be a probability, a number from 0 to 1, not 1.5\n");
    CHECK(errors_of_fault("partition", R"({"mesh": [["n1"]]})") != "");
    CHECK(errors_of_fault("partition", R"({"bridge": {"halves": ["n1", "n2"]}})") != "");
    CHECK(errors_of_fault("partition", R"({"bridge": "n77"})") ==
          "/bridge: unknown target \"n77\", did you mean n7?\n");
    CHECK(errors_of_fault("partition", R"({"majority_rnig": "all"})") != "");
  }
}

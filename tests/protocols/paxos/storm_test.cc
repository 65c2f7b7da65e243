// Both protocols under thousands of random schedules, and every planted mistake found by them.
#include "tests/protocols/paxos/storm.h"

#include <doctest/doctest.h>

#include <array>

#include "protocols/paxos/multi.h"
#include "protocols/paxos/synod.h"
#include "tests/support/effort.h"

namespace conclave::paxos {
namespace {

using SynodStorm = Storm<synod::Types, synod::Node>;
using MultiStorm = Storm<multi::Types, multi::Node>;

// Small limits reach more corners.
multi::Config squeezed(std::uint64_t seed) {
  multi::Config config;
  config.batch_max = 1 + seed % 3;
  config.window = 1 + seed / 3 % 3;
  return config;
}
std::uint32_t three_or_five(std::uint64_t seed) {
  return seed % 2 == 0 ? 3 : 5;
}

// No faults any more: whoever leads goes on leading; if nobody does, somebody tries.
void calm(MultiStorm& storm) {
  for (const NodeId id : storm.everyone()) storm.boot(id);
  for (int round = 0; round < 60 && storm.ok(); ++round) {
    storm.settle();
    bool led = false;
    for (const NodeId id : storm.everyone()) {
      if (storm.node(id).brief().role == Role::follower) continue;
      led = led || storm.node(id).brief().role == Role::leader;
      storm.fire(id, static_cast<std::uint8_t>(multi::Timer::heartbeat), true);
    }
    if (!led) storm.fire(storm.anyone(), static_cast<std::uint8_t>(multi::Timer::election), true);
  }
  storm.settle();
}
void calm(SynodStorm& storm) {
  for (const NodeId id : storm.everyone()) storm.boot(id);
  for (int round = 0; round < 60 && storm.ok(); ++round) {
    storm.settle();
    const NodeId id = storm.anyone();
    storm.fire(id, static_cast<std::uint8_t>(synod::Timer::propose), true);
    storm.fire(id, static_cast<std::uint8_t>(synod::Timer::learn), true);
  }
  storm.settle();
}

template <typename AnyStorm>
void rage(AnyStorm& storm, int steps) {
  for (int n = 0; n < steps && storm.ok(); ++n) storm.rage();
}

}  // namespace

TEST_CASE("paxos-synod agrees on one value under any schedule, and everyone learns it after") {
  std::size_t decided_in_storm = 0;
  for (std::uint64_t seed = 1; seed <= effort(1000); ++seed) {
    SynodStorm storm(seed, three_or_five(seed), {});
    rage(storm, 400);
    decided_in_storm += storm.chosen();
    storm.request(NodeId(1));
    calm(storm);
    INFO("seed ", seed, ": ", storm.violation());
    REQUIRE(storm.ok());
    for (const NodeId id : storm.everyone()) REQUIRE(storm.decided(id) == storm.chosen());
  }
  CHECK(decided_in_storm > effort(500));  // the schedules are no mere noise
}

TEST_CASE("paxos agrees on every slot under any schedule, and makes progress after") {
  std::size_t decided_in_storm = 0;
  for (std::uint64_t seed = 1; seed <= effort(1000); ++seed) {
    MultiStorm storm(seed, three_or_five(seed), squeezed(seed));
    rage(storm, 1500);
    decided_in_storm += storm.chosen();
    calm(storm);
    INFO("seed ", seed, ": ", storm.violation());
    REQUIRE(storm.ok());
    const std::size_t before = storm.chosen();
    for (const NodeId id : storm.everyone()) storm.request(id);
    calm(storm);
    REQUIRE(storm.ok());
    REQUIRE(storm.chosen() == before + 1);  // only the leader serves a request
    for (const NodeId id : storm.everyone()) REQUIRE(storm.decided(id) == storm.chosen());
  }
  CHECK(decided_in_storm > effort(5000));
}

TEST_CASE("paxos with quorums of different sizes agrees too, as long as they meet") {
  for (std::uint64_t seed = 1; seed <= effort(500); ++seed) {
    multi::Config config = squeezed(seed);
    config.phase1 = 2 + seed % 4;
    config.phase2 = 6 - config.phase1;
    REQUIRE(config.check(5).empty());
    MultiStorm storm(seed, 5, config);
    rage(storm, 1500);
    calm(storm);
    INFO("seed ", seed, ": ", storm.violation());
    REQUIRE(storm.ok());
    for (const NodeId id : storm.everyone()) REQUIRE(storm.decided(id) == storm.chosen());
  }
}

// A mistake that no schedule shows is no mistake, or the judges are blind. One of them needs a
// schedule so particular that it has a test of its own: synod_test.cc, multi_test.cc.
TEST_CASE("every mistake planted into paxos-synod is convicted by some schedule") {
  for (const FlawInfo& flaw : synod::flaws) {
    if (flaw.name == "keep_old_promise") continue;
    bool convicted = false;
    for (std::uint64_t seed = 1; !convicted && seed <= 4000; ++seed) {
      synod::Config config;
      config.flaw = synod::Types::flaw_named(flaw.name);
      SynodStorm storm(seed, three_or_five(seed), config);
      rage(storm, 400);
      convicted = !storm.ok();
    }
    INFO(flaw.name);
    CHECK(convicted);
  }
}

TEST_CASE("every mistake planted into paxos is convicted by some schedule") {
  for (const FlawInfo& flaw : multi::flaws) {
    if (flaw.name == "keep_old_promise") continue;
    bool convicted = false;
    for (std::uint64_t seed = 1; !convicted && seed <= 2000; ++seed) {
      multi::Config config = squeezed(seed);
      config.flaw = multi::Types::flaw_named(flaw.name);
      MultiStorm storm(seed, three_or_five(seed), config);
      rage(storm, 1500);
      convicted = !storm.ok();
    }
    INFO(flaw.name);
    CHECK(convicted);
  }
}

}  // namespace conclave::paxos

// The nemesis: it strikes again and again, by time and at moments, and each strike is a fault of
// its own.
#include "sim/faults/nemesis.h"

#include <doctest/doctest.h>

#include <set>

#include "tests/support/stage.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

NemesisSpec spec(const std::string& what) {
  NemesisSpec one;
  one.what = what;
  one.fault = AnyFault(find_fault(what)->make());
  return one;
}

struct Drama : Stage {
  explicit Drama(const std::vector<NemesisSpec>& specs, std::size_t nodes = 3)
      : Stage(nodes), strikes(cluster), nemesis(cluster, strikes, Random(1), specs) {
    trace.attach(nemesis);
    cluster.start();
    recorder.clear();
    nemesis.start();
  }
  Strikes strikes;
  Nemesis nemesis;
};

}  // namespace

TEST_SUITE("faults/nemesis") {
  TEST_CASE("it strikes about as often as it should, and each strike ends") {
    NemesisSpec crash = spec("crash");
    crash.every = 10ms;
    crash.lasts = Delay(1ms);
    Drama drama({crash});
    drama.run_for(2s);
    CHECK(drama.recorder.count("begin crash-1.") > 150);
    CHECK(drama.recorder.count("begin crash-1.") < 250);
    drama.nemesis.stop();
    drama.run_for(10ms);
    CHECK(drama.recorder.count("begin") == drama.recorder.count("end crash"));
    CHECK(drama.strikes.ending() == 0);
  }

  TEST_CASE("a strike at a moment comes after its event, and has it as its cause") {
    NemesisSpec loss = spec("loss");
    loss.on = "crash";
    loss.delay = Delay(2ms);
    loss.lasts = Delay(1ms);
    Drama drama({loss});
    drama.run_for(5ms);
    CHECK(drama.recorder.lines().empty());
    drama.host(2).crash(no_cause);
    drama.run_for(5ms);
    const auto& lines = drama.recorder.lines();
    REQUIRE(lines.size() == 3);
    CHECK(lines[1].text == "begin loss-1.1 loss of 20% everywhere");
    CHECK(lines[1].cause == lines[0].index);
    CHECK(lines[1].at - lines[0].at == 2ms);
  }

  TEST_CASE("a moment may be that of one node") {
    NemesisSpec loss = spec("loss");
    loss.on = "crash";
    loss.of = "n2";
    loss.lasts = Delay(1ms);
    Drama drama({loss});
    drama.host(1).crash(no_cause);
    drama.host(3).crash(no_cause);
    drama.run_for(5ms);
    CHECK(drama.recorder.count("begin") == 0);
    drama.host(2).crash(no_cause);
    drama.run_for(5ms);
    CHECK(drama.recorder.count("begin loss-1.1") == 1);
  }

  TEST_CASE("nobody waits for the end of what it does") {
    NemesisSpec crash = spec("crash");
    crash.every = 10ms;
    crash.lasts = Delay(500ms);
    Drama drama({crash});
    drama.run_for(50ms);
    CHECK(drama.strikes.ending() > 0);
    CHECK(drama.strikes.awaited() == 0);
  }

  TEST_CASE("a moment without luck passes") {
    NemesisSpec never = spec("loss");
    never.on = "crash";
    never.chance = Ratio{0};
    Drama drama({never});
    drama.host(2).crash(no_cause);
    drama.run_for(1s);
    CHECK(drama.recorder.count("begin") == 0);
  }

  TEST_CASE("when it is stopped, nothing strikes any more") {
    NemesisSpec crash = spec("crash");
    crash.every = 10ms;
    Drama drama({crash});
    drama.run_for(50ms);
    drama.nemesis.stop();
    drama.strikes.end_all();
    drama.recorder.clear();
    drama.run_for(1s);
    CHECK(drama.recorder.lines().empty());
    for (std::uint32_t n = 1; n <= 3; ++n) CHECK(drama.host(n).up());
  }

  TEST_CASE("every profile can be written, and the swarm differs from seed to seed") {
    std::set<std::string> mixes;
    for (const Profile& profile : nemesis_profiles()) {
      CAPTURE(profile.name);
      const auto specs = profile_specs(profile.name, Random(1));
      CHECK((profile.name == "calm") == specs.empty());
    }
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
      std::string mix;
      for (const NemesisSpec& one : profile_specs("swarm", Random(seed))) mix += one.what + " ";
      mixes.insert(mix);
    }
    CHECK(mixes.size() > 25);
  }
}

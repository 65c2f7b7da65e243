// What an event asks of the allocator when nothing goes wrong.
#include "tests/support/allocations.h"

#include <doctest/doctest.h>

#include <string>

#include "sim/run/simulation.h"
#include "tools/bench/scenes.h"

using namespace conclave;

namespace {

// Allocations for a thousand events, once the run is warm. The vectors and pools of the first
// events are there by then. What grows with the log and the history goes on growing: logs and the
// judges' tables double now and then, and journals add a piece of a file for some dozen records.
double for_a_thousand_events(std::string_view protocol, std::uint64_t in_flight) {
  constexpr std::uint64_t warm = 50'000, measured = 50'000;
  const sim::Scenario scenario = tools::scene(tools::steady_text(protocol, in_flight, 1'000'000));
  sim::Simulation simulation(scenario, 1);
  std::uint64_t events = 0, before = 0, after = 0;
  simulation.stop_when([&] {
    ++events;
    if (events == warm) before = *allocations();
    if (events == warm + measured) after = *allocations();
    return events == warm + measured;
  });
  simulation.run();
  REQUIRE(after > 0);
  return 1000.0 * static_cast<double>(after - before) / static_cast<double>(measured);
}

struct Bound {
  std::string_view protocol;
  std::uint64_t in_flight;
  double allowed;
};

}  // namespace

TEST_SUITE("allocations") {
  TEST_CASE("the counter counts") {
    if (!allocations()) return;
    const std::uint64_t before = *allocations();
    const std::string text(100, 'x');
    CHECK(*allocations() == before + 1);
  }

  TEST_CASE("an event allocates no more than it did") {
    if (!allocations()) return;
    constexpr Bound bounds[] = {
        {"raft", 1, 7}, {"raft", 64, 11}, {"paxos", 1, 15}, {"paxos", 64, 40}};
    for (const Bound& bound : bounds) {
      CAPTURE(bound.protocol);
      CAPTURE(bound.in_flight);
      CHECK(for_a_thousand_events(bound.protocol, bound.in_flight) <= bound.allowed);
    }
  }
}

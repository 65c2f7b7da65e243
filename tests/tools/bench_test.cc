// Parts of the benchmarks: figures of several rounds, and the scenarios that are run.
#include <doctest/doctest.h>
#include <sys/mman.h>

#include <cstring>

#include "sim/run/simulation.h"
#include "tests/support/effort.h"
#include "tools/bench/memory.h"
#include "tools/bench/samples.h"
#include "tools/bench/scenes.h"

using namespace conclave;
using namespace conclave::tools;

TEST_SUITE("tools: bench") {
  TEST_CASE("a figure is a median, and a range beside it") {
    Samples samples;
    for (const double sample : {7.0, 1000.4, 3.0}) samples.add(sample);
    std::vector<Cell> row;
    add_cells(samples, 0, row);
    REQUIRE(row.size() == 2);
    CHECK(row[0].text == "7");
    CHECK(row[0].json == "7");
    CHECK(row[1].text == "3 - 1,000");
    CHECK(row[1].json == "[3,1000]");
    samples.add(4);
    CHECK(samples.median() == 5.5);
  }

  TEST_CASE("every scene passes, and is what it is called" * doctest::skip(sanitized)) {
    for (const std::string_view protocol : {"raft", "paxos"}) {
      CAPTURE(protocol);
      const sim::RunOutcome storm = sim::run(scene(storm_text(protocol)), 1);
      CHECK(storm.verdict == sim::RunVerdict::pass);
      CHECK(storm.faults.size() >= 4);
      const sim::RunOutcome steady = sim::run(scene(steady_text(protocol, 8, 200)), 1);
      CHECK(steady.verdict == sim::RunVerdict::pass);
      CHECK(steady.operations.ok == 201);  // and the probe
      CHECK(steady.faults.empty());
      const sim::RunOutcome idle = sim::run(scene(idle_text(protocol, 20)), 1);
      CHECK(idle.verdict == sim::RunVerdict::pass);
      CHECK(idle.virtual_time >= std::chrono::seconds(20));
      CHECK(idle.operations.ok == 2);
    }
  }

  TEST_CASE("the peak of memory starts anew when memory is given back") {
    const std::uint64_t before = resident_bytes();
    if (before == 0) return;  // this kernel does not tell
    constexpr std::size_t size = 64U << 20U;
    void* large = ::mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    REQUIRE(large != MAP_FAILED);
    std::memset(large, 1, size);
    CHECK(peak_resident_bytes() >= before + size / 2);
    ::munmap(large, size);
    give_back_memory();
    CHECK(peak_resident_bytes() < before + size);
  }
}

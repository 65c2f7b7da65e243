// The narrator: a story that a person can follow, however long the run.
#include "sim/trace/narrator.h"

#include <doctest/doctest.h>

#include "tests/trace/specimens.h"

namespace conclave::sim {
namespace {

using Story = std::vector<std::string>;

const NodeId n1(1), n2(2), n3(3), nobody;

Time at_ms(std::int64_t ms) {
  return Time(std::chrono::milliseconds(ms));
}

// A run with a narrator in it.
struct Told {
  explicit Told(NarratorLimits limits = {}) : narrator(words, limits) { trace.attach(narrator); }

  template <typename D>
  Index tell(std::int64_t ms, NodeId node, const D& detail, Index cause = no_cause) {
    return trace.emit(at_ms(ms), node, cause, detail);
  }
  Index leads(std::int64_t ms, NodeId node, std::uint64_t epoch) {
    const Became became{Role::leader, Epoch(epoch)};
    return trace.emit(at_ms(ms), node, no_cause, &became);
  }
  Story lines() const { return narrator.lines(); }

  Vocabulary words = specimen_vocabulary();
  Trace trace;
  Narrator narrator;
};

TEST_CASE("the narrator tells who leads, which faults come and go, and that all heals") {
  Told run;
  for (const NodeId node : {n1, n2, n3}) run.tell(0, node, Booted{});
  run.leads(212, n3, 1);
  run.tell(712, nobody, FaultBegan{"f1", "partition", "partition {n1 n3 | n2}"});
  run.leads(1004, n2, 2);
  run.tell(2004, nobody, FaultEnded{"f1", "partition", "partition {n1 n3 | n2}"});
  run.tell(20000, nobody, Healed{});
  CHECK(run.lines() == Story{"   0.000s  start", "   0.212s  n3 leads term 1",
                             "   0.712s  fault f1: partition {n1 n3 | n2}",
                             "   1.004s  n2 leads term 2", "   2.004s  fault f1 heals",
                             "  20.000s  all faults end; what was down comes back"});
}

TEST_CASE("a crash is told once: by its fault, if that names the node") {
  Told run;
  for (const NodeId node : {n1, n2, n3}) run.tell(0, node, Booted{});
  const Index fault = run.tell(100, nobody, FaultBegan{"f2", "crash", "crash n3"});
  run.tell(100, n3, Crashed{}, fault);
  run.tell(200, n3, Booted{Integrity::torn_tail, 12, 480});
  run.tell(300, n2, Crashed{});
  run.tell(400, n2, Booted{Integrity::intact, 1, 40});
  const Index storm = run.tell(500, nobody, FaultBegan{"f3", "crash", "crash n11"});
  run.tell(500, n1, Crashed{}, storm);
  CHECK(run.lines() == Story{"   0.000s  start", "   0.100s  fault f2: crash n3",
                             "   0.200s  n3 is back with 12 records; a torn tail was cut",
                             "   0.300s  n2 crashes", "   0.400s  n2 is back with 1 record",
                             "   0.500s  fault f3: crash n11", "   0.500s  n1 crashes"});
}

TEST_CASE("damage, halts and violations are told, and a damaged packet is not worth a line") {
  Told run;
  run.tell(1, n1, Damaged{"packet", "bit_flip", 96, 0, false});
  run.tell(2, n1, Damaged{"journal", "bit_rot", 128, 1, false});
  run.tell(3, n1, Damaged{"journal", "bit_rot", 128, 1, true});
  run.tell(4, n1, Synced{128, true});
  run.tell(5, n1, Synced{128, false});
  run.tell(6, n1, DiskFailed{"write", "no space left"});
  run.tell(7, n1, Halted{"the journal is corrupt"});
  run.tell(8, n1, Violated{"agreement", "slot 7: \"a\" and \"b\"", 3});
  CHECK(run.lines() == Story{"   0.002s  the journal of n1 is damaged by bit_rot at byte 128",
                             "   0.003s  damage in the journal of n1 at byte 128 is noticed",
                             "   0.005s  the disk of n1 says it has synced, and has not",
                             "   0.006s  the disk of n1 refuses a write: no space left",
                             "   0.007s  n1 halts: the journal is corrupt",
                             "   0.008s  VIOLATION agreement: slot 7: \"a\" and \"b\""});
}

TEST_CASE("a configuration is news when it was not there before") {
  Told run;
  const Configured three{{n1, n2, n3}, 2, 2}, two{{n1, n2}, 2, 2};
  for (const NodeId node : {n1, n2, n3}) run.tell(0, node, &three);
  run.tell(100, n1, &two);
  run.tell(101, n2, &two);
  run.tell(200, n3, &three);
  CHECK(run.lines() ==
        Story{"   0.100s  n1 goes by the configuration {n1 n2}, 2 to elect, 2 to commit"});
}

TEST_CASE("a storm is told by its beginning and its end, and what lies between is counted") {
  Told run({.first = 2, .last = 2});
  for (std::uint64_t term = 1; term <= 10; ++term)
    run.leads(static_cast<std::int64_t>(term), n1, term);
  run.tell(11, n2, Crashed{});
  run.tell(12, nobody, Healed{});
  run.leads(13, n3, 11);
  run.leads(14, n3, 12);
  CHECK(run.lines() == Story{"   0.001s  n1 leads term 1", "   0.002s  n1 leads term 2",
                             "           ... 8 more elections, 1 crash",
                             "   0.012s  all faults end; what was down comes back",
                             "   0.013s  n3 leads term 11", "   0.014s  n3 leads term 12"});
}

TEST_CASE("a story stays short however long the run") {
  Told run;
  for (std::uint64_t term = 1; term <= 100'000; ++term)
    run.leads(static_cast<std::int64_t>(term), n1, term);
  const Story lines = run.lines();
  CHECK(lines.size() == 41);
  CHECK(lines[24] == "           ... 99960 more elections");
}

TEST_CASE("long lines wrap between words, under the text") {
  Told run({.width = 50});
  run.tell(1, n1, Halted{"one two three four five six seven eight nine"});
  CHECK(run.lines() ==
        Story{"   0.001s  n1 halts: one two three four five six", "           seven eight nine"});
}

TEST_CASE("what a trace holds cannot play tricks with the terminal") {
  Told run;
  run.tell(1, n1, Halted{"\x1b[31mred"});
  CHECK(run.lines().front().find('\x1b') == std::string::npos);
}

}  // namespace
}  // namespace conclave::sim

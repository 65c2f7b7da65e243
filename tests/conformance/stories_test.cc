// Stories that every registered protocol passes: told once, over the registry.
#include <doctest/doctest.h>

#include "tests/support/conformance.h"
#include "tests/support/effort.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

// One request after another, or the one decision that there is to make: that is progress.
bool progressed(const Told& told, Duration from, Duration to) {
  return told.witness.decided_between(from, to) > 0;
}

}  // namespace

TEST_SUITE("conformance/stories") {
  TEST_CASE("nodes agree when packets are lost and arrive twice") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 5, R"({"network":
          {"latency": {"uniform": ["1ms", "5ms"]}, "loss": 0.15, "duplicate": 0.2}})"),
                                   3)) {
        passes(told);
        CHECK(told.kept("agreement"));
      }
    });
  }

  TEST_CASE("nodes agree when packets overtake each other and old ones come late") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 5, R"({"network":
          {"latency": {"exponential": {"mean": "8ms", "max": "300ms"}}, "duplicate": 0.33}})"),
                                   3)) {
        passes(told);
        CHECK(told.kept("agreement"));
      }
    });
  }

  TEST_CASE("a write torn by a crash was never spoken of, and is cut off at boot") {
    for_every_protocol([](const ProtocolKind& kind) {
      std::uint64_t torn = 0;
      for (const Told& told : tell(cluster(kind, 3, R"({
          "disk": {"sync_latency": {"uniform": ["2ms", "12ms"]}, "torn_write": 1},
          "faults": [
            {"id": "f1", "do": "crash", "nodes": "all", "for": "40ms",
             "when": {"event": "write", "nth": 1, "delay": "1ms"}},
            {"id": "f2", "do": "crash", "nodes": "one", "for": "40ms",
             "when": {"event": "write", "nth": 3, "delay": "1ms"}},
            {"id": "f3", "do": "crash", "nodes": "all", "for": "40ms",
             "when": {"event": "write", "nth": 7, "delay": "1ms"}},
            {"id": "f4", "do": "crash", "nodes": "leader", "for": "150ms",
             "when": {"event": "write", "nth": 60, "delay": "1ms"}},
            {"id": "f5", "do": "crash", "nodes": "all", "for": "150ms",
             "when": {"event": "write", "nth": 120, "delay": "1ms"}}]})"),
                                   4)) {
        passes(told);
        CHECK(told.kept("durable_before_visible"));
        torn += told.witness.torn();
      }
      CHECK(torn > 0);
    });
  }

  TEST_CASE("nothing is decided while a majority is down, and then everything is") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 5, R"({
          "workload": {"until": "2500ms"},
          "faults": [{"id": "f1", "do": "crash", "nodes": ["n2", "n4", "n5"],
                      "at": "0s", "for": "1500ms"}]})"),
                                   3)) {
        passes(told);
        CHECK_FALSE(progressed(told, 0s, 1500ms));
        CHECK(progressed(told, 1500ms, 4s));
        CHECK(told.outcome.operations.ok > 0);
      }
    });
  }

  TEST_CASE("nothing is decided while four nodes are cut into halves, and then everything is") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 4, R"({
          "workload": {"until": "2500ms"},
          "faults": [{"id": "f1", "do": "partition", "groups": [["n1", "n2"], ["n3", "n4"]],
                      "at": "0s", "for": "1500ms"}]})"),
                                   3)) {
        passes(told);
        CHECK_FALSE(progressed(told, 0s, 1500ms));
        CHECK(progressed(told, 1500ms, 4s));
      }
    });
  }

  TEST_CASE("a cluster at work stops when its majority goes, and goes on when that is back") {
    for_every_protocol([](const ProtocolKind& kind) {
      if (kind.decides_once) return;  // its work is done by then
      for (const Told& told : tell(cluster(kind, 5, R"({
          "workload": {"until": "3s"},
          "faults": [{"id": "f1", "do": "crash", "nodes": "majority",
                      "at": "1s", "for": "1s"}]})"),
                                   3)) {
        passes(told);
        CHECK(progressed(told, 0s, 1s));
        CHECK_FALSE(progressed(told, 1050ms, 2s));
        CHECK(progressed(told, 2s, 3500ms));
      }
    });
  }

  TEST_CASE("a minority that is down from the start stops nobody, and learns in the end") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 5, R"({
          "faults": [{"id": "f1", "do": "crash", "nodes": ["n1", "n4"],
                      "at": "0s", "for": "3s"}]})"),
                                   3)) {
        passes(told);
        CHECK(progressed(told, 0s, 2s));
        CHECK(told.outcome.operations.ok > 0);
      }
    });
  }

  TEST_CASE("a leader that is cut off with a minority is replaced, and all agree afterwards") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 5, R"({
          "faults": [{"id": "f1", "do": "partition", "groups": ["minority+leader", "rest"],
                      "when": {"event": "leader_elected", "delay": "3ms"}, "for": "2s"}]})"),
                                   3)) {
        passes(told);
        CHECK(progressed(told, 0s, 2s));
      }
    });
  }

  TEST_CASE("a request that is sent again and again takes effect once") {
    for_every_protocol([](const ProtocolKind& kind) {
      std::uint64_t repeats = 0;
      for (const Told& told : tell(cluster(kind, 3, R"({
          "workload": {"timeout": "15ms", "ops": {"read": 0, "write": 0, "append": 1}},
          "network": {"links": [{"between": ["clients", "all"], "loss": 0.35,
                                 "latency": {"uniform": ["1ms", "30ms"]}}]},
          "faults": [{"id": "f1", "do": "crash", "nodes": "leader", "at": "900ms",
                      "for": "200ms"}]})"),
                                   3)) {
        passes(told);
        repeats += told.witness.repeats();
        if (!kind.decides_once) CHECK(told.kept("exactly_once"));
      }
      if (!kind.decides_once) CHECK(repeats > 0);
    });
  }

  TEST_CASE("a node that starts again decides what it decided before") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 3, R"({
          "faults": [
            {"id": "f1", "do": "crash", "nodes": "n1", "at": "700ms", "for": "100ms"},
            {"id": "f2", "do": "crash", "nodes": "n2", "at": "1000ms", "for": "100ms"},
            {"id": "f3", "do": "crash", "nodes": "n3", "at": "1300ms", "for": "100ms"}]})"),
                                   3)) {
        passes(told);
        CHECK(told.witness.decided_between(0s, 700ms) > 0);
        for (std::size_t node = 1; node <= 3; ++node) CHECK(told.witness.lives(node) == 2);
      }
    });
  }

  TEST_CASE("everybody crashes at once and comes back") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 5, R"({
          "faults": [
            {"id": "f1", "do": "crash", "nodes": "all", "for": "100ms",
             "when": {"event": "accepted", "nth": 3, "delay": "200us"}},
            {"id": "f2", "do": "crash", "nodes": "all", "for": "100ms",
             "when": {"event": "decided", "nth": 2, "delay": "100us"}},
            {"id": "f3", "do": "crash", "nodes": "all", "for": "300ms", "at": "1500ms"}]})"),
                                   4)) {
        passes(told);
        for (std::size_t node = 1; node <= 5; ++node) CHECK(told.witness.lives(node) == 4);
      }
    });
  }

  TEST_CASE("a leader that stands still and wakes up later does no harm") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 3, R"({
          "faults": [
            {"id": "f1", "do": "pause", "nodes": "leader", "for": "600ms",
             "when": {"event": "leader_elected", "delay": "1ms"}},
            {"id": "f2", "do": "pause", "nodes": "leader", "for": "600ms",
             "when": {"event": "leader_elected", "nth": 2, "delay": "30ms"}},
            {"id": "f3", "do": "pause", "nodes": "leader", "for": "600ms", "at": "1500ms"}]})"),
                                   4)) {
        passes(told);
        CHECK(told.kept("agreement"));
      }
    });
  }

  TEST_CASE("clocks that run apart and jump delay a decision and nothing else") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 3, R"({
          "nodes": [{"id": "n1", "clock": {"drift_ppm": 200000}},
                    {"id": "n2", "clock": {"drift_ppm": -200000}},
                    {"id": "n3", "clock": {"offset": "10s"}}],
          "faults": [
            {"id": "f1", "do": "clock", "nodes": "n3", "jump": "-5s", "drift_ppm": 100000,
             "at": "100ms", "for": "900ms"},
            {"id": "f2", "do": "clock", "nodes": "leader", "jump": "3s",
             "at": "600ms", "for": "1s"}]})"),
                                   3)) {
        passes(told);
        CHECK(told.outcome.operations.ok > 0);
      }
    });
  }

  TEST_CASE("one node alone decides, also after a crash") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 1, R"({
          "faults": [{"id": "f1", "do": "crash", "nodes": "n1", "at": "800ms",
                      "for": "200ms"}]})"),
                                   3)) {
        passes(told);
        CHECK(told.outcome.operations.ok > 0);
        CHECK(told.witness.decided_between(0s, 800ms) > 0);
        CHECK(told.witness.lives(1) == 2);
      }
    });
  }

  TEST_CASE("of two nodes none decides without the other") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 2, R"({
          "workload": {"until": "2s"},
          "faults": [{"id": "f1", "do": "crash", "nodes": "n2", "at": "0s", "for": "1s"}]})"),
                                   3)) {
        passes(told);
        CHECK_FALSE(progressed(told, 0s, 1s));
        CHECK(progressed(told, 1s, 3s));
      }
    });
  }

  TEST_CASE("four nodes survive one, and seven survive three") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 4, R"({
          "faults": [{"id": "f1", "do": "crash", "nodes": "n4", "at": "0s", "for": "2500ms"}]})"),
                                   2)) {
        passes(told);
        CHECK(progressed(told, 0s, 2s));
      }
      for (const Told& told : tell(cluster(kind, 7, R"({
          "faults": [{"id": "f1", "do": "crash", "nodes": ["n1", "n3", "n7"],
                      "at": "0s", "for": "2500ms"}]})"),
                                   2)) {
        passes(told);
        CHECK(progressed(told, 0s, 2s));
      }
    });
  }

  TEST_CASE("one slow disk among five holds nobody up") {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Told& told : tell(cluster(kind, 5, R"({
          "nodes": [{"id": "n1", "disk": {"sync_latency": "400ms"}},
                    {"id": "n2"}, {"id": "n3"}, {"id": "n4"}, {"id": "n5"}]})"),
                                   3)) {
        passes(told);
        CHECK(progressed(told, 0s, 2s));
        CHECK(told.outcome.operations.ok > 0);
      }
    });
  }

  TEST_CASE("the smallest limits that there are cost time and nothing else") {
    for_every_protocol([](const ProtocolKind& kind) {
      // One command in a round trip is not much: clients that ask faster only make the queue
      // longer.
      Json json = cluster_json(kind, 5, R"({"workload": {"timeout": "500ms"}, "network":
          {"latency": {"uniform": ["1ms", "8ms"]}, "loss": 0.05, "duplicate": 0.1}})");
      if (!kind.decides_once) json["workload"]["rate"] = "15/s";
      for (const OptionSpec& option : kind.options()) {
        const bool limit = option.name.find("batch") != option.name.npos || option.name == "window";
        if (limit) json["protocol"]["options"][std::string(option.name)] = 1;
      }
      for (const Told& told : tell(read_scenario(json), 3)) passes(told);
    });
  }

  TEST_CASE("no profile of random faults breaks a promise" * doctest::skip(sanitized)) {
    for_every_protocol([](const ProtocolKind& kind) {
      for (const Profile& profile : nemesis_profiles()) {
        CAPTURE(profile.name);
        const std::string nemesis = R"({"nemesis": ")" + std::string(profile.name) + R"("})";
        const bool damages = profile.name == "disk-rot" || profile.name == "swarm";
        const std::size_t halted_most = damages ? 2 : 0;
        for (const Told& told : tell(cluster(kind, 5, nemesis), effort(2)))
          passes(told, halted_most);
      }
    });
  }

  TEST_CASE("forty storms break no promise, and each is the same storm again" *
            doctest::skip(sanitized)) {
    for_every_protocol([](const ProtocolKind& kind) {
      const Scenario storm = cluster(kind, 5, R"({"nemesis": "storm",
          "network": {"latency": {"uniform": ["500us", "6ms"]}, "loss": 0.02, "duplicate": 0.02},
          "workload": {"rate": "30/s", "until": "900ms"}})");
      std::set<std::uint64_t> fingerprints;
      for (const Told& told : tell(storm, effort(40))) {
        passes(told);
        fingerprints.insert(told.outcome.fingerprint);
        if (told.seed % 8 == 0)
          CHECK(run(storm, told.seed).fingerprint == told.outcome.fingerprint);
      }
      CHECK(fingerprints.size() == effort(40));
    });
  }

  TEST_CASE("a run is a function of scenario and seed, whoever judges it") {
    for_every_protocol([](const ProtocolKind& kind) {
      const Scenario storm = cluster(kind, 3, R"({"nemesis": "storm",
          "workload": {"until": "500ms"}})");
      const auto reread = parse_scenario(scenario_text(storm));
      REQUIRE(reread.ok());
      Scenario unjudged = storm;
      unjudged.checks = {{"agreement", {}}};
      for (std::uint64_t seed = 1; seed <= 3; ++seed) {
        CAPTURE(seed);
        const RunOutcome first = run(storm, seed);
        CHECK(run(storm, seed).fingerprint == first.fingerprint);
        CHECK(run(reread.value(), seed).fingerprint == first.fingerprint);
        const RunOutcome other = run(unjudged, seed);
        CHECK(other.fingerprint == first.fingerprint);
        CHECK(other.checks.size() < first.checks.size());
      }
    });
  }
}

// Every kind of fault of a disk takes effect, is counted, and asks the budget first.
#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sim/faults/fault.h"
#include "tests/support/stage.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

std::unique_ptr<Fault> fault(const std::string& what, const std::string& parameters) {
  auto made = find_fault(what)->make();
  const Json json = Json::parse(parameters);
  Reading reading;
  reading.declare("target", {"n1", "n2", "n3", "all"});
  read(Cursor(json, "", reading),
       [&](Form& form) { form.object([&](Fields& fields) { made->describe(fields); }); });
  CHECK_MESSAGE(reading.ok(), to_text(reading.errors()));
  return made;
}
Json written(Fault& fault) {
  return write([&](Form& form) { form.object([&](Fields& fields) { fault.describe(fields); }); });
}

// Nodes that write what they are told to, each record synced before the next.
struct Archive : Stage {
  explicit Archive(BudgetRule rule = BudgetRule::survivable, bool bound = true)
      : Stage(3, 0, steady_disk(), 1, "", bound), budget(cluster, rule) {
    for (std::uint32_t n = 1; n <= 3; ++n) {
      strings_of(n).on_message = [](const std::string& text, Outbox& out) {
        out.write(as_view(text));
        out.send_after_sync(NodeId(1), as_view("done"), nullptr);
      };
    }
    strings_of(1).on_message = nullptr;
    cluster.start();
  }
  void tell(std::uint32_t node, const std::string& text) {
    send(1, node, text);
    run();
  }
  void fill(std::uint32_t node) {
    for (const char* text : {"one", "two", "six", "ten"}) tell(node, text);
  }
  Fault& begin(const std::string& what, const std::string& parameters) {
    current = fault(what, parameters);
    Random random(1);
    text = current->aim({cluster, random, budget, tally});
    current->begin(cluster, no_cause, tally);
    return *current;
  }
  void end() { current->end(cluster, no_cause); }
  std::string reboot(std::uint32_t node) {
    const CrashOutcome nothing;
    if (host(node).up()) host(node).crash(no_cause, &nothing);
    if (host(node).halted()) return "halted";
    host(node).boot(no_cause);
    return host(node).halted() ? "halted" : heard(node).back();
  }

  Budget budget;
  Tally tally;
  std::unique_ptr<Fault> current;
  std::string text;
};

constexpr const char* of_two = R"({"nodes": "n2"})";
std::string record(const std::string& which) {
  return R"({"nodes": "n2", "where": {"file": "journal", "record": )" + which + "}}";
}

}  // namespace

TEST_SUITE("faults/disks") {
  TEST_CASE("a slow disk syncs later") {
    Archive archive;
    archive.begin("disk_slow", R"({"nodes": "n2", "add": "50ms"})");
    archive.tell(2, "one");
    CHECK(archive.loop.now() == Time(53ms));
    CHECK(archive.tally.effective == 1);
    archive.end();
    archive.tell(2, "two");
    CHECK(archive.loop.now() == Time(56ms));
  }

  TEST_CASE("a stalled disk syncs when the stall is over") {
    Archive archive;
    archive.begin("disk_stall", of_two);
    archive.tell(2, "one");
    CHECK(archive.recorder.count("n2 sync") == 0);
    archive.end();
    archive.run();
    CHECK(archive.recorder.count("n2 sync") == 1);
  }

  TEST_CASE("what fails a write or a sync stops the node") {
    for (const char* what : {"sync_fails", "write_error"}) {
      CAPTURE(what);
      Archive archive;
      archive.begin(what, of_two);
      archive.tell(2, "one");
      CHECK(archive.host(2).halted());
      CHECK(archive.tally.effective == 1);
    }
    Archive archive;
    archive.begin("disk_full", R"({"nodes": "n2", "room": "60B"})");
    archive.tell(2, "one");
    CHECK_FALSE(archive.host(2).halted());
    archive.tell(2, "two");
    CHECK(archive.host(2).halted());
  }

  TEST_CASE("where a disk is full is drawn, and then part of the fault") {
    Archive archive;
    const Json before = written(*fault("disk_full", of_two));
    CHECK_FALSE(before.contains("room"));
    CHECK(written(archive.begin("disk_full", of_two)).contains("room"));
  }

  TEST_CASE(
      "a lie costs nothing where nobody may forget, and what it lied about where anything may") {
    for (const BudgetRule rule : {BudgetRule::survivable, BudgetRule::unlimited}) {
      Archive archive(rule);
      archive.begin("sync_lies", of_two);
      archive.tell(2, "one");
      CHECK(archive.tally.effective == 1);
      const bool spared = rule == BudgetRule::survivable;
      CHECK(archive.reboot(2) == (spared ? "boot intact one" : "boot intact"));
      CHECK(archive.tally.refused == (spared ? 1 : 0));
    }
  }

  TEST_CASE("a record that cannot be read stops its node at boot, unless it is over by then") {
    for (const bool over : {false, true}) {
      Archive archive;
      archive.fill(2);
      archive.begin("read_error", record("1"));
      if (over) archive.end();
      CHECK(archive.reboot(2) == (over ? "boot intact one two six ten" : "halted"));
      CHECK(archive.tally.detected == (over ? 0 : 1));
    }
  }

  TEST_CASE("rot is read at boot, found by the code, and counted") {
    Archive archive;
    archive.fill(2);
    archive.begin("bit_rot", record("1"));
    CHECK(archive.text == "bit_rot in record 1 of n2");
    CHECK(archive.tally.effective == 0);
    CHECK(archive.reboot(2) == "boot corrupt one");
    CHECK(archive.tally.effective == 1);
    CHECK(archive.tally.detected == 1);
  }

  TEST_CASE("rot that nobody would notice is refused, or does what it does") {
    for (const BudgetRule rule : {BudgetRule::survivable, BudgetRule::unlimited}) {
      Archive archive(rule);
      archive.fill(2);
      archive.begin("bit_rot", record("\"last\""));
      const bool spared = rule == BudgetRule::survivable;
      CHECK(archive.reboot(2) ==
            (spared ? "boot intact one two six ten" : "boot torn_tail one two six"));
      CHECK(archive.tally.refused == (spared ? 1 : 0));
    }
  }

  TEST_CASE("a drawn record is part of the fault from then on") {
    Archive archive;
    archive.fill(2);
    const Json now = written(archive.begin("bit_rot", record("\"random\"")));
    CHECK(now["where"]["record"].is_number());
    CHECK(now.contains("bit"));
    const std::string text = archive.text, found = archive.reboot(2);
    Archive again;
    again.fill(2);
    again.begin("bit_rot", now.dump());
    CHECK(again.text == text);
    CHECK(again.reboot(2) == found);
  }

  TEST_CASE("a lost write leaves zeroes, which are found once something was written behind") {
    Archive archive;
    archive.fill(2);
    archive.begin("lost_write", record("\"last\""));
    archive.tell(2, "more");
    CHECK(archive.reboot(2) == "boot corrupt one two six");
  }

  TEST_CASE("a misdirected write is found by a bound code, and believed by another") {
    for (const bool bound : {true, false}) {
      Archive archive(BudgetRule::survivable, bound);
      archive.fill(2);
      archive.begin("misdirected_write",
                    R"({"nodes": "n2", "where": {"record": "last"}, "onto": 1})");
      CHECK(archive.reboot(2) == (bound ? "boot corrupt one" : "boot torn_tail one ten six"));
    }
  }

  TEST_CASE("a stale read gives what an earlier life wrote there, and is over when it is over") {
    for (const bool bound : {true, false}) {
      Archive archive(BudgetRule::survivable, bound);
      archive.tell(2, "one");
      // Of three records that are not synced the last survives, behind a hole, and is cut.
      const std::string large(940, 'x');
      archive.host(2).disk().begin([] {
        DiskTrouble stall;
        stall.stalls = true;
        return stall;
      }());
      const auto write = [&](const std::string& text) { archive.tell(2, text); };
      write(large + std::string(17, 'x'));
      write("old");
      archive.host(2).disk().end(1);
      const CrashOutcome hole{{0, 0, CrashOutcome::whole}, {}};
      archive.host(2).crash(no_cause, &hole);
      archive.host(2).boot(no_cause);
      CHECK(archive.heard(2).back() == "boot torn_tail one");
      write(large + std::string(17, 'x'));
      write("new");
      write("end");
      archive.begin("stale_read", record("\"rewritten\""));
      const std::string read = archive.reboot(2);
      CHECK(read.substr(0, 17) == (bound ? "boot corrupt one " : "boot intact one x"));
      CHECK((read.find("old") != std::string::npos) == !bound);
    }
  }

  TEST_CASE("no more nodes are damaged than may be") {
    Archive archive;
    for (std::uint32_t n = 2; n <= 3; ++n) archive.fill(n);
    archive.begin("bit_rot", R"({"nodes": "all", "where": {"record": 1}})");
    CHECK(archive.tally.refused == 2);
    CHECK(archive.text.find("n2") == std::string::npos);
  }
}

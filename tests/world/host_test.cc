// The host: it carries out what a replica asks for, in order, and its lives do not mix.
#include "sim/world/host.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "protocols/core/check.h"
#include "tests/support/stage.h"

using namespace conclave;
using namespace conclave::sim;

namespace {
using Heard = std::vector<std::string>;
}

TEST_SUITE("world/host") {
  TEST_CASE("a first boot finds nothing") {
    Stage stage(1);
    stage.cluster.start();
    CHECK(stage.heard(1) == Heard{"boot intact"});
    CHECK(stage.recorder.texts() == Lines{"n1 boot intact 0"});
  }

  TEST_CASE("a message sent after the sync leaves when all before it is durable") {
    Stage stage;
    stage.strings_of(1).on_boot = [](Outbox& out) {
      out.write(as_view("record"));
      out.send_after_sync(NodeId(2), as_view("promise"), nullptr);
      out.send(NodeId(2), as_view("at once"), nullptr);
    };
    stage.cluster.start();
    stage.run();
    CHECK(stage.heard(2) == Heard{"boot intact", "from 1: at once", "from 1: promise"});
    CHECK(stage.loop.now() == Time(2ms));
  }

  TEST_CASE("with nothing to wait for, a message sent after the sync leaves at once") {
    Stage stage;
    stage.strings_of(1).on_boot = [](Outbox& out) {
      out.send_after_sync(NodeId(2), as_view("promise"), nullptr);
    };
    stage.cluster.start();
    stage.run();
    CHECK(stage.heard(2).back() == "from 1: promise");
    CHECK(stage.loop.now() == Time(1ms));
  }

  TEST_CASE("a crash before the sync silences what waited for it, and loses the record") {
    Stage stage;
    stage.strings_of(1).on_message = [](const std::string&, Outbox& out) {
      out.write(as_view("record"));
      out.send_after_sync(NodeId(2), as_view("promise"), nullptr);
    };
    stage.cluster.start();
    stage.send(3, 1, "go");
    stage.run_for(1ms);
    bool kept = false;
    stage.host(1).crash(no_cause);
    kept = stage.host(1).journal().kept() != 0;
    stage.run();
    CHECK(stage.heard(2) == Heard{"boot intact"});
    stage.host(1).boot(no_cause);
    CHECK(stage.heard(1).back() == (kept ? "boot intact record" : "boot intact"));
  }

  TEST_CASE("records survive a crash once they are synced, and come back in order") {
    Stage stage(1);
    stage.strings_of(1).on_boot = [](Outbox& out) {
      out.write(as_view("one"));
      out.write(as_view("two"));
    };
    stage.cluster.start();
    stage.run();
    stage.strings_of(1).on_boot = nullptr;
    stage.host(1).crash(no_cause);
    stage.host(1).boot(no_cause);
    CHECK(stage.heard(1).back() == "boot intact one two");
  }

  TEST_CASE("a torn tail is cut at boot, so that the next record is readable") {
    DiskOptions disk = Stage::steady_disk();
    disk.torn_write = Ratio{Ratio::one};
    bool torn = false;
    for (std::uint64_t seed = 0; seed < 40 && !torn; ++seed) {
      Stage stage(1, 0, disk, seed);
      stage.strings_of(1).on_boot = [](Outbox& out) { out.write(as_view("a long record")); };
      stage.cluster.start();
      stage.host(1).crash(no_cause);
      stage.host(1).boot(no_cause);
      torn = stage.heard(1).back() == "boot torn_tail";
      if (!torn) continue;
      stage.run();
      stage.strings_of(1).on_boot = nullptr;
      stage.host(1).crash(no_cause);
      stage.host(1).boot(no_cause);
      CHECK(stage.heard(1).back() == "boot intact a long record");
    }
    CHECK(torn);
  }

  TEST_CASE("a message to oneself is the next event at the same time, and crosses no network") {
    Stage stage(1);
    stage.strings_of(1).on_boot = [](Outbox& out) {
      out.send(NodeId(1), as_view("first"), nullptr);
      out.send(NodeId(1), as_view("second"), nullptr);
    };
    stage.cluster.start();
    stage.run();
    CHECK(stage.heard(1) == Heard{"boot intact", "from 1: first", "from 1: second"});
    CHECK(stage.loop.now() == Time(0ms));
    CHECK(stage.cluster.network().sent() == 0);
    CHECK(stage.recorder.line(1).cause == 0);
  }

  TEST_CASE("a timer runs on the node's own clock, and dies with its life") {
    Stage stage(2);
    for (std::uint32_t n : {1U, 2U}) {
      stage.strings_of(n).on_boot = [](Outbox& out) { out.set_timer(3, 10ms, 10ms); };
    }
    stage.host(1).clock().begin_drift(Time(0ms), 1'000'000);  // twice as fast
    stage.cluster.start();
    stage.run_for(6ms);
    CHECK(stage.heard(1).back() == "timer 3 at 10000000");
    stage.host(2).crash(no_cause);
    stage.run();
    CHECK(stage.heard(2) == Heard{"boot intact"});
  }

  TEST_CASE("what a life set up is void for the next one") {
    Stage stage(2);
    stage.strings_of(1).on_boot = [](Outbox& out) {
      out.set_timer(0, 5ms, 5ms);
      out.send(NodeId(1), as_view("to myself"), nullptr);
    };
    stage.cluster.start();
    stage.host(1).crash(no_cause);
    stage.strings_of(1).on_boot = nullptr;
    stage.host(1).boot(no_cause);
    stage.run();
    CHECK(stage.heard(1) == Heard{"boot intact", "boot intact"});
  }

  TEST_CASE("halt may come out of any step, also the first, and the node stays down") {
    Stage stage(2);
    stage.strings_of(1).on_boot = [](Outbox& out) { out.halt("no more"); };
    stage.cluster.start();
    CHECK_FALSE(stage.host(1).up());
    CHECK(stage.host(1).halted());
    stage.cluster.heal(no_cause);
    CHECK_FALSE(stage.host(1).up());
    CHECK(stage.recorder.count("halted no more") == 1);
    CHECK(stage.cluster.converged());
  }

  TEST_CASE("a message that is none is dropped as garbage, and causes no step") {
    Stage stage;
    stage.cluster.start();
    stage.send(2, 1, "garbage");
    stage.run();
    CHECK(stage.heard(1) == Heard{"boot intact"});
    CHECK(stage.recorder.count("n1 drop 1 garbage") == 1);
  }

  TEST_CASE("commands are decided in slot order without gaps, or the run is broken") {
    Stage stage(1);
    stage.strings_of(1).on_boot = [](Outbox& out) { out.decide(Slot(2), Command{}); };
    CHECK_THROWS_AS(stage.cluster.start(), Broken);
  }

  TEST_CASE("a belief that breaks inside a node leaves the line of what the node was given") {
    Stage stage;
    stage.strings_of(1).on_message = [](const std::string&, Outbox&) { NEVER("on purpose"); };
    stage.cluster.start();
    stage.send(2, 1, "go");
    CHECK_THROWS_AS(stage.run(), Broken);
    CHECK(stage.recorder.count("n1 recv 1 n2") == 1);
  }

  TEST_CASE("every line has its cause: the write for its sync, the sync for what waited for it") {
    Stage stage;
    stage.strings_of(1).on_message = [](const std::string&, Outbox& out) {
      out.write(as_view("record"));
      out.send_after_sync(NodeId(2), as_view("promise"), nullptr);
      out.set_timer(0, 5ms, 5ms);
    };
    stage.cluster.start();
    stage.recorder.clear();
    stage.send(3, 1, "go");
    stage.run();
    const auto& lines = stage.recorder.lines();
    CHECK(stage.recorder.texts() == Lines{"n3 send 1 n1", "n1 recv 1 n3", "n1 write 54",
                                          "n1 sync 54", "n1 send 2 n2", "n2 recv 2 n1",
                                          "n1 timer 0"});
    for (std::size_t n : {1U, 2U, 3U, 4U, 5U}) CHECK(lines[n].cause == lines[n - 1].index);
    CHECK(lines[6].cause == lines[1].index);
  }
}

TEST_SUITE("world/host, paused") {
  TEST_CASE("what comes while a process stands still is taken in order when it resumes") {
    Stage stage;
    stage.strings_of(1).on_boot = [](Outbox& out) { out.set_timer(0, 3ms, 3ms); };
    stage.cluster.start();
    stage.host(1).pause(no_cause);
    stage.send(2, 1, "one");
    stage.run_for(2ms);
    stage.send(3, 1, "two");
    stage.run_for(10ms);
    CHECK(stage.heard(1) == Heard{"boot intact"});
    stage.host(1).resume(no_cause);
    CHECK(stage.heard(1) ==
          Heard{"boot intact", "from 2: one", "timer 0 at 12000000", "from 3: two"});
  }

  TEST_CASE("a sync that completes during a pause is believed only when the process resumes") {
    Stage stage;
    stage.strings_of(1).on_message = [](const std::string& text, Outbox& out) {
      if (text == "write") out.write(as_view("record"));
      out.send_after_sync(NodeId(2), as_view("promise of " + text), nullptr);
    };
    stage.cluster.start();
    stage.send(3, 1, "write");
    stage.run_for(1ms);
    stage.host(1).pause(no_cause);
    stage.send(3, 1, "more");
    stage.run_for(10ms);
    CHECK(stage.heard(2) == Heard{"boot intact"});
    stage.host(1).resume(no_cause);
    stage.run();
    CHECK(stage.heard(2) ==
          Heard{"boot intact", "from 1: promise of write", "from 1: promise of more"});
    CHECK(stage.recorder.count("n1 sync") == 1);
  }

  TEST_CASE("a crash ends a pause, and what waited is gone") {
    Stage stage;
    stage.cluster.start();
    stage.host(1).pause(no_cause);
    stage.send(2, 1, "lost");
    stage.run_for(5ms);
    stage.host(1).crash(no_cause);
    stage.host(1).boot(no_cause);
    stage.host(1).resume(no_cause);
    stage.run();
    CHECK(stage.heard(1) == Heard{"boot intact", "boot intact"});
  }
}

namespace {

// One node that writes what it is told to and promises it to the next.
struct Scribe : Stage {
  explicit Scribe(const std::string& flaw = "", std::uint64_t segment = 64 * 1024)
      : Stage(3, 0, small(segment), 1, flaw) {
    strings_of(1).on_message = [](const std::string& text, Outbox& out) {
      out.write(as_view(text));
      out.send_after_sync(NodeId(2), as_view("holds " + text), nullptr);
    };
    cluster.start();
  }
  static DiskOptions small(std::uint64_t segment) {
    DiskOptions disk = steady_disk();
    disk.segment = segment;
    return disk;
  }
  void tell(const std::string& text) {
    send(3, 1, text);
    run();
  }
  Heard promises() {
    Heard all;
    for (const std::string& line : heard(2)) {
      const auto at = line.find("holds ");
      if (at != std::string::npos) all.push_back(line.substr(at + 6));
    }
    return all;
  }
  // Of what is not synced, all survives up to so many bytes of the first sector.
  std::string reboot(std::uint16_t kept = 0) {
    const CrashOutcome outcome{{kept}, {}};
    if (host(1).up()) host(1).crash(no_cause, &outcome);
    host(1).boot(no_cause);
    return host(1).halted() ? "halted" : heard(1).back();
  }
  void trouble(const DiskTrouble& what) { id = host(1).disk().begin(what); }
  void over() { host(1).disk().end(id); }
  Disk::TroubleId id = 0;
};

DiskTrouble failing_sync() {
  DiskTrouble trouble;
  trouble.sync_fails = true;
  return trouble;
}
DiskTrouble full(std::uint64_t room) {
  DiskTrouble trouble;
  trouble.room = room;
  return trouble;
}

// Damages the n-th record of the first node, from 0.
void rot(Scribe& stage, std::size_t n, Tally* tally = nullptr, bool spares = false) {
  const RecordPlace place = stage.host(1).journal().records().at(n);
  const ByteView all = stage.host(1).disk().files().bytes(place.file);
  Patch patch;
  patch.file = place.file;
  patch.offset = place.offset + place.size - 1;
  patch.bytes = {all[patch.offset] ^ std::byte{1}};
  patch.how = "bit_rot";
  patch.tally = tally;
  patch.spares_the_unaware = spares;
  stage.host(1).damage(std::move(patch), no_cause);
}

}  // namespace

TEST_SUITE("world/host, on a bad disk") {
  TEST_CASE("a node whose sync fails stops for good, and what it promised last is never said") {
    Scribe stage;
    stage.tell("one");
    stage.trouble(failing_sync());
    stage.tell("two");
    CHECK(stage.promises() == Heard{"one"});
    CHECK(stage.host(1).halted());
    CHECK(stage.recorder.count("halted a sync failed") == 1);
    stage.cluster.heal(no_cause);
    CHECK_FALSE(stage.host(1).up());
  }

  TEST_CASE("a node whose write fails stops in the middle of its step, and says nothing more") {
    Scribe stage;
    stage.strings_of(1).on_message = [](const std::string& text, Outbox& out) {
      out.write(as_view(text));
      out.send(NodeId(2), as_view("holds " + text), nullptr);
    };
    stage.trouble(full(60));
    stage.tell("one");
    stage.tell("two");
    CHECK(stage.promises() == Heard{"one"});
    CHECK(stage.recorder.count("halted a write failed") == 1);
  }

  TEST_CASE("a journal that cannot be read stops its node before it says anything") {
    Scribe stage;
    stage.tell("one");
    Patch patch;
    patch.file = stage.host(1).journal().records().at(0).file;
    patch.unreadable = true;
    patch.bytes.resize(1);
    patch.how = "read_error";
    stage.host(1).damage(patch, no_cause);
    CHECK(stage.reboot() == "halted");
    CHECK(stage.recorder.count("halted the journal cannot be read") == 1);
  }

  TEST_CASE("a node is told that its journal is corrupt, and damage found is counted") {
    Scribe stage;
    for (const char* text : {"one", "two", "three"}) stage.tell(text);
    Tally tally;
    CHECK(stage.host(1).journal().loss() == JournalLoss::none);
    rot(stage, 1, &tally);
    CHECK(stage.host(1).journal().loss() == JournalLoss::noticeable);
    CHECK(tally == Tally{});
    CHECK(stage.reboot() == "boot corrupt one");
    CHECK(tally.effective == 1);
    CHECK(tally.detected == 1);
  }

  TEST_CASE("damage that is taken off leaves nothing behind") {
    Scribe stage;
    for (const char* text : {"one", "two", "three"}) stage.tell(text);
    rot(stage, 1);
    stage.host(1).disk().patches().take_off(1);
    CHECK(stage.host(1).journal().loss() == JournalLoss::none);
    CHECK(stage.reboot() == "boot intact one two three");
  }

  TEST_CASE("damage that nobody would notice is spared those who are not to suffer it") {
    for (const bool spares : {false, true}) {
      Scribe stage;
      for (const char* text : {"one", "two"}) stage.tell(text);
      Tally tally;
      rot(stage, 1, &tally, spares);
      CHECK(stage.host(1).journal().loss() == JournalLoss::unnoticeable);
      CHECK(stage.reboot() == (spares ? "boot intact one two" : "boot torn_tail one"));
      CHECK(tally.refused == (spares ? 1 : 0));
      CHECK(tally.detected == 0);
    }
  }
}

TEST_SUITE("world/host, with a planted mistake") {
  TEST_CASE("every mistake has a name, and each name stands for one") {
    std::vector<std::string_view> names;
    for (const FlawInfo& flaw : host_flaw_table()) {
      CHECK(std::find(names.begin(), names.end(), flaw.name) == names.end());
      names.push_back(flaw.name);
      CHECK(static_cast<std::size_t>(host_flaw_named(flaw.name)) == names.size());
    }
    CHECK(host_flaw_named("") == HostFlaw::none);
  }

  TEST_CASE("ack_before_sync: promises leave before they are durable") {
    Scribe stage("ack_before_sync");
    stage.send(3, 1, "one");
    stage.run_for(1ms);
    stage.host(1).crash(no_cause);
    stage.run();
    CHECK(stage.promises() == Heard{"one"});
  }

  TEST_CASE("sync_error_ignored: the node goes on, and its record is gone at the next boot") {
    Scribe stage("sync_error_ignored");
    stage.tell("one");
    stage.trouble(failing_sync());
    stage.tell("two");
    CHECK(stage.promises() == Heard{"one", "two"});
    CHECK(stage.reboot() == "boot torn_tail one");
  }

  TEST_CASE("mismatch_ends_log: sound records behind damage are cut away") {
    Scribe stage("mismatch_ends_log");
    for (const char* text : {"one", "two", "three"}) stage.tell(text);
    rot(stage, 1);
    CHECK(stage.reboot() == "boot torn_tail one");
    stage.host(1).disk().patches().take_off(1);
    CHECK(stage.reboot() == "boot intact one");
  }

  TEST_CASE("torn_tail_kept: what is written behind it is never read again") {
    for (const char* flaw : {"", "torn_tail_kept"}) {
      Scribe stage(flaw);
      stage.tell("one");
      stage.send(3, 1, "a longer one");
      stage.run_for(1ms);
      const auto end = static_cast<std::uint16_t>(stage.host(1).journal().end());
      CHECK(stage.reboot(end - 3) == "boot torn_tail one");
      stage.tell("two");
      CHECK(stage.reboot() == (*flaw == 0 ? "boot intact one two" : "boot corrupt one"));
    }
  }

  TEST_CASE("missing_directory_sync: a new segment is lost with all that was promised in it") {
    for (const char* flaw : {"", "missing_directory_sync"}) {
      Scribe stage(flaw, 100);
      stage.tell("one");
      stage.tell(std::string(100, 'x'));
      stage.tell("two");
      CHECK(stage.promises().back() == "two");
      CHECK((stage.reboot().find("two") == std::string::npos) == (*flaw != 0));
    }
  }

  TEST_CASE("completions_out_of_order: a sync is believed to cover what came after it started") {
    for (const char* flaw : {"", "completions_out_of_order"}) {
      Scribe stage(flaw);
      stage.send(3, 1, "one");
      stage.run_for(1500us);  // arrived at 1 ms, durable at 2 ms
      stage.host(1).receive(0, NodeId(3), {Channel::protocol, as_view("three")}, no_cause);
      stage.run_for(1600us);  // 3.1 ms: the first promise has arrived
      CHECK(stage.promises() == (*flaw == 0 ? Heard{"one"} : Heard{"one", "three"}));
    }
  }

  TEST_CASE("replies_from_earlier_life: what one life held back the next one says") {
    for (const char* flaw : {"", "replies_from_earlier_life"}) {
      Scribe stage(flaw);
      stage.send(3, 1, "one");
      stage.run_for(1ms);
      stage.reboot();
      stage.tell("two");
      CHECK(stage.promises() == (*flaw == 0 ? Heard{"two"} : Heard{"one", "two"}));
    }
  }

  TEST_CASE("payload_unprotected: rotten bytes are taken for data") {
    Scribe stage("payload_unprotected");
    for (const char* text : {"one", "two", "three"}) stage.tell(text);
    rot(stage, 1);
    CHECK(stage.reboot() == "boot intact one twn three");
  }

  TEST_CASE("partial_append_kept: what is written behind half a record is never read again") {
    Scribe stage("partial_append_kept");
    stage.tell("one");
    stage.trouble(full(10));
    stage.tell("two");
    stage.over();
    stage.tell("three");
    CHECK(stage.promises().back() == "three");
    CHECK(stage.reboot() == "boot torn_tail one");
  }
}

TEST_SUITE("world/host, slow") {
  TEST_CASE("everything takes longer, one after the other, and what waits is counted") {
    Stage stage;
    stage.cluster.start();
    Tally tally;
    stage.host(1).slow_down(10ms, tally);
    stage.send(2, 1, "one");
    stage.send(3, 1, "two");
    stage.run_for(10ms);
    CHECK(stage.heard(1) == Heard{"boot intact"});
    stage.run_for(1ms);
    CHECK(stage.heard(1) == Heard{"boot intact", "from 2: one"});
    stage.run_for(10ms);
    CHECK(stage.heard(1) == Heard{"boot intact", "from 2: one", "from 3: two"});
    CHECK(tally.effective == 2);
    CHECK(stage.loop.empty());
  }

  TEST_CASE("when it is fast again, what waited is taken at once, and nothing waits any more") {
    Stage stage;
    stage.strings_of(1).on_boot = [](Outbox& out) { out.set_timer(0, 2ms, 2ms); };
    stage.cluster.start();
    Tally tally;
    stage.host(1).slow_down(10ms, tally);
    stage.send(2, 1, "one");
    stage.run_for(5ms);
    stage.host(1).slow_down(-10ms, tally);
    CHECK(stage.heard(1) == Heard{"boot intact", "from 2: one", "timer 0 at 5000000"});
    stage.send(2, 1, "two");
    stage.run_for(1ms);
    CHECK(stage.heard(1).back() == "from 2: two");
    CHECK(tally.effective == 2);
  }

  TEST_CASE("a slow node that stands still waits for both; a crash forgets, and it stays slow") {
    Stage stage;
    stage.cluster.start();
    Tally tally;
    stage.host(1).slow_down(10ms, tally);
    stage.host(1).pause(no_cause);
    stage.send(2, 1, "one");
    stage.run_for(30ms);
    CHECK(stage.heard(1) == Heard{"boot intact"});
    stage.host(1).resume(no_cause);
    stage.run_for(9ms);
    CHECK(stage.heard(1) == Heard{"boot intact"});
    stage.run_for(1ms);
    CHECK(stage.heard(1) == Heard{"boot intact", "from 2: one"});
    stage.send(2, 1, "lost");
    stage.run_for(5ms);
    stage.host(1).crash(no_cause);
    stage.host(1).boot(no_cause);
    stage.send(2, 1, "again");
    stage.run_for(10ms);
    CHECK(stage.heard(1).back() == "boot intact");
    stage.run_for(1ms);
    CHECK(stage.heard(1).back() == "from 2: again");
  }
}

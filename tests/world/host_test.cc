// The host: it carries out what a replica asks for, in order, and its lives do not mix.
#include "sim/world/host.h"

#include <doctest/doctest.h>

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
    kept = stage.host(1).disk().end() != 0;
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
    stage.host(1).clock().change(Time(0ms), 0ns, 1'000'000);  // twice as fast
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
    CHECK(stage.recorder.texts() == Lines{"n3 send 1 n1", "n1 recv 1 n3", "n1 write 14",
                                          "n1 sync 14", "n1 send 2 n2", "n2 recv 2 n1",
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

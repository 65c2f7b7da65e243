// The disk: what is synced stays, the fate of the rest is drawn.
#include "sim/world/disk.h"

#include <doctest/doctest.h>

#include <string>
#include <vector>

#include "protocols/core/check.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

struct Drive : Disk::Listener {
  explicit Drive(DiskOptions options = {}, std::uint64_t seed = 1)
      : disk(loop, Random(seed), options, {}, *this) {}
  void synced(std::uint64_t upto) { told.push_back(upto); }
  void append(const std::string& text) {
    disk.append(std::as_bytes(std::span(text.data(), text.size())));
  }
  void run() {
    while (loop.step()) {
    }
  }
  std::string contents() const {
    return {reinterpret_cast<const char*>(disk.contents().data()), disk.contents().size()};
  }

  EventLoop loop;
  std::vector<std::uint64_t> told;
  Disk disk;
};

using Told = std::vector<std::uint64_t>;

DiskOptions sure(Ratio torn) {
  DiskOptions options;
  options.torn_write = torn;
  return options;
}

}  // namespace

TEST_SUITE("world/disk") {
  TEST_CASE("a sync covers what was written before it was asked for") {
    Drive drive;
    drive.append("abc");
    drive.disk.sync();
    CHECK(drive.disk.durable() == 0);
    drive.run();
    CHECK(drive.told == Told{3});
    CHECK(drive.disk.durable() == 3);
  }

  TEST_CASE("what is written during a sync waits for the next, which covers all of it") {
    Drive drive;
    drive.append("abc");
    drive.disk.sync();
    drive.append("de");
    drive.disk.sync();
    drive.append("f");
    drive.disk.sync();
    drive.run();
    CHECK(drive.told == Told{3, 6});
  }

  TEST_CASE("a sync with nothing to write costs nothing") {
    Drive drive;
    drive.disk.sync();
    CHECK(drive.loop.empty());
  }

  TEST_CASE("a sync takes its time: a write's and a sync's latency") {
    DiskOptions options;
    options.write_latency = Delay(1ms);
    options.sync_latency = Delay(2ms);
    Drive drive(options);
    drive.append("abc");
    drive.disk.sync();
    drive.run();
    CHECK(drive.loop.now() == Time(3ms));
  }

  TEST_CASE("what was synced survives every crash") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      Drive drive({}, seed);
      drive.append("abc");
      drive.disk.sync();
      drive.run();
      drive.append("defghi");
      const std::uint64_t kept = drive.disk.crash();
      REQUIRE(drive.contents() == std::string("abcdefghi").substr(0, kept));
      REQUIRE(kept >= 3);
    }
  }

  TEST_CASE("without torn writes all of the rest survives or nothing; with them any part may") {
    bool all = false, nothing = false, part = false;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      Drive whole(sure(Ratio{0}), seed), torn(sure(Ratio{Ratio::one}), seed);
      for (Drive* drive : {&whole, &torn}) drive->append("abcdef");
      const std::uint64_t kept = whole.disk.crash();
      REQUIRE((kept == 0 || kept == 6));
      all = all || kept == 6;
      nothing = nothing || kept == 0;
      const std::uint64_t torn_kept = torn.disk.crash();
      part = part || (torn_kept > 0 && torn_kept < 6);
    }
    CHECK((all && nothing && part));
  }

  TEST_CASE("a sync of an earlier life tells nobody anything") {
    Drive drive;
    drive.append("abc");
    drive.disk.sync();
    drive.disk.crash();
    drive.run();
    CHECK(drive.told.empty());
    CHECK(drive.loop.fired() == 0);
    drive.append("x");
    drive.disk.sync();
    drive.run();
    CHECK(drive.told == Told{drive.disk.end()});
  }

  TEST_CASE("a cut tail is gone for good") {
    Drive drive;
    drive.append("abcdef");
    drive.disk.cut(2);
    CHECK(drive.contents() == "ab");
    drive.disk.crash();
    CHECK(drive.contents() == "ab");
    CHECK_THROWS_AS(drive.disk.cut(3), Broken);
  }
}

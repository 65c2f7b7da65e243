// The disk: what is synced stays, syncs complete in order, and its troubles do what they say.
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
      : disk(loop, Random(seed), options, {}, *this), file(disk.files().create("log")) {
    disk.files().sync_changes(1);
  }
  void synced(const SyncReport& report) override {
    told.push_back(report.mark);
    reports.push_back(report);
  }
  WriteResult append(const std::string& text) {
    return disk.append(file, std::as_bytes(std::span(text.data(), text.size())));
  }
  void write(const std::string& text) {
    append(text);
    disk.sync(disk.files().bytes(file).size());
  }
  void run() {
    while (loop.step()) {
    }
  }
  std::string contents() const {
    const ByteView bytes = disk.files().bytes(file);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  // As the drive answers, with what is damaged.
  std::string read() {
    Bytes scratch;
    const ByteView bytes = disk.patches().apply(file, disk.files().bytes(file), scratch);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }
  std::uint64_t durable() const { return disk.files().synced(file); }

  EventLoop loop;
  std::vector<std::uint64_t> told;
  std::vector<SyncReport> reports;
  Disk disk;
  FileId file;
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
    drive.write("abc");
    CHECK(drive.durable() == 0);
    drive.run();
    CHECK(drive.told == Told{3});
    CHECK(drive.durable() == 3);
  }

  TEST_CASE("what is written during a sync waits for the next, which covers all of it") {
    Drive drive;
    drive.write("abc");
    drive.write("de");
    drive.write("f");
    drive.run();
    CHECK(drive.told == Told{3, 6});
  }

  TEST_CASE("a sync with nothing to write costs nothing") {
    Drive drive;
    drive.disk.sync(0);
    CHECK(drive.loop.empty());
  }

  TEST_CASE("a sync takes its time: a write's and a sync's latency") {
    DiskOptions options;
    options.write_latency = Delay(1ms);
    options.sync_latency = Delay(2ms);
    Drive drive(options);
    drive.write("abc");
    drive.run();
    CHECK(drive.loop.now() == Time(3ms));
  }

  TEST_CASE("a sync covers the directory only if it was asked to") {
    Drive drive;
    const FileId other = drive.disk.files().create("other");
    drive.disk.append(other, as_bytes(std::span("x", 1)));
    drive.disk.sync(1, false);
    drive.run();
    CHECK_FALSE(drive.disk.files().has_certain_name(other));
    drive.disk.sync(1, true);
    drive.run();
    CHECK(drive.disk.files().has_certain_name(other));
  }

  TEST_CASE("what was synced survives every crash") {
    for (std::uint64_t seed = 0; seed < 50; ++seed) {
      Drive drive({}, seed);
      drive.write("abc");
      drive.run();
      drive.append("defghi");
      drive.disk.crash(nullptr);
      REQUIRE(drive.contents() == std::string("abcdefghi").substr(0, drive.contents().size()));
      REQUIRE(drive.contents().size() >= 3);
    }
  }

  TEST_CASE("without torn writes all of the rest survives or nothing; with them any part may") {
    bool all = false, nothing = false, part = false;
    for (std::uint64_t seed = 0; seed < 100; ++seed) {
      Drive whole(sure(Ratio{0}), seed), torn(sure(Ratio{Ratio::one}), seed);
      for (Drive* drive : {&whole, &torn}) {
        drive->append("abcdef");
        drive->disk.crash(nullptr);
      }
      const std::size_t kept = whole.contents().size(), torn_kept = torn.contents().size();
      REQUIRE((kept == 0 || kept == 6));
      all = all || kept == 6;
      nothing = nothing || kept == 0;
      part = part || (torn_kept > 0 && torn_kept < 6);
    }
    CHECK((all && nothing && part));
  }

  TEST_CASE("a crash can be decreed, and what was drawn can be decreed again") {
    Drive drive(sure(Ratio{Ratio::one}), 3);
    drive.append(std::string(2000, 'x'));
    const CrashOutcome drawn = drive.disk.crash(nullptr);
    Drive again({}, 99);
    again.append(std::string(2000, 'x'));
    CHECK(again.disk.crash(&drawn) == drawn);
    CHECK(again.contents() == drive.contents());
  }

  TEST_CASE("how one crash ends has no influence on the next, nor on any latency") {
    Drive drive({}, 8), other({}, 8);
    const CrashOutcome nothing;
    drive.append("abc");
    other.append("abc");
    drive.disk.crash(&nothing);
    other.disk.crash(nullptr);
    drive.disk.cut(drive.file, 0);
    other.disk.cut(other.file, 0);
    drive.append(std::string(2000, 'x'));
    other.append(std::string(2000, 'x'));
    CHECK(drive.disk.crash(nullptr) == other.disk.crash(nullptr));
    drive.write("abc");
    other.write("abc");
    drive.run();
    other.run();
    CHECK(drive.loop.now() == other.loop.now());
  }

  TEST_CASE("a sync of an earlier life tells nobody anything") {
    Drive drive;
    drive.write("abc");
    drive.disk.crash(nullptr);
    drive.run();
    CHECK(drive.told.empty());
    CHECK(drive.loop.fired() == 0);
    drive.write("x");
    drive.run();
    CHECK(drive.told.size() == 1);
  }
}

TEST_SUITE("world/disk, in trouble") {
  TEST_CASE("a slow disk takes longer, until it is over") {
    DiskOptions options;
    options.write_latency = options.sync_latency = Delay(1ms);
    Drive drive(options);
    Tally tally;
    DiskTrouble slow;
    slow.slower = 10ms;
    slow.tally = &tally;
    const auto id = drive.disk.begin(slow);
    drive.write("a");
    drive.run();
    CHECK(drive.loop.now() == Time(12ms));
    drive.disk.end(id);
    drive.write("b");
    drive.run();
    CHECK(drive.loop.now() == Time(14ms));
    CHECK(tally.effective == 1);
  }

  TEST_CASE("a stalled disk completes nothing, and everything once the stall is over") {
    Drive drive;
    DiskTrouble stall;
    stall.stalls = true;
    const auto id = drive.disk.begin(stall);
    drive.write("a");
    drive.write("b");
    drive.run();
    CHECK(drive.told.empty());
    drive.disk.end(id);
    drive.run();
    CHECK(drive.told == Told{1, 2});
  }

  TEST_CASE("a crash during a stall ends what was stalled") {
    Drive drive;
    DiskTrouble stall;
    stall.stalls = true;
    const auto id = drive.disk.begin(stall);
    drive.write("a");
    drive.run();
    drive.disk.crash(nullptr);
    drive.disk.end(id);
    drive.run();
    CHECK(drive.told.empty());
  }

  TEST_CASE("a sync fails once; the next succeeds, and does not bring back what was lost") {
    Drive drive;
    DiskTrouble fails;
    fails.sync_fails = true;
    drive.disk.begin(fails);
    drive.write("abc");
    drive.run();
    REQUIRE(drive.reports.size() == 1);
    CHECK_FALSE(drive.reports[0].ok);
    drive.write("def");
    drive.run();
    REQUIRE(drive.reports.size() == 2);
    CHECK(drive.reports[1].ok);
    drive.disk.crash(nullptr);
    CHECK(drive.read() == std::string("\0\0\0def", 6));
  }

  TEST_CASE("a sync that fails spares what a lie must not cost: its host may crash unaware") {
    Drive drive;
    DiskTrouble lies;
    lies.sync_lies = lies.spares_the_unaware = true;
    const auto id = drive.disk.begin(lies);
    drive.write("promised");
    drive.run();
    drive.disk.end(id);
    DiskTrouble fails;
    fails.sync_fails = true;
    drive.disk.begin(fails);
    drive.write(" and more");
    drive.run();
    REQUIRE(drive.reports.size() == 2);
    CHECK(!drive.reports.back().ok);
    drive.disk.crash(nullptr);
    CHECK(drive.read() == std::string("promised\0\0\0\0\0\0\0\0\0", 17));
  }

  TEST_CASE("a sync that lies says it is done, and a crash shows that it is not") {
    Drive drive(sure(Ratio{0}));
    Tally tally;
    DiskTrouble lies;
    lies.sync_lies = true;
    lies.tally = &tally;
    const auto id = drive.disk.begin(lies);
    drive.write("abc");
    drive.run();
    CHECK(drive.reports[0].ok);
    CHECK_FALSE(drive.reports[0].honest);
    CHECK(drive.disk.has_lied());
    CHECK(tally.effective == 1);
    const CrashOutcome nothing;
    drive.disk.crash(&nothing);
    CHECK(drive.contents().empty());
    drive.disk.end(id);
  }

  TEST_CASE("an honest sync makes good what was lied about before") {
    Drive drive;
    DiskTrouble lies;
    lies.sync_lies = true;
    const auto id = drive.disk.begin(lies);
    drive.write("abc");
    drive.run();
    drive.disk.end(id);
    drive.write("d");
    drive.run();
    CHECK_FALSE(drive.disk.has_lied());
    const CrashOutcome nothing;
    drive.disk.crash(&nothing);
    CHECK(drive.contents() == "abcd");
  }

  TEST_CASE("a lie that must not hurt the unaware costs nothing, and is counted as refused") {
    Drive drive;
    Tally tally;
    DiskTrouble lies;
    lies.sync_lies = lies.spares_the_unaware = true;
    lies.tally = &tally;
    drive.disk.begin(lies);
    drive.write("abc");
    drive.run();
    const CrashOutcome nothing;
    drive.disk.crash(&nothing);
    CHECK(drive.contents() == "abc");
    CHECK(tally.refused == 1);
  }

  TEST_CASE("a failed write writes nothing, a full disk writes what still fits") {
    Drive drive;
    DiskTrouble broken, full;
    broken.write_fails = true;
    full.room = 5;
    const auto id = drive.disk.begin(broken);
    CHECK(drive.append("abc") == WriteResult::failed);
    CHECK(drive.contents().empty());
    drive.disk.end(id);
    const auto other = drive.disk.begin(full);
    CHECK(drive.append("abc") == WriteResult::ok);
    CHECK(drive.append("def") == WriteResult::full);
    CHECK(drive.contents() == "abcde");
    drive.disk.end(other);
    CHECK(drive.append("f") == WriteResult::ok);
  }
}

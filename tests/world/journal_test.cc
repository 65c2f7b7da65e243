// The journal: records come back, torn tails are cut, corruption is told from both.
#include "sim/world/journal.h"

#include <doctest/doctest.h>

#include <string>

#include "sim/kernel/random.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

using Records = std::vector<std::string>;
constexpr std::size_t header = 16;          // crc32c, size, unsynced, epoch
constexpr std::size_t start = header + 16;  // the frame with which a segment begins
constexpr CrashOutcome nothing_survives;

CrashOutcome everything_survives() {
  return {std::vector<std::uint16_t>(100, CrashOutcome::whole), std::vector<bool>(100, true)};
}

// A journal on a disk of its own, which syncs at once.
struct Book : Disk::Listener {
  explicit Book(const std::string& code = "crc32c", std::uint64_t segment = 64 * 1024,
                bool bound = true)
      : disk(loop, Random(1), {}, {}, *this),
        journal(disk, NodeId(1), {find_integrity(code), bound, true}, segment) {
    reboot();
  }
  void synced(const SyncReport& report) override { durable = report.mark; }
  void write(const std::string& record) {
    journal.append(std::as_bytes(std::span(record.data(), record.size())), durable);
  }
  void sync(bool names = true) {
    journal.sync(names);
    while (loop.step()) {
    }
  }
  // What the next life reads, and goes on behind.
  Recovered reboot() {
    const Recovered found = journal.recover();
    if (found.integrity == Integrity::torn_tail) {
      journal.cut(found.end);
    } else {
      journal.keep();
    }
    durable = journal.end();
    return found;
  }
  Records records() {
    Records all;
    for (const ByteView record : journal.recover().records) {
      all.emplace_back(reinterpret_cast<const char*>(record.data()), record.size());
    }
    return all;
  }
  Integrity integrity() { return journal.recover().integrity; }
  void crash(const CrashOutcome& outcome) { disk.crash(&outcome); }
  FileId file() { return disk.files().names().begin()->second; }
  // From then on the disk gives other bytes in the place of these.
  Patches::Id patch(std::uint64_t offset, Bytes bytes) {
    Patch patch;
    patch.file = file();
    patch.offset = offset;
    patch.bytes = std::move(bytes);
    return disk.patches().add(std::move(patch));
  }
  Patches::Id flip(std::uint64_t offset) {
    return patch(offset, {disk.files().bytes(file())[offset] ^ std::byte{16}});
  }
  Bytes bytes(std::uint64_t offset, std::uint64_t size) {
    const ByteView all = disk.files().bytes(file()).subspan(offset, size);
    return {all.begin(), all.end()};
  }

  EventLoop loop;
  std::uint64_t durable = 0;
  Disk disk;
  Journal journal;
};

}  // namespace

TEST_SUITE("world/journal") {
  TEST_CASE("what was written comes back, in order") {
    Book book;
    for (const char* record : {"one", "", "three"}) book.write(record);
    CHECK(book.records() == Records{"one", "", "three"});
    CHECK(book.integrity() == Integrity::intact);
  }

  TEST_CASE("an empty journal is intact, and has no file") {
    Book book;
    CHECK(book.integrity() == Integrity::intact);
    CHECK(book.records().empty());
    CHECK(book.disk.files().names().empty());
  }

  TEST_CASE("a journal that ends anywhere inside a record has a torn tail") {
    for (std::uint16_t cut = 1; cut < header + 5; ++cut) {
      Book book;
      book.write("one");
      book.sync();
      const std::uint64_t sound = book.journal.end();
      book.write("three");
      book.crash({{static_cast<std::uint16_t>(book.journal.end() - cut)}, {}});
      REQUIRE(book.records() == Records{"one"});
      REQUIRE(book.integrity() == (cut == header + 5 ? Integrity::intact : Integrity::torn_tail));
      REQUIRE(book.journal.recover().end == sound);
    }
  }

  TEST_CASE("what a crash leaves behind a hole is a torn tail, and is cut with it") {
    Book book;
    book.write("one");
    book.sync();
    for (const char letter : {'a', 'b', 'c'}) book.write(std::string(sector_size, letter));
    book.crash({{0, 0, CrashOutcome::whole, CrashOutcome::whole}, {}});
    const Recovered found = book.reboot();
    CHECK(found.integrity == Integrity::torn_tail);
    CHECK(found.records.size() == 1);
    book.write("two");
    CHECK(book.records() == Records{"one", "two"});
  }

  TEST_CASE("damage behind which a record knows that it had been durable is corruption") {
    Book whole;
    for (const char* record : {"one", "two", "three"}) {
      whole.write(record);
      whole.sync();
    }
    for (std::size_t at = start + header + 3; at < start + 2 * (header + 3); ++at) {
      const Patches::Id id = whole.flip(at);
      REQUIRE(whole.records() == Records{"one"});
      REQUIRE(whole.integrity() == Integrity::corrupt);
      whole.disk.patches().take_off(id);
      REQUIRE(whole.records() == Records{"one", "two", "three"});
    }
  }

  TEST_CASE("a torn tail does not hide corruption before it") {
    Book book;
    for (const char* record : {"one", "two", "three"}) {
      book.write(record);
      book.sync();
    }
    book.write("four");
    book.crash({{static_cast<std::uint16_t>(book.journal.end() - 2)}, {}});
    book.flip(start + header);
    CHECK(book.integrity() == Integrity::corrupt);
  }

  TEST_CASE("damage in what was synced last cannot be told from a torn tail") {
    Book book;
    book.write("one");
    book.sync();
    book.write("two");
    book.write("three");
    book.sync();
    book.flip(start + header + 3 + header);
    CHECK(book.records() == Records{"one"});
    CHECK(book.integrity() == Integrity::torn_tail);
  }

  TEST_CASE("a size that claims the moon is a torn tail and allocates nothing") {
    Book book;
    book.write("one");
    book.sync();
    book.disk.append(book.file(), Bytes(20, std::byte{0xff}));
    CHECK(book.records() == Records{"one"});
    CHECK(book.integrity() == Integrity::torn_tail);
  }

  TEST_CASE("without a code damage passes for data") {
    Book book("none");
    book.write("one");
    book.write("two");
    book.flip(start - 4 + header - 4);
    CHECK(book.integrity() == Integrity::intact);
    CHECK(book.records().front() != "one");
  }
}

TEST_SUITE("world/journal, segments") {
  TEST_CASE("a segment that is full is followed by the next, and all are read") {
    Book book("crc32c", 100);
    Records written;
    for (int n = 0; n < 12; ++n) {
      written.push_back("record " + std::to_string(n));
      book.write(written.back());
    }
    CHECK(book.disk.files().names().size() > 3);
    CHECK(book.records() == written);
    book.sync();
    book.crash(nothing_survives);
    book.reboot();
    book.write("more");
    written.push_back("more");
    CHECK(book.records() == written);
  }

  TEST_CASE("a segment whose name was not synced is lost, and that is seen as the end") {
    Book book("crc32c", 100);
    book.write(std::string(100, 'a'));
    book.sync();
    book.write("b");
    book.sync(false);
    book.crash(nothing_survives);
    CHECK(book.reboot().integrity == Integrity::intact);
    CHECK(book.records() == Records{std::string(100, 'a')});
  }

  TEST_CASE("a segment behind one that was lost is cut, unless it knows of it") {
    for (const bool durable : {false, true}) {
      Book book("crc32c", 100);
      book.write(std::string(100, 'a'));
      book.sync();
      book.write(std::string(100, 'b'));
      if (durable) book.sync();
      book.write(std::string(100, 'c'));
      if (durable) {
        book.sync();
        book.disk.files().remove("journal-000002");
        book.disk.files().sync_changes(1);
        CHECK(book.reboot().integrity == Integrity::corrupt);
        continue;
      }
      // All their sectors survive, and the name of the later one only.
      book.crash({{CrashOutcome::whole, CrashOutcome::whole}, {false, true}});
      CHECK(book.reboot().integrity == Integrity::torn_tail);
      CHECK(book.disk.files().names().size() == 1);
      book.write("d");
      CHECK(book.records() == Records{std::string(100, 'a'), "d"});
    }
  }

  TEST_CASE("a segment that lost its end is not read on in the next one") {
    Book book("crc32c", 100);
    book.write(std::string(100, 'a'));
    book.sync();
    book.write("b1");
    book.write("b2");
    book.write(std::string(100, 'b'));
    book.write("c");
    // Of the second segment what came before its last record survives, and all of the third.
    const auto kept = static_cast<std::uint16_t>(start + 2 * (header + 2));
    book.crash({{kept, CrashOutcome::whole}, {true, true}});
    CHECK(book.reboot().integrity == Integrity::torn_tail);
    CHECK(book.records() == Records{std::string(100, 'a'), "b1", "b2"});
  }
}

TEST_SUITE("world/journal, places") {
  TEST_CASE("a record in the place of another is seen by a bound code only") {
    for (const bool bound : {true, false}) {
      Book book("crc32c", 64 * 1024, bound);
      for (const char* record : {"one", "two", "six"}) {
        book.write(record);
        book.sync();
      }
      const std::size_t size = header + 3;
      book.patch(start + size, book.bytes(start, size));  // the first, where the second was written
      CHECK(book.integrity() == (bound ? Integrity::corrupt : Integrity::intact));
      CHECK(book.records() == (bound ? Records{"one"} : Records{"one", "one", "six"}));
    }
  }

  TEST_CASE(
      "a record of an earlier life in the place of a later one is seen by a bound code only") {
    for (const bool bound : {true, false}) {
      Book book("crc32c", 64 * 1024, bound);
      book.write("one");
      book.sync();
      // The last of three records survives a crash, behind a hole, and is cut.
      const std::string large(2 * sector_size - start - (header + 3) - header, 'x');
      book.write(large);
      book.write("old");
      const std::uint64_t at = book.journal.end() - header - 3;
      book.crash({{0, 0, CrashOutcome::whole}, {}});
      REQUIRE(at == 2 * sector_size);
      book.reboot();
      book.write(large);
      book.sync();
      book.write("new");
      book.sync();
      book.write("two");
      book.sync();
      book.patch(at, book.disk.files().former(book.file(), at, header + 3));
      const Records all = book.records();
      CHECK(book.integrity() == (bound ? Integrity::corrupt : Integrity::intact));
      CHECK(all == (bound ? Records{"one", large} : Records{"one", large, "old", "two"}));
    }
  }

  TEST_CASE("no bytes make recovery fail, whatever they are") {
    Random random(99);
    for (int n = 0; n < 2'000; ++n) {
      Book book(n % 2 == 0 ? "crc32c" : "parity", 40 + random.below(200));
      book.write("x");
      for (std::uint64_t k = random.below(6); k > 0; --k) {
        book.write(std::string(random.below(40), 'r'));
        if (random.below(2) == 0) book.sync();
      }
      Bytes noise;
      for (std::uint64_t k = random.below(8); k > 0; --k) {
        noise.push_back(static_cast<std::byte>(random.below(256)));
      }
      book.disk.append(book.file(), noise);
      for (std::uint64_t k = random.below(3); k > 0; --k) {
        book.flip(random.below(book.disk.files().bytes(book.file()).size()));
      }
      const std::uint64_t size = book.journal.end() + noise.size();
      book.crash(everything_survives());
      const Recovered found = book.journal.recover();
      REQUIRE(found.end <= size);
      REQUIRE((found.integrity == Integrity::intact) == (found.end == size));
      book.reboot();
      book.write("more");
      if (found.integrity == Integrity::torn_tail) REQUIRE(book.records().back() == "more");
    }
  }
}

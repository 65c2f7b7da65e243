// The file system: what crashes may take, sector by sector and name by name.
#include "sim/world/file_system.h"

#include <doctest/doctest.h>

#include <set>
#include <string>

#include "protocols/core/check.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

constexpr std::uint16_t whole = CrashOutcome::whole;

// A file of known name, with letters for whole sectors.
struct Folder {
  Folder() : file(files.create("log")) {}
  void append(const std::string& text) {
    files.append(file, std::as_bytes(std::span(text.data(), text.size())));
  }
  void append_sectors(const std::string& letters) {
    for (const char letter : letters) append(std::string(sector_size, letter));
  }
  void sync() {
    files.sync(file, files.bytes(file).size());
    files.sync_changes(files.changes());
  }
  // A letter for each sector that is all of it, 0 for zeroes, ? for others.
  std::string sectors() const {
    std::string text;
    const ByteView bytes = files.bytes(file);
    for (std::size_t at = 0; at < bytes.size(); at += sector_size) {
      std::set<char> seen;
      for (std::size_t n = at; n < std::min(at + sector_size, bytes.size()); ++n) {
        seen.insert(static_cast<char>(bytes[n]));
      }
      text += seen.size() > 1 ? '?' : *seen.begin() == '\0' ? '0' : *seen.begin();
    }
    return text;
  }
  std::size_t size() const { return files.bytes(file).size(); }

  FileSystem files;
  FileId file;
};

}  // namespace

TEST_SUITE("world/file_system") {
  TEST_CASE("what was synced survives, whatever the outcome") {
    Folder folder;
    folder.append_sectors("ab");
    folder.sync();
    folder.append_sectors("c");
    folder.files.crash({});
    CHECK(folder.sectors() == "ab");
  }

  TEST_CASE("any subset of unsynced sectors may survive; lost ones before others are zeroes") {
    Folder folder;
    folder.append_sectors("a");
    folder.sync();
    folder.append_sectors("bcde");
    folder.files.crash({{0, whole, 0, whole}, {}});
    CHECK(folder.sectors() == "a0c0e");
    Folder other;
    other.sync();
    other.append_sectors("bcde");
    other.files.crash({{whole, 0, whole, 0}, {}});
    CHECK(other.sectors() == "b0d");
  }

  TEST_CASE("of a torn sector the beginning survives, never less than what was synced of it") {
    Folder folder;
    folder.append(std::string(100, 'a'));
    folder.sync();
    folder.append(std::string(100, 'b'));
    Folder same = folder;
    folder.files.crash({{137}, {}});
    CHECK(folder.size() == 137);
    same.files.crash({{50}, {}});
    CHECK(same.size() == 100);
  }

  TEST_CASE("a file whose name was never synced is gone, with all that was synced of it") {
    Folder folder;
    folder.append_sectors("a");
    folder.files.sync(folder.file, sector_size);
    Folder named = folder;
    folder.files.crash({});
    CHECK(folder.files.find("log") == FileId());
    CHECK(folder.size() == 0);
    named.files.crash({{}, {true}});
    CHECK(named.files.find("log") == named.file);
    CHECK(named.sectors() == "a");
  }

  TEST_CASE("a rename that was not synced may leave the old name, and never both or none") {
    for (const bool survives : {false, true}) {
      Folder folder;
      folder.append_sectors("a");
      folder.sync();
      folder.files.rename("log", "log.1");
      CHECK(folder.files.find("log.1") == folder.file);
      folder.files.crash({{}, {survives}});
      CHECK(folder.files.names().size() == 1);
      CHECK(folder.files.find(survives ? "log.1" : "log") == folder.file);
      CHECK(folder.sectors() == "a");
    }
  }

  TEST_CASE("a file that takes another's name replaces it; the old one is back if that is lost") {
    Folder folder;
    folder.append_sectors("a");
    folder.sync();
    const FileId fresh = folder.files.create("log.new");
    folder.files.append(fresh, as_bytes(std::span("new", 3)));
    folder.files.sync(fresh, 3);
    folder.files.rename("log.new", "log");
    CHECK(folder.files.find("log") == fresh);
    // The directory kept neither that it was created nor that it was renamed.
    Folder lost = folder;
    lost.files.crash({});
    CHECK(lost.files.find("log") == folder.file);
    CHECK(lost.sectors() == "a");
    // It kept the second and not the first.
    folder.files.crash({{}, {false, true}});
    CHECK(folder.files.find("log") == fresh);
    CHECK(folder.files.names().size() == 1);
  }

  TEST_CASE("a removed file is back if its removal was not synced") {
    Folder folder;
    folder.append_sectors("a");
    folder.sync();
    folder.files.remove("log");
    CHECK(folder.files.find("log") == FileId());
    Folder back = folder;
    back.files.crash({{}, {false}});
    CHECK(back.files.find("log") == folder.file);
    CHECK(back.sectors() == "a");
    folder.files.crash({{}, {true}});
    CHECK(folder.files.find("log") == FileId());
    CHECK(folder.size() == 0);
  }

  TEST_CASE("drawn outcomes reach every subset, tears, and lost names with kept bytes") {
    std::set<std::string> texts;
    bool torn = false;
    for (std::uint64_t seed = 0; seed < 400; ++seed) {
      Folder folder;
      folder.append_sectors("abc");
      Random random(seed);
      const CrashOutcome outcome = folder.files.draw_crash(random, true);
      REQUIRE(outcome.sectors.size() == 3);
      REQUIRE(outcome.names.size() == 1);
      std::string text;
      for (const auto kept : outcome.sectors) text += kept == 0 ? '-' : kept == whole ? '+' : '~';
      torn = torn || text.find('~') != std::string::npos;
      texts.insert(text);
    }
    for (const char* subset : {"---", "+--", "-+-", "--+", "++-", "+-+", "-++", "+++"}) {
      CAPTURE(subset);
      CHECK(texts.count(subset) == 1);
    }
    CHECK(torn);
  }

  TEST_CASE("without tearing all that is loose survives, or nothing") {
    std::set<std::string> texts;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      Folder folder;
      folder.append_sectors("ab");
      Random random(seed);
      texts.insert(to_text(folder.files.draw_crash(random, false)));
    }
    CHECK(texts == std::set<std::string>{"+2 | +", "-2 | -"});
  }

  TEST_CASE("what a cut takes away is remembered as what stood there before") {
    Folder folder;
    folder.append("abcdef");
    folder.sync();
    folder.files.cut(folder.file, 2);
    folder.append("xy");
    CHECK(folder.size() == 4);
    const Bytes before = folder.files.former(folder.file, 1, 7);
    const std::string text(reinterpret_cast<const char*>(before.data()), before.size());
    CHECK(text == std::string("\0cdef\0\0", 7));
    CHECK_THROWS_AS(folder.files.cut(folder.file, 1), Broken);
  }
}

// The journal: records come back, torn tails are cut, corruption is told from both.
#include "sim/world/journal.h"

#include <doctest/doctest.h>

#include <string>

#include "sim/kernel/random.h"

using namespace conclave;
using namespace conclave::sim;

namespace {

struct Book {
  explicit Book(const std::string& code = "crc32c") : journal(*find_integrity(code)) {}
  void write(const std::string& record) {
    const ByteView frame = journal.frame(std::as_bytes(std::span(record.data(), record.size())));
    image.insert(image.end(), frame.begin(), frame.end());
  }
  std::vector<std::string> records() const {
    std::vector<std::string> all;
    for (const ByteView record : journal.recover(image).records) {
      all.emplace_back(reinterpret_cast<const char*>(record.data()), record.size());
    }
    return all;
  }
  Integrity integrity() const { return journal.recover(image).integrity; }
  void flip(std::size_t at) { image.at(at) ^= std::byte{16}; }

  Journal journal;
  Bytes image;
};

using Records = std::vector<std::string>;
constexpr std::size_t header = 8;  // crc32c and size

}  // namespace

TEST_SUITE("world/journal") {
  TEST_CASE("what was written comes back, in order") {
    Book book;
    for (const char* record : {"one", "", "three"}) book.write(record);
    CHECK(book.records() == Records{"one", "", "three"});
    CHECK(book.integrity() == Integrity::intact);
  }

  TEST_CASE("an empty journal is intact") {
    CHECK(Book().integrity() == Integrity::intact);
    CHECK(Book().records().empty());
  }

  TEST_CASE("a journal that ends anywhere inside a record has a torn tail") {
    for (std::size_t cut = 1; cut < header + 5; ++cut) {
      Book book;
      book.write("one");
      const std::size_t sound = book.image.size();
      book.write("three");
      book.image.resize(book.image.size() - cut);
      REQUIRE(book.records() == Records{"one"});
      REQUIRE(book.integrity() == Integrity::torn_tail);
      REQUIRE(book.journal.recover(book.image).end == sound);
    }
  }

  TEST_CASE("damage with a sound record behind it is corruption, wherever it hits") {
    Book whole;
    for (const char* record : {"one", "two", "three"}) whole.write(record);
    const std::size_t second = header + 3, third = 2 * second;
    for (std::size_t at = second; at < third; ++at) {
      Book book = whole;
      book.flip(at);
      REQUIRE(book.records() == Records{"one"});
      REQUIRE(book.integrity() == Integrity::corrupt);
    }
  }

  TEST_CASE("damage in the last record cannot be told from a torn tail") {
    Book book;
    book.write("one");
    book.write("two");
    book.flip(book.image.size() - 1);
    CHECK(book.records() == Records{"one"});
    CHECK(book.integrity() == Integrity::torn_tail);
  }

  TEST_CASE("a size that claims the moon is a torn tail and allocates nothing") {
    Book book;
    book.write("one");
    const Bytes lie(8, std::byte{0xff});
    book.image.insert(book.image.end(), lie.begin(), lie.end());
    CHECK(book.records() == Records{"one"});
    CHECK(book.integrity() == Integrity::torn_tail);
  }

  TEST_CASE("without a code damage passes for data") {
    Book book("none");
    book.write("one");
    book.write("two");
    book.flip(4);
    CHECK(book.integrity() == Integrity::intact);
    CHECK(book.records().front() != "one");
  }

  TEST_CASE("no bytes make recovery fail, whatever they are") {
    Random random(99);
    for (int n = 0; n < 5'000; ++n) {
      Book book(n % 2 == 0 ? "crc32c" : "parity");
      for (std::uint64_t k = random.below(4); k > 0; --k) {
        book.write(std::string(random.below(40), 'r'));
      }
      for (std::uint64_t k = random.below(8); k > 0; --k) {
        book.image.push_back(static_cast<std::byte>(random.below(256)));
      }
      for (std::uint64_t k = random.below(3); k > 0 && !book.image.empty(); --k) {
        book.flip(random.below(book.image.size()));
      }
      const Recovered found = book.journal.recover(book.image);
      REQUIRE(found.end <= book.image.size());
      REQUIRE((found.integrity == Integrity::intact) == (found.end == book.image.size()));
    }
  }
}

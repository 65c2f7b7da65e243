// The codec: values there and back, and any bytes at all.
#include "protocols/core/codec.h"

#include "protocols/raft/messages.h"
#include "tests/support/bench.h"

namespace conclave {
namespace {

using raft::AppendRequest;
using raft::Entry;
using raft::Message;
using raft::Record;
using raft::Term;

enum class Colour : std::uint8_t { red, green };
constexpr Colour last_of(Colour) {
  return Colour::green;
}

template <typename V>
std::string hex_of(const V& value) {
  constexpr std::string_view digits = "0123456789abcdef";
  Buffer buffer;
  std::string text;
  for (const std::byte byte : encode(value, buffer)) {
    text += digits[std::to_integer<std::size_t>(byte >> 4)];
    text += digits[std::to_integer<std::size_t>(byte & std::byte{15})];
  }
  return text;
}

Bytes bytes_of(std::initializer_list<unsigned> values) {
  Bytes bytes;
  for (const unsigned value : values) bytes.push_back(static_cast<std::byte>(value));
  return bytes;
}

std::vector<Message> messages() {
  const Entry no_op{Term(3), {}};
  const Entry entry{Term(3), {{ClientId(7), 9}, std::string("put k \0\xff", 8)}};
  return {
      raft::VoteRequest{Term(3), true, Slot(4), Term(2)},
      raft::VoteReply{Term(3), false, true},
      AppendRequest{Term(3), Slot(4), Term(2), Slot(1), {no_op, entry, no_op}},
      AppendRequest{},
      raft::AppendReply{Term(3), Slot(~0ULL)},
      raft::AppendReject{Term(3), Slot(4), Term(2), Slot(1)},
      raft::AppendReject{Term(3), Slot(4), std::nullopt, Slot(1)},
  };
}

// A small generator of our own, so that every machine meets the same bytes.
struct Dice {
  std::uint64_t state = 1;
  std::uint64_t below(std::uint64_t n) {
    state = state * 6364136223846793005ULL + 1442695040888963407ULL;
    return (state >> 33U) % n;
  }
};

TEST_CASE("integers are little-endian and as wide as their type") {
  CHECK(hex_of(std::uint8_t{0xab}) == "ab");
  CHECK(hex_of(std::uint32_t{0x01020304}) == "04030201");
  CHECK(hex_of(Slot(0x0102030405060708)) == "0807060504030201");
  CHECK(hex_of(true) == "01");
  CHECK(hex_of(Colour::green) == "01");
}

TEST_CASE("strings and vectors are counted, optionals and variants are marked") {
  CHECK(hex_of(std::string("ab")) == "020000006162");
  CHECK(hex_of(std::vector<std::uint8_t>{1, 2}) == "020000000102");
  CHECK(hex_of(std::optional<std::uint8_t>()) == "00");
  CHECK(hex_of(std::optional<std::uint8_t>(5)) == "0105");
  CHECK(hex_of(std::variant<bool, std::uint8_t>(std::uint8_t{5})) == "0105");
}

TEST_CASE("a struct is its members in the order of its fields") {
  CHECK(hex_of(RequestId{ClientId(1), 2}) == "010000000200000000000000");
}

TEST_CASE("every message comes back as it was") {
  Buffer buffer;
  Message back;
  for (const Message& message : messages()) {
    REQUIRE(decode(encode(message, buffer), back));
    CHECK(back == message);
  }
}

TEST_CASE("a value decoded over another one keeps nothing of it") {
  Buffer buffer;
  const std::vector<Message> all = messages();
  for (const Message& first : all) {
    for (const Message& second : all) {
      Message value = first;
      REQUIRE(decode(encode(second, buffer), value));
      CHECK(value == second);
    }
  }
}

TEST_CASE("no bytes missing, none left over") {
  Buffer buffer;
  for (const Message& message : messages()) {
    const ByteView whole = encode(message, buffer);
    Message value;
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CHECK_FALSE(decode(whole.first(size), value));
    }
    Bytes longer(whole.begin(), whole.end());
    longer.push_back({});
    CHECK_FALSE(decode(longer, value));
  }
}

TEST_CASE("a bool is 0 or 1, an enum one of its own, a variant one of its alternatives") {
  bool truth = false;
  CHECK_FALSE(decode(bytes_of({2}), truth));
  Colour colour{};
  CHECK(decode(bytes_of({1}), colour));
  CHECK_FALSE(decode(bytes_of({2}), colour));
  std::optional<bool> maybe;
  CHECK_FALSE(decode(bytes_of({2, 1}), maybe));
  std::variant<bool, std::uint8_t> choice;
  CHECK_FALSE(decode(bytes_of({2, 0}), choice));
}

TEST_CASE("a count that the bytes cannot hold costs no memory") {
  std::vector<std::uint64_t> items;
  CHECK_FALSE(decode(bytes_of({0xff, 0xff, 0xff, 0xff, 1}), items));
  CHECK(items.capacity() == 0);
  std::string text;
  CHECK_FALSE(decode(bytes_of({0xff, 0xff, 0xff, 0x7f, 'x'}), text));
  CHECK(text.capacity() < 100);
}

TEST_CASE("random bytes never do harm, and what decodes encodes to the same bytes") {
  Dice dice;
  Buffer buffer;
  Message message;
  Record record;
  for (int round = 0; round < 20000; ++round) {
    Bytes bytes(dice.below(80));
    for (std::byte& byte : bytes) {
      // Small numbers more often: they get further into the decoder.
      byte = static_cast<std::byte>(dice.below(dice.below(2) == 0 ? 4 : 256));
    }
    if (decode(bytes, message)) {
      const ByteView again = encode(message, buffer);
      CHECK(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
    }
    if (decode(bytes, record)) {
      const ByteView again = encode(record, buffer);
      CHECK(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
    }
  }
}

TEST_CASE("mutated messages never do harm, and what decodes encodes to the same bytes") {
  Dice dice;
  Buffer buffer, other;
  const std::vector<Message> all = messages();
  Message value;
  std::size_t decoded = 0;
  for (int round = 0; round < 20000; ++round) {
    const ByteView whole = encode(all[dice.below(all.size())], buffer);
    Bytes bytes(whole.begin(), whole.end());
    for (std::uint64_t flips = 1 + dice.below(3); flips > 0; --flips) {
      bytes[dice.below(bytes.size())] ^= static_cast<std::byte>(1U << dice.below(8));
    }
    if (!decode(bytes, value)) continue;
    ++decoded;
    const ByteView again = encode(value, other);
    CHECK(std::equal(again.begin(), again.end(), bytes.begin(), bytes.end()));
  }
  CHECK(decoded > 1000);
}

TEST_CASE("a buffer that is used again does not show what was in it") {
  Buffer buffer;
  encode(std::string(1000, 'x'), buffer);
  CHECK(encode(std::uint8_t{7}, buffer).size() == 1);
}

}  // namespace
}  // namespace conclave

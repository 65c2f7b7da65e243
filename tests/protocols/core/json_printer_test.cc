// JSON of described values, and of bytes that are no text.
#include "protocols/core/json_printer.h"

#include "protocols/raft/node.h"
#include "tests/support/bench.h"

namespace conclave {
namespace {

using test::json;

TEST_CASE("numbers, truths and durations print as numbers and words") {
  CHECK(json(std::uint64_t{18446744073709551615ULL}) == "18446744073709551615");
  CHECK(json(-5) == "-5");
  CHECK(json(true) == "true");
  CHECK(json(Slot(3)) == "3");
  CHECK(json(Duration(std::chrono::milliseconds(2))) == "2000000");
  CHECK(json(std::chrono::microseconds(2)) == "2000");
}

TEST_CASE("a node's id prints as its name, nobody as null, a stranger as its number") {
  CHECK(json(NodeId(2)) == R"("n2")");
  CHECK(json(NodeId()) == "null");
  CHECK(json(NodeId(1000)) == "1000");
}

TEST_CASE("a described value prints as an object, in the order of its fields") {
  CHECK(json(Command{{ClientId(1), 2}, "put"}) == R"({"id":{"client":1,"number":2},"body":"put"})");
}

TEST_CASE("vectors, optionals and enums print as arrays, values or null, and words") {
  CHECK(json(std::vector<int>{1, 2, 3}) == "[1,2,3]");
  CHECK(json(std::vector<int>{}) == "[]");
  CHECK(json(std::optional<int>()) == "null");
  CHECK(json(std::optional<int>(4)) == "4");
  CHECK(json(Role::candidate) == R"("candidate")");
}

TEST_CASE("a choice prints as an object with one member: its name") {
  CHECK(json(raft::Message(raft::AppendReply{raft::Term(1), Slot(2)})) ==
        R"({"append_reply":{"term":1,"match":2}})");
}

TEST_CASE("quotes, backslashes and control characters are escaped") {
  CHECK(json(std::string("a\"b\\c\n\t\r\x01\x7f")) == R"("a\"b\\c\n\t\r\u0001\u007f")");
}

TEST_CASE("text beyond ASCII stays as it is") {
  CHECK(json(std::string("gr\xc3\xbc\xc3\x9f")) == "\"gr\xc3\xbc\xc3\x9f\"");
}

TEST_CASE("a string that is not UTF-8 prints as hex, so that no byte is lost") {
  CHECK(json(std::string("\xff\x00z", 3)) == R"({"hex":"ff007a"})");
}

TEST_CASE("UTF-8 is well-formed or it is not (RFC 3629)") {
  CHECK(is_utf8("\xf0\x9f\x98\x80"));
  CHECK(is_utf8("\xed\x9f\xbf"));
  CHECK_FALSE(is_utf8("\xc0\x80"));          // overlong
  CHECK_FALSE(is_utf8("\xe0\x80\x80"));      // overlong
  CHECK_FALSE(is_utf8("\xed\xa0\x80"));      // a surrogate
  CHECK_FALSE(is_utf8("\xf4\x90\x80\x80"));  // beyond the last character
  CHECK_FALSE(is_utf8("\x80"));
  CHECK_FALSE(is_utf8("\xc3"));
  CHECK_FALSE(is_utf8("\xe2\x82"));
}

TEST_CASE("what is called plain needs no escapes, wherever a byte stands") {
  for (int value = 0; value < 256; ++value) {
    const bool plain = value >= 0x20 && value < 0x7f && value != '"' && value != '\\';
    for (std::size_t size = 1; size <= 20; ++size) {
      for (std::size_t at = 0; at < size; ++at) {
        std::string text(size, 'x');
        text[at] = static_cast<char>(value);
        REQUIRE(is_plain_json(text) == plain);
      }
    }
  }
  CHECK(is_plain_json(""));
}

TEST_CASE("commas stand between members and nowhere else") {
  std::string text;
  JsonPrinter out(text, {});
  out.open();
  out.member("a", 1);
  out.key("b");
  out.open_array();
  out.close_array();
  out.member("c", std::vector<RequestId>{{ClientId(1), 1}, {ClientId(2), 2}});
  out.close();
  CHECK(text == R"({"a":1,"b":[],"c":[{"client":1,"number":1},{"client":2,"number":2}]})");
}

TEST_CASE("a whole node prints") {
  raft::Node node(test::n1, {test::n2}, {});
  CHECK(json(node).find(R"("role":"follower","leader":null)") != std::string::npos);
}

}  // namespace
}  // namespace conclave

// Comparing traces: the first difference, and what led to it.
#include "sim/trace/compare.h"

#include <doctest/doctest.h>

#include <vector>

namespace conclave::sim {
namespace {

using Lines = std::vector<std::string>;

const Lines stored{
    R"({"conclave_trace":1,"version":"0.1.0","scenario":{},"seed":"0x1"})",
    R"({"i":0,"t":0,"node":"n1","kind":"boot","integrity":"intact","records":0,"end":0})",
    R"({"i":1,"t":1204000000,"node":"n2","kind":"recv","cause":0,"packet":96,"message":{"append":{"term":3,"entries":[{"term":2}]}}})",
    R"({"end":true,"verdict":"pass","violations":[],"events":2,"fingerprint":"00"})"};

TraceComparison compared(const Lines& lines, const std::string& with) {
  TraceComparison comparison(LineSource::of_text(with, "t.jsonl"));
  for (const std::string& line : lines) comparison.line(line);
  comparison.finish();
  return comparison;
}

std::string joined(const Lines& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TEST_CASE("two equal traces have no difference") {
  const TraceComparison comparison = compared(stored, joined(stored));
  CHECK_FALSE(comparison.difference().has_value());
  CHECK(comparison.same_lines() == 4);
  CHECK_FALSE(comparison.ends_early());
}

TEST_CASE(
    "the first difference is told with its line, its event, its members, and what came before") {
  Lines now = stored;
  now[2].replace(now[2].find("\"packet\":96"), 11, "\"packet\":97");
  now[2].replace(now[2].find("\"term\":2"), 8, "\"term\":4");
  const TraceComparison comparison = compared(now, joined(stored));
  REQUIRE(comparison.difference().has_value());
  CHECK(*comparison.difference() ==
        "line 3 differs\n"
        "  in event 1, recv on n2 at 1204000000 ns\n"
        "  packet: stored 96, now 97\n"
        "  message.append.entries.0.term: stored 2, now 4\n"
        "before it, the same on both sides:\n"
        "  " +
            stored[0] + "\n  " + stored[1] + "\n");
  CHECK(comparison.same_lines() == 2);
}

TEST_CASE("a line of a kind with an end of its own is an event, and not the end line") {
  const Lines boot{stored[0], R"({"i":0,"t":5,"node":"n1","kind":"boot","records":1,"end":7})"};
  Lines now = boot;
  now[1].replace(now[1].find("\"records\":1"), 11, "\"records\":2");
  const TraceComparison comparison = compared(now, joined(boot));
  REQUIRE(comparison.difference().has_value());
  CHECK(comparison.difference()->find("in event 0, boot on n1") != std::string::npos);
}

TEST_CASE("a member that only one side has is told as nothing on the other") {
  CHECK(explain_difference(R"({"i":1,"cause":3})", R"({"i":1,"node":"n2"})", {"left", "right"}) ==
        "  cause: left 3, right nothing\n  node: left nothing, right \"n2\"\n");
}

TEST_CASE("lines that are not JSON differ from a column on") {
  CHECK(explain_difference("hello world", "hello there") ==
        "  from column 7\n  stored \"hello world\"\n  now \"hello there\"\n");
  CHECK(explain_difference(R"({"i":1})", R"({"i": 1})") ==
        "  from column 6\n  stored \"{\"i\":1}\"\n  now \"{\"i\": 1}\"\n");
}

TEST_CASE("a stored trace that was cut short agrees as far as it goes") {
  const std::string whole = joined(stored);
  for (std::size_t size = stored[0].size() + 1; size < whole.size() - 1; ++size) {
    const TraceComparison comparison = compared(stored, whole.substr(0, size));
    CHECK_FALSE(comparison.difference().has_value());
    CHECK(comparison.ends_early());
  }
}

TEST_CASE("a side that goes on where the other is over is a difference") {
  const TraceComparison shorter = compared({stored[0], stored[1]}, joined(stored));
  REQUIRE(shorter.difference().has_value());
  CHECK(shorter.difference()->find("now the trace is over") != std::string::npos);
  Lines longer = stored;
  longer.push_back("more");
  REQUIRE(compared(longer, joined(stored)).difference().has_value());
}

TEST_CASE("another version alone is no difference, but is told") {
  Lines now = stored;
  now[0].replace(now[0].find("0.1.0"), 5, "0.2.0");
  const TraceComparison comparison = compared(now, joined(stored));
  CHECK_FALSE(comparison.difference().has_value());
  CHECK(comparison.versions() == "\"0.1.0\", now \"0.2.0\"");
  now[0].replace(now[0].find("0x1"), 3, "0x2");
  CHECK(compared(now, joined(stored)).difference().has_value());
}

TEST_CASE("hostile lines are told safely") {
  const std::string deep(100'000, '[');
  CHECK_FALSE(explain_difference(deep, deep + "x").empty());
  CHECK(explain_difference("\x1b[31m", "{\"a\":\"\\u001b\"}").find('\x1b') == std::string::npos);
}

}  // namespace
}  // namespace conclave::sim

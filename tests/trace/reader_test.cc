// Reading traces back, and refusing what is none.
#include "sim/trace/reader.h"

#include <doctest/doctest.h>

#include "sim/kernel/random.h"
#include "sim/trace/writer.h"
#include "tests/trace/specimens.h"

namespace conclave::sim {
namespace {

const TraceHeader header{
    "0.1.0", R"({"name":"hello","loss":0.1})", 0x5eed, "raft", {"n1", "n2", "n3"}, {"c1"}, "term"};
const TraceEnd the_end{"violation",
                       {{"agreement", "\"a\" and \"b\"", Time(Duration(5)), 31}},
                       48903,
                       0x9f3c27d1a4b08e55};

std::vector<std::string> written_lines() {
  const Vocabulary words = specimen_vocabulary();
  LinesKept out;
  TraceWriter writer(words, out);
  writer.begin(header);
  for (const Occurrence& o : specimens()) writer.record(o);
  writer.end(the_end);
  return out.lines;
}

std::string joined(const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text += line + "\n";
  return text;
}

TraceReader reader_of(std::string text) {
  return TraceReader(LineSource::of_text(std::move(text), "t.jsonl"));
}

// All of it, written again; what is wrong is in the reader.
std::vector<std::string> read_and_written(TraceReader& reader) {
  LinesKept out;
  if (reader.begin()) return {};
  TraceWriter writer(reader.vocabulary(), out);
  writer.begin(reader.header());
  StoredOccurrence occurrence;
  while (reader.next(occurrence)) writer.record(*occurrence);
  if (reader.end()) writer.end(*reader.end());
  return out.lines;
}

// What is wrong with a trace whose line (from 1) is replaced.
std::string wrong_with(std::size_t number, const std::string& line) {
  std::vector<std::string> lines = written_lines();
  lines.at(number - 1) = line;
  TraceReader reader = reader_of(joined(lines));
  read_and_written(reader);
  REQUIRE(reader.error().has_value());
  CHECK(reader.error()->trouble == FileTrouble::bad_content);
  return to_text(*reader.error());
}

TEST_CASE("a trace that is read and written again is the same, byte for byte") {
  TraceReader reader = reader_of(joined(written_lines()));
  CHECK(read_and_written(reader) == written_lines());
  CHECK_FALSE(reader.error().has_value());
  CHECK(reader.header() == header);
  REQUIRE(reader.end().has_value());
  CHECK(*reader.end() == the_end);
}

// A judge of facts: it keeps what checkers compare.
struct Facts : Reader<Facts> {
  std::vector<Accepted> accepted;
  std::vector<Voted> voted;
  std::vector<Configured> configured;
  std::vector<std::pair<Slot, Command>> decided;
  std::vector<Command> invoked;
  std::vector<Claim> claims;
  std::vector<Brief> states;
  std::vector<std::string> texts;
  void on(const Occurrence& o, const Accepted& x) {
    accepted.push_back(x);
    states.push_back(*o.after);
  }
  void on(const Occurrence&, const Voted& x) { voted.push_back(x); }
  void on(const Occurrence&, const Configured& x) { configured.push_back(x); }
  void on(const Occurrence&, const Decided& x) {
    decided.emplace_back(x.slot, *x.command);
    texts.emplace_back(x.answer);
  }
  void on(const Occurrence&, const Invoked& x) { invoked.push_back(*x.command); }
  void on(const Occurrence&, const Sent& x) {
    if (x.claim) claims.push_back(*x.claim);
  }
  void on(const Occurrence&, const FaultBegan& x) {
    texts.insert(texts.end(), {std::string(x.fault), std::string(x.what), std::string(x.text)});
  }
};

TEST_CASE("a judge meets the same facts in a stored trace as in a live run") {
  Facts live, stored;
  Trace trace;
  trace.attach(live);
  for (const Occurrence& o : specimens()) {
    std::visit([&](const auto& x) { trace.emit(o.at, o.node, o.cause, x, o.after); }, o.what);
  }
  TraceReader reader = reader_of(joined(written_lines()));
  REQUIRE_FALSE(reader.begin().has_value());
  StoredOccurrence occurrence;
  while (reader.next(occurrence)) {
    if (stored.kinds().test(occurrence->what.index())) stored.record(*occurrence);
  }
  CHECK(stored.accepted == live.accepted);
  CHECK(stored.voted == live.voted);
  CHECK(stored.configured == live.configured);
  CHECK(stored.decided == live.decided);
  CHECK(stored.invoked == live.invoked);
  CHECK(stored.claims == live.claims);
  CHECK(stored.states == live.states);
  CHECK(stored.texts == live.texts);
  CHECK(live.decided.size() == 3);
}

TEST_CASE("a trace that ends in the middle of a line ends early, and that is no error") {
  const std::string whole = joined(written_lines());
  const std::size_t head = written_lines().front().size() + 1;
  for (std::size_t size = head; size < whole.size() - 1; size += 7) {
    TraceReader reader = reader_of(whole.substr(0, size));
    const std::string read = joined(read_and_written(reader));
    CHECK_FALSE(reader.error().has_value());
    CHECK(reader.ends_early());
    // A line is there whole even if only its line break is missing.
    const bool same = read == whole.substr(0, whole.rfind('\n', size) + 1);
    CHECK(same);
  }
}

TEST_CASE("a trace whose last line has no line break is whole all the same") {
  std::string text = joined(written_lines());
  text.pop_back();
  TraceReader reader = reader_of(text);
  CHECK(read_and_written(reader) == written_lines());
  CHECK_FALSE(reader.ends_early());
}

TEST_CASE("a trace says whether its protocol decides once, for those who judge progress") {
  for (const bool once : {false, true}) {
    const Vocabulary words = specimen_vocabulary();
    LinesKept out;
    TraceHeader said = header;
    said.decides_once = once;
    TraceWriter(words, out).begin(said);
    TraceReader reader = reader_of(joined(out.lines));
    REQUIRE_FALSE(reader.begin().has_value());
    CHECK(reader.header() == said);
    CHECK(reader.vocabulary().decides_once == once);
  }
}

TEST_CASE("what is no trace is refused") {
  for (const char* text :
       {"", "\n\n", "hello\n", "{}\n", "[1]\n", "{\"conclave_trace\":1", "{\"version\": 1}\n"}) {
    CAPTURE(text);
    TraceReader reader = reader_of(text);
    const auto error = reader.begin();
    REQUIRE(error.has_value());
    CHECK(error->trouble == FileTrouble::bad_content);
  }
}

TEST_CASE("a trace of a newer format is refused as that, whatever else it holds") {
  TraceReader reader = reader_of("{\"conclave_trace\":2,\"future\":true}\n");
  const auto error = reader.begin();
  REQUIRE(error.has_value());
  CHECK(to_text(*error) ==
        "t.jsonl, line 1: the trace is of format 2, and this program reads 1: it takes a newer "
        "conclave");
}

TEST_CASE("a line that is wrong is told with its number and what is wrong") {
  CHECK(wrong_with(3, "hello") == "t.jsonl, line 3: \"{\" was expected, not \"h\" in column 1");
  CHECK(wrong_with(3, R"({"i":1,"t":1000000,"node":"n2","kind":"crash"})") ==
        "t.jsonl, line 3: the member \"kept\" is missing");
  CHECK(wrong_with(3, R"({"i":1,"t":1000000,"node":"n2","kind":"explode"})") ==
        "t.jsonl, line 3: there is no kind \"explode\"");
  CHECK(wrong_with(3, R"({"i":1,"t":1000000,"node":"n9","kind":"pause"})") ==
        "t.jsonl, line 3: nobody is called \"n9\"");
  CHECK(wrong_with(3, R"({"i":7,"t":1000000,"node":"n2","kind":"pause"})") ==
        "t.jsonl, line 3: \"i\" is 7 where 1 should stand: lines are missing or were changed");
  CHECK(wrong_with(4, R"({"i":2,"t":5,"node":"n2","kind":"pause"})") ==
        "t.jsonl, line 4: time goes back");
  CHECK(wrong_with(3, R"({"i":1,"t":-1,"node":"n2","kind":"pause"})") ==
        "t.jsonl, line 3: in \"t\": an integer was expected, not \"-\" in column 1");
  CHECK(wrong_with(3, R"({"i":1,"t":1000000,"node":"n2","kind":"pause","cause":1})") ==
        "t.jsonl, line 3: the cause does not come before its effect");
  CHECK(wrong_with(3, R"({"i":1,"t":1000000,"node":"n2","kind":"pause","kind":"pause"})") ==
        "t.jsonl, line 3: the member \"kind\" stands there twice");
  CHECK(wrong_with(3, "{\"i\":1,\"t\":1000000,\"kind\":\"halted\",\"reason\":\"\xff\"}") ==
        "t.jsonl, line 3: the line is not UTF-8");
  CHECK(
      wrong_with(
          3,
          R"({"i":1,"t":1000000,"node":"c1","kind":"invoke","command":{"id":{"client":1,"number":-1},"body":""}})") ==
      "t.jsonl, line 3: in \"command\": in \"id\": in \"number\": an integer was expected, not "
      "\"-\" in column 1");
  CHECK(
      wrong_with(
          3,
          R"({"i":1,"t":1000000,"node":"c1","kind":"invoke","command":{"id":{"client":1,"number":1},"body":{"hex":"0"}}})") ==
      "t.jsonl, line 3: in \"command\": in \"body\": a string or {\"hex\": \"...\"} was expected");
}

TEST_CASE("nothing stands behind the end of a trace") {
  std::vector<std::string> lines = written_lines();
  lines.push_back(lines[1]);
  TraceReader reader = reader_of(joined(lines));
  read_and_written(reader);
  CHECK(reader.error().has_value());
  CHECK_FALSE(reader.end().has_value());
}

TEST_CASE("hostile bytes never crash a reader") {
  const std::string whole = joined(written_lines());
  Random random(1);
  for (int round = 0; round < 1500; ++round) {
    std::string text = whole;
    for (std::uint64_t change = random.below(4) + 1; change > 0; --change) {
      const std::size_t at = random.below(text.size());
      switch (random.below(4)) {
        case 0:
          text[at] = static_cast<char>(random.below(256));
          break;
        case 1:
          text.erase(at, random.below(20));
          break;
        case 2:
          text.insert(at, text.substr(random.below(text.size()), random.below(40)));
          break;
        case 3:
          text[at] = "{}[]\",:0-9\\\n"[random.below(12)];
          break;
      }
    }
    TraceReader reader = reader_of(text);
    const std::vector<std::string> lines = read_and_written(reader);
    CHECK(lines.size() <= whole.size());
  }
  for (int round = 0; round < 2000; ++round) {
    std::string noise = written_lines().front() + "\n";
    for (std::uint64_t size = random.below(200); size > 0; --size) {
      noise += static_cast<char>(random.below(256));
    }
    TraceReader reader = reader_of(noise);
    read_and_written(reader);
    CHECK_FALSE(reader.end().has_value());
  }
}

}  // namespace
}  // namespace conclave::sim

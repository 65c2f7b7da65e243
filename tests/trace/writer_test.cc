// Lines of the trace, kind by kind.
#include "sim/trace/writer.h"

#include <doctest/doctest.h>

#include <nlohmann/json.hpp>

#include "sim/data/json.h"
#include "tests/trace/specimens.h"

namespace conclave::sim {
namespace {

std::string line_of(const Occurrence& o) {
  const Vocabulary words = specimen_vocabulary();
  LinesKept out;
  TraceWriter(words, out).record(o);
  return out.lines.at(0);
}

TEST_CASE("a trace line has its members in a fixed order, and the state after the step last") {
  const Brief state{Epoch(3), Role::follower, NodeId(), Slot(7), Epoch(2), Slot(6)};
  const Payload payload{Channel::protocol, bytes_of("append")};
  const Occurrence o{812,    Time(Duration(1204000000)),      NodeId(2), 806,
                     &state, Received{96, NodeId(1), payload}};
  CHECK(line_of(o) ==
        R"({"i":812,"t":1204000000,"node":"n2","kind":"recv","cause":806,"packet":96,"from":"n1",)"
        R"("message":{"bytes":6},"state":{"epoch":3,"role":"follower","vote":null,"length":7,)"
        R"("last":2,"commit":6}})");
}

TEST_CASE("a root has no cause, and what happens to nobody no node") {
  CHECK(line_of({0, Time(), NodeId(), no_cause, nullptr, Healed{}}) ==
        R"({"i":0,"t":0,"kind":"heal"})");
}

TEST_CASE("a stranger's address is written as a number") {
  CHECK(line_of({0, Time(), NodeId(4'000'000'000), no_cause, nullptr, Paused{}}) ==
        R"({"i":0,"t":0,"node":4000000000,"kind":"pause"})");
}

TEST_CASE("bytes that are no text are written in hex, and text with its escapes") {
  const Command odd{{ClientId(4), 18}, "\xff z"};
  CHECK(line_of({1, Time(), NodeId(4), no_cause, nullptr, Invoked{&odd}}) ==
        R"({"i":1,"t":0,"node":"c1","kind":"invoke",)"
        R"("command":{"id":{"client":4,"number":18},"body":{"hex":"ff207a"}}})");
  CHECK(line_of({1, Time(), NodeId(3), no_cause, nullptr, Halted{"a\n\"b\""}}) ==
        R"({"i":1,"t":0,"node":"n3","kind":"halted","reason":"a\n\"b\""})");
}

TEST_CASE("every kind is one line of JSON that says its kind") {
  const Vocabulary words = specimen_vocabulary();
  LinesKept out;
  TraceWriter writer(words, out);
  for (const Occurrence& o : specimens()) writer.record(o);
  REQUIRE(out.lines.size() == specimens().size());
  for (std::size_t i = 0; i < out.lines.size(); ++i) {
    const Json line = Json::parse(out.lines[i]);
    const auto kind = std::visit(
        [](const auto& x) { return kind_name<std::decay_t<decltype(x)>>(); }, specimens()[i].what);
    CHECK(line["i"] == i);
    CHECK(line["kind"] == kind);
    CHECK(line.contains("state") == (specimens()[i].after != nullptr));
  }
}

TEST_CASE("a line does not depend on the lines before it") {
  const Vocabulary words = specimen_vocabulary();
  LinesKept together;
  TraceWriter writer(words, together);
  for (const Occurrence& o : specimens()) writer.record(o);
  for (std::size_t i = 0; i < together.lines.size(); ++i) {
    CHECK(together.lines[i] == line_of(specimens()[i]));
  }
}

TEST_CASE("a very long text is one line, whole") {
  const std::string reason(100'000, 'x');
  const std::string line = line_of({0, Time(), NodeId(1), no_cause, nullptr, Halted{reason}});
  CHECK(line.size() ==
        100'000 +
            std::string_view(R"({"i":0,"t":0,"node":"n1","kind":"halted","reason":""})").size());
}

TEST_CASE("a trace opens with what is needed to run it again, and ends with its verdict") {
  const Vocabulary words = specimen_vocabulary();
  LinesKept out;
  TraceWriter writer(words, out);
  writer.begin(
      {"0.1.0", R"({"name":"hello"})", 0x5eed, "raft", {"n1", "n2", "n3"}, {"c1"}, "term"});
  writer.end({"violation", {{"agreement", "two values", Time(Duration(5)), 31}}, 48903, 0x9f3c});
  REQUIRE(out.lines.size() == 2);
  CHECK(out.lines[0] ==
        R"({"conclave_trace":1,"version":"0.1.0","scenario":{"name":"hello"},"seed":"0x5eed",)"
        R"("protocol":"raft","nodes":["n1","n2","n3"],"clients":["c1"],"epoch_word":"term"})");
  CHECK(out.lines[1] ==
        R"({"end":true,"verdict":"violation","violations":[{"check":"agreement","at_ns":5,)"
        R"("event":31,"detail":"two values"}],"events":48903,"fingerprint":"0000000000009f3c"})");
}

}  // namespace
}  // namespace conclave::sim

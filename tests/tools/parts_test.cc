// The small parts of the command line: exits, expectations, words, breakpoints, settings.
#include <doctest/doctest.h>

#include "tools/breakpoint.h"
#include "tools/exit_code.h"
#include "tools/expectation.h"
#include "tools/input.h"
#include "tools/words.h"

using namespace conclave;
using namespace conclave::tools;

namespace {

sim::RunOutcome ended(sim::RunVerdict verdict, std::vector<std::string> violated = {}) {
  sim::RunOutcome outcome;
  outcome.verdict = verdict;
  outcome.why_undecided = verdict == sim::RunVerdict::undecided ? "a limit" : "";
  for (std::string& check : violated) outcome.violations.push_back({std::move(check), "", {}, 0});
  return outcome;
}

const sim::Expectation pass;
const sim::Expectation two{{"agreement", "one_leader"}, {}};

}  // namespace

TEST_SUITE("tools/exit_code") {
  TEST_CASE("of two exits the one that leaves less to trust is told") {
    CHECK(worse(Exit::ok, Exit::ok) == Exit::ok);
    CHECK(worse(Exit::undecided, Exit::violated) == Exit::violated);
    CHECK(worse(Exit::violated, Exit::nondeterminism) == Exit::nondeterminism);
    CHECK(worse(Exit::bad_input, Exit::nondeterminism) == Exit::bad_input);
    CHECK(worse(Exit::cannot_read, Exit::bad_input) == Exit::cannot_read);
    CHECK(worse(Exit::cannot_write, Exit::cannot_read) == Exit::cannot_write);
    CHECK(worse(Exit::internal, Exit::cannot_write) == Exit::internal);
    CHECK(worse(Exit::interrupted, Exit::violated) == Exit::interrupted);
  }
}

TEST_SUITE("tools/expectation") {
  TEST_CASE("who expects a pass gets 0 for a pass alone") {
    CHECK(assess(pass, ended(sim::RunVerdict::pass)).exit == Exit::ok);
    CHECK(assess(pass, ended(sim::RunVerdict::violation, {"agreement"})).exit == Exit::violated);
    CHECK(assess(pass, ended(sim::RunVerdict::undecided)).exit == Exit::undecided);
    CHECK(assess(pass, ended(sim::RunVerdict::unrecoverable)).exit == Exit::undecided);
  }

  TEST_CASE("who expects that the cluster cannot recover gets 0 for that alone") {
    sim::Expectation lost;
    lost.unrecoverable = true;
    CHECK(assess(lost, ended(sim::RunVerdict::unrecoverable)).exit == Exit::ok);
    CHECK(assess(lost, ended(sim::RunVerdict::pass)).exit == Exit::violated);
    CHECK(assess(lost, ended(sim::RunVerdict::undecided)).exit == Exit::undecided);
    CHECK(assess(lost, ended(sim::RunVerdict::violation, {"agreement"})).exit == Exit::violated);
  }

  TEST_CASE("who expects a violation gets 0 for one of those named, whatever else was found") {
    const Assessment met =
        assess(two, ended(sim::RunVerdict::violation, {"monotonic", "one_leader"}));
    CHECK(met.met);
    CHECK(met.exit == Exit::ok);
    CHECK(met.words == "as expected: violation of one_leader");
  }

  TEST_CASE("all that was violated is told") {
    const std::vector<std::string> both{"one_leader", "agreement"};
    CHECK(assess(two, ended(sim::RunVerdict::violation, both)).words ==
          "as expected: violation of one_leader and agreement");
    CHECK(assess(pass, ended(sim::RunVerdict::violation, both)).words ==
          "violation of one_leader and agreement");
  }

  TEST_CASE("another violation, or none, is not what was expected") {
    const Assessment other = assess(two, ended(sim::RunVerdict::violation, {"monotonic"}));
    CHECK(other.exit == Exit::violated);
    CHECK(other.words == "violation of monotonic, not the expected agreement or one_leader");
    const Assessment none = assess(two, ended(sim::RunVerdict::pass), 500);
    CHECK(none.exit == Exit::violated);
    CHECK(none.words ==
          "passed in 500 seeds, though a violation of agreement or one_leader is expected");
    CHECK(assess(two, ended(sim::RunVerdict::undecided)).exit == Exit::undecided);
  }

  TEST_CASE("met is the same as exit 0") {
    for (const auto verdict : {sim::RunVerdict::pass, sim::RunVerdict::undecided}) {
      for (const auto& expect : {pass, two}) {
        const Assessment assessment = assess(expect, ended(verdict));
        CHECK(assessment.met == (assessment.exit == Exit::ok));
      }
    }
  }
}

TEST_SUITE("tools/words") {
  TEST_CASE("numbers are grouped by three digits") {
    CHECK(grouped(0) == "0");
    CHECK(grouped(999) == "999");
    CHECK(grouped(1000) == "1,000");
    CHECK(grouped(18446744073709551615U) == "18,446,744,073,709,551,615");
    CHECK(counted(1, "node") == "1 node");
    CHECK(counted(1902, "node") == "1,902 nodes");
  }

  TEST_CASE("durations are seconds, and small ones milliseconds") {
    CHECK(seconds(Duration(20'000'000'000)) == "20.0s");
    CHECK(seconds(Duration(20'000'000)) == "0.02s");
    CHECK(seconds(Duration(2'100'000)) == "2.1ms");
    CHECK(seconds(Duration(0)) == "0.00s");
  }

  TEST_CASE("lines wrap between words and never inside one") {
    CHECK(wrapped("one two three", 2, 9) == "one two\n  three");
    CHECK(wrapped("a-very-long-word b", 0, 5) == "a-very-long-word\nb");
    CHECK(wrapped({"\x1b[31mred\x1b[0m", "ä", "b"}, "  ", 0, 9) == "\x1b[31mred\x1b[0m  ä  b");
    CHECK(wrapped("", 4, 10) == "");
  }
}

TEST_SUITE("tools/breakpoint") {
  TEST_CASE("it matches lines that have all its members, with these values") {
    const Breakpoint breakpoint = Breakpoint::parse("kind:recv  node:n3 packet:7").value();
    CHECK(breakpoint.matches(R"({"i":1,"node":"n3","kind":"recv","packet":7,"from":"n1"})"));
    CHECK(!breakpoint.matches(R"({"i":1,"node":"n3","kind":"recv","packet":77})"));
    CHECK(!breakpoint.matches(R"({"i":1,"node":"n3","kind":"send","packet":7})"));
    CHECK(!breakpoint.matches(R"({"i":1,"kind":"recv","packet":7})"));
    CHECK(!breakpoint.matches("{"));
  }

  TEST_CASE("what names no member is refused") {
    for (const char* bad : {"", " ", "recv", ":recv", "kind:"}) {
      CHECK_MESSAGE(!Breakpoint::parse(bad).ok(), bad);
    }
  }

  TEST_CASE("a kind that no line can have is refused, and the nearest is named") {
    CHECK(Breakpoint::parse("kind:receive").errors().front().what == "unknown kind \"receive\"");
    CHECK(Breakpoint::parse("node:n1 kind:revc").errors().front().what ==
          "unknown kind \"revc\", did you mean recv?");
    CHECK(Breakpoint::parse("kind:became message.kind:else").ok());
  }
}

TEST_SUITE("tools/input") {
  TEST_CASE("a setting is a pointer and a value, which may hold an equals sign") {
    CHECK(parse_setting("/network/loss=0.1").value().pointer == "/network/loss");
    CHECK(parse_setting("/workload/value=a=b").value().value == "a=b");
    CHECK(parse_setting("/name=").value().value.empty());
    for (const char* bad : {"", "loss", "network/loss=1", "/network/loss"}) {
      CHECK_MESSAGE(!parse_setting(bad).ok(), bad);
    }
  }
}

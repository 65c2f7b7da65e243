// The registry: names, flaws and options of every protocol.
#include "protocols/registry.h"

#include "tests/support/bench.h"

namespace conclave {
namespace {

TEST_CASE("a protocol is found by its name, and only by that") {
  const ProtocolKind* kind = find_protocol("raft");
  REQUIRE(kind);
  CHECK(kind->name == "raft");
  CHECK(kind->timer_name(0) == "election");
  CHECK(kind->timer_name(1) == "heartbeat");
  CHECK(find_protocol("rafts") == nullptr);
  CHECK(find_protocol("") == nullptr);
}

TEST_CASE("every protocol is complete: a summary, options with a meaning, flaws with a source") {
  for (const ProtocolKind& kind : protocol_kinds()) {
    CAPTURE(kind.name);
    CHECK(find_protocol(kind.name) == &kind);
    CHECK_FALSE(kind.summary.empty());
    for (const OptionSpec& option : kind.options()) CHECK_FALSE(option.meaning.empty());
    for (const FlawInfo& flaw : kind.flaws) {
      CHECK_FALSE(flaw.id.empty());
      CHECK_FALSE(flaw.name.empty());
      CHECK_FALSE(flaw.sentence.empty());
      CHECK_FALSE(flaw.source.empty());
    }
  }
}

TEST_CASE("every protocol makes a node that boots, with every flaw, and prints") {
  for (const ProtocolKind& kind : protocol_kinds()) {
    std::vector<std::string_view> flaws{""};
    for (const FlawInfo& flaw : kind.flaws) flaws.push_back(flaw.name);
    for (const std::string_view flaw : flaws) {
      CAPTURE(flaw);
      const auto replica = kind.factory({test::n1, test::n2, test::n3}, {}, flaw)(test::n2);
      std::string text;
      JsonPrinter out(text, {});
      replica->print(out);
      CHECK(text.front() == '{');
      CHECK(text.back() == '}');
    }
  }
}

}  // namespace
}  // namespace conclave

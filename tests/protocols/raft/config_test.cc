// Options of Raft: what is refused, and why.
#include "protocols/raft/config.h"

#include "tests/protocols/raft/raft_bench.h"

namespace conclave::raft {
namespace {

using namespace std::chrono_literals;

std::string wrong_with(const Config& config) {
  std::string options;
  for (const OptionError& error : config.check(3)) {
    options += (options.empty() ? "" : " ") + error.option;
  }
  return options;
}

TEST_CASE("the defaults are sound") {
  CHECK(wrong_with({}).empty());
}

TEST_CASE("options that no cluster can live with are refused, all at once") {
  CHECK(wrong_with({.election_timeout = {300ms, 150ms}}) == "election_timeout");
  CHECK(wrong_with({.election_timeout = {50ms, 90ms}}) == "election_timeout");
  CHECK(wrong_with({.heartbeat = 0ms}) == "heartbeat");
  CHECK(wrong_with({.batch_max = 0, .batch_bytes_max = 0, .window = 0}) ==
        "batch_max batch_bytes_max window");
}

TEST_CASE("the smallest limits are allowed") {
  CHECK(wrong_with({.batch_max = 1, .batch_bytes_max = 1, .window = 1}).empty());
}

TEST_CASE("a flaw is found by its name, and its name by the flaw") {
  CHECK(name_of(Flaw::none) == "none");
  CHECK(name_of(Flaw::commit_old_term) == "commit_old_term");
  CHECK(flaw_named("ack_beyond_verified") == Flaw::ack_beyond_verified);
  CHECK(flaw_named("no_noop") == Flaw::no_noop);
  CHECK_THROWS_AS(flaw_named("none of these"), Broken);
  for (std::size_t row = 0; row < flaw_table().size(); ++row) {
    CHECK(flaw_named(flaw_table()[row].name) == static_cast<Flaw>(row + 1));
    for (std::size_t other = 0; other < row; ++other) {
      CHECK(flaw_table()[row].id != flaw_table()[other].id);
    }
  }
}

}  // namespace
}  // namespace conclave::raft

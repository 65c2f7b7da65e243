// What a scenario may set of Raft: its options, and one planted mistake.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "protocols/core/options.h"
#include "protocols/raft/messages.h"

namespace conclave::raft {

// Mistakes that others made, to show that the checks see them; flaws.cc says what each is. In the
// code each is one line that reads as a footnote: `flawed(Flaw::x)`, with its id.
enum class Flaw : std::uint8_t {
  none,
  ack_beyond_verified,
  ack_own_tail,
  commit_unverified_tail,
  commit_old_term,
  commit_stops_at_old_term,
  commit_only_acked,
  truncate_always,
  append_twice,
  commit_regresses,
  heed_stale_reject,
  heartbeat_at_commit,
  batch_with_hole,
  vote_before_sync,
  term_not_saved,
  ballot_not_atomic,
  vote_erased,
  prevote_counts,
  prevote_raises_term,
  prevote_own_term,
  prevote_term_unheeded,
  campaign_before_sync,
  corruption_is_torn,
  ack_before_sync,
  count_own_unsynced,
  repeated_vote_counts,
  stale_vote_counts,
  vote_twice,
  no_up_to_date_check,
  prev_unchecked,
  no_noop,
  overwrite_own_tail,
};
constexpr Flaw last_of(Flaw) {
  return Flaw::overwrite_own_tail;
}

std::span<const FlawInfo> flaw_table();
std::string_view name_of(Flaw flaw);  // "none", or as in the table
Flaw flaw_named(std::string_view name);

struct Config {
  DurationRange election_timeout{std::chrono::milliseconds(150), std::chrono::milliseconds(300)};
  Duration heartbeat = std::chrono::milliseconds(50);
  bool pre_vote = false;
  bool check_quorum = false;
  std::uint64_t batch_max = 256;
  std::uint64_t batch_bytes_max = 1U << 20U;
  std::uint64_t window = 1;
  Flaw flaw = Flaw::none;

  static void options(auto& self, auto&& option) {
    option("election_timeout", self.election_timeout,
           "how long a node waits for a leader before it stands for election, drawn each time");
    option("heartbeat", self.heartbeat, "how often a leader speaks to every follower");
    option("pre_vote", self.pre_vote,
           "a node asks whether it could win before it raises its term (dissertation 9.6)");
    option("check_quorum", self.check_quorum,
           "a leader that hears no quorum for an election timeout steps down (dissertation 6.2)");
    option("batch_max", self.batch_max, "the most entries in one message");
    option("batch_bytes_max", self.batch_bytes_max,
           "the most bytes of commands in one message; one command always fits");
    option("window", self.window, "the most messages with entries in flight to one follower");
  }
  std::vector<OptionError> check(std::size_t nodes) const;

  friend bool operator==(const Config&, const Config&) = default;
};

enum class Timer : std::uint8_t {
  election,  // no leader was heard; at a leader with check_quorum: time to count who is there
  heartbeat
};
constexpr Timer last_of(Timer) {
  return Timer::heartbeat;
}
constexpr std::string_view name_of(Timer timer) {
  return timer == Timer::election ? "election" : "heartbeat";
}

// Raft as the port sees it.
struct Types {
  static constexpr std::string_view name = "raft";
  static constexpr std::string_view epoch_word = "term";
  // Promises of this family, by the names of the checks that hold it to them.
  static constexpr std::array<std::string_view, 4> checks{
      "leader_append_only", "log_matching", "leader_completeness", "commits_own_epoch"};
  using Message = raft::Message;
  using Record = raft::Record;
  using Timer = raft::Timer;
  using Config = raft::Config;
  static Flaw flaw_named(std::string_view name) { return raft::flaw_named(name); }
};

}  // namespace conclave::raft

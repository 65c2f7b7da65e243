// What the nodes of paxos-synod say to each other, what they keep on disk, and their options.
#pragma once

#include <array>
#include <optional>
#include <string_view>
#include <variant>
#include <vector>

#include "protocols/core/protocol.h"
#include "protocols/core/quorum.h"
#include "protocols/paxos/ballot.h"
#include "protocols/paxos/synod_flaws.h"

namespace conclave::paxos::synod {

// Phase 1a: a request to promise not to accept anything below `ballot`.
struct Prepare {
  static constexpr const char* name = "prepare";
  Ballot ballot;
  friend bool operator==(const Prepare&, const Prepare&) = default;
  static void fields(auto& self, auto&& field) { field("ballot", self.ballot); }
};

// Phase 1b: the promise, with the highest-numbered proposal that the acceptor accepted, if any.
struct Promise {
  static constexpr const char* name = "promise";
  Ballot ballot;
  std::optional<Vote> vote;
  Claim claim() const { return Claim::vote(epoch_of(ballot)); }
  friend bool operator==(const Promise&, const Promise&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("vote", self.vote);
  }
};

// Phase 2a: a request to accept.
struct Accept {
  static constexpr const char* name = "accept";
  Vote vote;
  friend bool operator==(const Accept&, const Accept&) = default;
  static void fields(auto& self, auto&& field) { field("vote", self.vote); }
};

// Phase 2b: an acceptor's vote, told to every learner.
struct Accepted {
  static constexpr const char* name = "accepted";
  Vote vote;
  Claim claim() const { return Claim::holds(Slot(1), Slot(1), epoch_of(vote.ballot)); }
  friend bool operator==(const Accepted&, const Accepted&) = default;
  static void fields(auto& self, auto&& field) { field("vote", self.vote); }
};

// `ballot` comes too late, since `promised` is promised. A courtesy: nothing rests on it.
struct Refuse {
  static constexpr const char* name = "refuse";
  Ballot ballot, promised;
  friend bool operator==(const Refuse&, const Refuse&) = default;
  static void fields(auto& self, auto&& field) {
    field("ballot", self.ballot);
    field("promised", self.promised);
  }
};

// A learner that has not learned yet asks for votes.
struct Ask {
  static constexpr const char* name = "ask";
  friend bool operator==(const Ask&, const Ask&) = default;
  static void fields(auto&, auto&&) {}
};

// One learner tells another.
struct Chosen {
  static constexpr const char* name = "chosen";
  Vote vote;
  friend bool operator==(const Chosen&, const Chosen&) = default;
  static void fields(auto& self, auto&& field) { field("vote", self.vote); }
};

// The proposer's record: it never uses a ballot up to this one again.
struct Started {
  static constexpr const char* name = "started";
  Ballot ballot;
  friend bool operator==(const Started&, const Started&) = default;
  static void fields(auto& self, auto&& field) { field("ballot", self.ballot); }
};

// The acceptor's records.
struct Promised {
  static constexpr const char* name = "promised";
  Ballot ballot;
  friend bool operator==(const Promised&, const Promised&) = default;
  static void fields(auto& self, auto&& field) { field("ballot", self.ballot); }
};
struct Cast {
  static constexpr const char* name = "cast";
  Vote vote;
  friend bool operator==(const Cast&, const Cast&) = default;
  static void fields(auto& self, auto&& field) { field("vote", self.vote); }
};

enum class Timer : std::uint8_t { propose, learn };
constexpr Timer last_of(Timer) {
  return Timer::learn;
}
constexpr std::string_view name_of(Timer timer) {
  constexpr std::array<std::string_view, 2> names{"propose", "learn"};
  return names[static_cast<std::size_t>(timer)];
}

struct Config {
  DurationRange retry{std::chrono::milliseconds(100), std::chrono::milliseconds(200)};
  DurationRange learn{std::chrono::milliseconds(200), std::chrono::milliseconds(400)};
  std::uint64_t backoff_limit = 5;
  Flaw flaw = Flaw::none;

  static void options(auto& self, auto&& option) {
    option("retry", self.retry, "how long a proposer gives a ballot before it starts another");
    option("learn", self.learn, "how long a learner waits for votes before it asks for them");
    option("backoff_limit", self.backoff_limit,
           "how many times these waits may double while there is no success");
  }
  std::vector<OptionError> check(std::size_t nodes) const {
    std::vector<OptionError> errors;
    refuse_bad_range("retry", retry, errors);
    refuse_bad_range("learn", learn, errors);
    if (nodes >= most_owners) errors.push_back({"", "paxos numbers at most 65535 proposers"});
    return errors;
  }
  friend bool operator==(const Config&, const Config&) = default;
};

struct Types {
  static constexpr std::string_view name = "paxos-synod";
  static constexpr std::string_view epoch_word = "ballot";
  static constexpr bool decides_once = true;
  // Promises of this family, by the names of the checks that hold it to them.
  static constexpr std::array<std::string_view, 4> checks{"one_value", "promise_kept",
                                                          "highest_adopted", "ballot_unique"};
  static constexpr std::array<std::string_view, 4> sources{
      "protocols/paxos/synod", "protocols/paxos/acceptor", "protocols/paxos/learner",
      "protocols/paxos/proposer"};
  using Message = std::variant<Prepare, Promise, Accept, Accepted, Refuse, Ask, Chosen>;
  using Record = std::variant<Started, Promised, Cast>;
  using Timer = synod::Timer;
  using Config = synod::Config;
  static Flaw flaw_named(std::string_view name) { return flaw_in<Flaw>(flaws, name); }
};

}  // namespace conclave::paxos::synod

// The options of paxos.
#pragma once

#include <chrono>

#include "protocols/core/quorum.h"
#include "protocols/paxos/ballot.h"
#include "protocols/paxos/multi_flaws.h"

namespace conclave::paxos::multi {

struct Config {
  DurationRange election_timeout{std::chrono::milliseconds(150), std::chrono::milliseconds(300)};
  Duration heartbeat = std::chrono::milliseconds(50);
  std::uint64_t batch_max = 256;
  std::uint64_t window = 1;
  std::uint64_t backoff_limit = 3;
  std::uint64_t phase1 = 0;
  std::uint64_t phase2 = 0;
  Flaw flaw = Flaw::none;

  static void options(auto& self, auto&& option) {
    option("election_timeout", self.election_timeout,
           "how long a node waits for a leader before it prepares a ballot of its own");
    option("heartbeat", self.heartbeat, "how often a leader is heard from, and sends again");
    option("batch_max", self.batch_max, "how many slots one message may carry");
    option("window", self.window, "how many batches may be on their way, not chosen yet");
    option("backoff_limit", self.backoff_limit,
           "how many times the election timeout may double while elections fail");
    option("phase1", self.phase1, "how many promises make a leader; 0: a majority");
    option("phase2", self.phase2, "how many votes choose a command; 0: a majority");
  }

  // The sizes of the quorums among that many nodes. By default, majorities.
  std::size_t promises_needed(std::size_t nodes) const {
    return phase1 == 0 ? majority(nodes) : phase1;
  }
  std::size_t votes_needed(std::size_t nodes) const {
    if (flaw == Flaw::disjoint_quorums)
      return std::max<std::size_t>(1, nodes - promises_needed(nodes));
    return phase2 == 0 ? majority(nodes) : phase2;
  }

  QuorumSizes quorums(std::size_t nodes) const {
    return {promises_needed(nodes), votes_needed(nodes)};
  }

  std::vector<OptionError> check(std::size_t nodes) const {
    std::vector<OptionError> errors;
    refuse_bad_range("election_timeout", election_timeout, errors);
    if (heartbeat <= Duration::zero()) errors.push_back({"heartbeat", "must be longer than zero"});
    if (heartbeat >= election_timeout.min) {
      errors.push_back({"heartbeat", "must be shorter than the least election_timeout"});
    }
    if (batch_max == 0) errors.push_back({"batch_max", "must be at least 1"});
    if (window == 0) errors.push_back({"window", "must be at least 1"});
    if (nodes >= most_owners) errors.push_back({"", "paxos numbers at most 65535 proposers"});
    if (phase1 > nodes) errors.push_back({"phase1", "needs more promises than there are nodes"});
    if (phase2 > nodes) errors.push_back({"phase2", "needs more votes than there are nodes"});
    // Only quorums of different phases must meet (Howard, Malkhi and Spiegelman, "Flexible Paxos").
    if (phase1 <= nodes && phase2 <= nodes &&
        promises_needed(nodes) + votes_needed(nodes) <= nodes) {
      errors.push_back({phase1 == 0 ? "phase2" : "phase1",
                        "the quorums of phase 1 (" + std::to_string(promises_needed(nodes)) +
                            ") and phase 2 (" + std::to_string(votes_needed(nodes)) + ") of " +
                            std::to_string(nodes) + " nodes need not meet"});
    }
    return errors;
  }
  friend bool operator==(const Config&, const Config&) = default;
};

}  // namespace conclave::paxos::multi

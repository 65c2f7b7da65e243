// Options of Raft that cannot work, and why.
#include "protocols/raft/config.h"

namespace conclave::raft {

std::vector<OptionError> Config::check(std::size_t) const {
  std::vector<OptionError> errors;
  const auto wrong = [&](std::string option, std::string reason) {
    errors.push_back({std::move(option), std::move(reason)});
  };
  if (heartbeat <= Duration::zero()) wrong("heartbeat", "must be longer than zero");
  if (election_timeout.min > election_timeout.max) {
    wrong("election_timeout", "must not begin after its end");
  }
  // "The broadcast time should be an order of magnitude less than the election timeout" (5.6): what
  // cannot work at all is a leader slower than its followers' patience.
  if (election_timeout.min <= heartbeat) {
    wrong("election_timeout", "must be longer than heartbeat, or no leader lasts");
  }
  if (batch_max == 0) wrong("batch_max", "must be at least 1");
  if (batch_bytes_max == 0) wrong("batch_bytes_max", "must be at least 1");
  if (window == 0) wrong("window", "must be at least 1");
  return errors;
}

}  // namespace conclave::raft

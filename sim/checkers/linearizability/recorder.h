// Recorder: a history as it happens, one event at a time, with loud refusals.
//
// Each function returns what is wrong with the event, or nothing; a refused event leaves the
// history as it was. Events come with rising numbers. What is still under way at the end is
// unknown.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/checkers/linearizability/history.h"

namespace conclave::sim::linearizability {

struct Invocation {
  Function f = Function::get;
  std::string_view key;
  std::optional<std::string_view> written;   // by put, cas and append
  std::optional<std::string_view> expected;  // by cas; none: nil
};

struct Completion {
  Outcome outcome = Outcome::unknown;
  bool saw = false;                      // a get that is ok, or a mismatch that tells
  std::optional<std::string_view> seen;  // none: nil
};

class Recorder {
 public:
  using Complaint = std::optional<std::string>;

  Complaint invoke(std::uint64_t event, std::uint64_t process, const Invocation& invocation);
  Complaint complete(std::uint64_t event, std::uint64_t process, const Completion& completion);

  // The call that a process has under way, or null.
  const Call* under_way(std::uint64_t process) const;

  const History& history() const { return history_; }

 private:
  struct Process {
    std::size_t call = 0;
    bool open = false;  // with a call under way
    bool gone = false;  // after an unknown outcome
  };

  Complaint take(std::uint64_t event);

  History history_;
  std::map<std::uint64_t, Process> processes_;
  std::optional<std::uint64_t> latest_;
};

}  // namespace conclave::sim::linearizability

// Judges: the checkers of one run, with what they share, in the order in which they read the trace.
//
//     Judges judges(cast, every_check(protocol.checks));
//     judges.attach(trace);
//     ... after each event: if (judges.failed()) ...
//     judges.finish(loop.now());
//     for (const CheckResult& result : judges.results()) ...
#pragma once

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/checkers/active_faults.h"
#include "sim/checkers/checker.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

// A check that a run is to be judged by.
struct Chosen {
  const CheckerKind* kind = nullptr;
  Options options;  // what is left out has its default
};

// The checks that bind a protocol which claims these by name: all of them, or those that scenarios
// call `safety`.
std::vector<Chosen> every_check(std::span<const std::string_view> claimed);
std::vector<Chosen> safety_checks(std::span<const std::string_view> claimed);

// How one check ended.
struct CheckResult {
  const CheckerKind* kind = nullptr;
  Verdict verdict = Verdict::not_exercised;
  std::uint64_t evaluations = 0;
  std::string summary;  // the evaluations, or better words
};

class Judges {
 public:
  // `cast` outlives the judges.
  Judges(const Vocabulary& cast, std::span<const Chosen> chosen);
  Judges(const Judges&) = delete;
  Judges& operator=(const Judges&) = delete;

  // Call it before the first occurrence. The judges outlive the trace.
  void attach(Trace& trace);
  // The run is over: promises due at the end are judged. Once.
  void finish(Time end);

  bool failed() const { return !violations_.empty(); }
  // In the order in which they were found; grows only.
  std::span<const Violation> violations() const { return violations_; }
  // In the order in which the checks were chosen.
  std::vector<CheckResult> results() const;
  const Ledger& ledger() const { return ledger_; }
  const ActiveFaults& faults() const { return faults_; }

 private:
  struct Seat {
    const CheckerKind* kind;
    std::unique_ptr<Checker> checker;
  };

  Ledger ledger_;
  ActiveFaults faults_;
  std::vector<Violation> violations_;
  std::vector<Seat> seats_;
};

}  // namespace conclave::sim

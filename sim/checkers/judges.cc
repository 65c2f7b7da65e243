// The bench of judges: who is chosen, who reads first.
#include "sim/checkers/judges.h"

#include <algorithm>

namespace conclave::sim {
namespace {

bool binds(const CheckerKind& kind, std::span<const std::string_view> claimed) {
  return kind.binds == Binds::everyone ||
         std::find(claimed.begin(), claimed.end(), kind.name) != claimed.end();
}

}  // namespace

std::vector<Chosen> every_check(std::span<const std::string_view> claimed) {
  std::vector<Chosen> chosen;
  for (const CheckerKind& kind : checker_kinds()) {
    if (binds(kind, claimed)) chosen.push_back({&kind, {}});
  }
  return chosen;
}

std::vector<Chosen> safety_checks(std::span<const std::string_view> claimed) {
  std::vector<Chosen> chosen = every_check(claimed);
  std::erase_if(chosen, [](const Chosen& check) { return !check.kind->in_safety; });
  return chosen;
}

Judges::Judges(const Vocabulary& cast, std::span<const Chosen> chosen) : ledger_(cast.nodes) {
  const Bench bench{cast, ledger_, faults_, violations_};
  for (const Chosen& check : chosen) {
    seats_.push_back({check.kind, check.kind->make(bench, check.options)});
  }
}

void Judges::attach(Trace& trace) {
  trace.attach(ledger_);
  trace.attach(faults_);
  for (const Seat& seat : seats_) trace.attach(*seat.checker);
}

void Judges::finish(Time end) {
  for (const Seat& seat : seats_) seat.checker->finish(end);
}

std::vector<CheckResult> Judges::results() const {
  std::vector<CheckResult> results;
  for (const auto& [kind, checker] : seats_) {
    results.push_back({kind, checker->verdict(), checker->evaluations(), checker->summary()});
  }
  return results;
}

}  // namespace conclave::sim

#include "tools/campaign/tally.h"

// Sums, and what they say about a campaign's worth.

#include <algorithm>
#include <string_view>

#include "protocols/core/check.h"
#include "protocols/registry.h"
#include "sim/kernel/random.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

void count_meaning(Tally& tally, Meaning meaning) {
  switch (meaning) {
    case Meaning::passed:
      ++tally.passed;
      break;
    case Meaning::convicted:
      ++tally.convicted;
      break;
    case Meaning::besides:
      ++tally.besides;
      break;
    case Meaning::failed:
      ++tally.failed;
      break;
    case Meaning::undecided:
      ++tally.undecided;
      break;
    case Meaning::unrecoverable:
      ++tally.unrecoverable;
      break;
  }
}

void add_up(sim::Tally& sum, const sim::Tally& tally) {
  sum.began += tally.began;
  sum.effective += tally.effective;
  sum.detected += tally.detected;
  sum.refused += tally.refused;
}

// The path from the checkout's root on: what comes behind the last folder that is one of ours.
std::string_view from_root(std::string_view file) {
  for (const std::string_view folder : {"protocols/", "sim/"}) {
    const auto found = file.rfind(folder);
    if (found != std::string_view::npos) return file.substr(found);
  }
  return file;
}

// Whether code of this file may run where these protocols do.
bool concerns(std::string_view file, const std::set<std::string>& protocols) {
  constexpr std::string_view all = "protocols/", shared = "protocols/core/";
  if (!file.starts_with(all) || file.starts_with(shared)) return true;
  return std::any_of(protocols.begin(), protocols.end(), [&](const std::string& name) {
    const ProtocolKind* kind = find_protocol(name);
    return kind != nullptr &&
           std::any_of(kind->sources.begin(), kind->sources.end(),
                       [&](const std::string& source) { return file.starts_with(source); });
  });
}

}  // namespace

void Tally::add(std::uint64_t seed, const Trial& trial, const Judgement& judgement) {
  ++runs;
  count_meaning(*this, judgement.meaning);
  if (trial.death) {
    ++crashed;
    return;
  }
  const sim::RunOutcome& o = trial.outcome;
  if (trial.again) {
    ++verified;
    if (*trial.again != o.fingerprint) ++nondeterministic;
  }
  events += o.events;
  messages += o.messages;
  committed += o.committed;
  operations += o.operations.invoked;
  operations_ok += o.operations.ok;
  cpu_ns += trial.cpu_ns;
  fingerprint += sim::mix(seed ^ sim::mix(o.fingerprint));
  for (const sim::CheckResult& check : o.checks) {
    CheckTally& one = checks[std::string(check.kind->name)];
    one.evaluations += check.evaluations;
    if (check.evaluations > 0) ++one.exercised;
    if (check.verdict == sim::Verdict::violated) ++one.violated;
    if (check.verdict == sim::Verdict::undecided) ++one.undecided;
  }
  for (const std::string& kind : o.enabled) ++faults[kind].enabled;
  for (const auto& [kind, fault] : o.faults) add_up(faults[kind].sum, fault);
  if (judgement.meaning == Meaning::undecided) why_undecided[o.why_undecided].add({1, seed});
  for (const std::size_t mark : trial.marks) ++marks[mark];
  for (const std::uint64_t state : trial.states) {
    StateTally& one = states.try_emplace(state, StateTally{0, o.fingerprint}).first->second;
    ++one.runs;
  }
}

void Tally::add(const Tally& other) {
  runs += other.runs;
  passed += other.passed;
  convicted += other.convicted;
  besides += other.besides;
  failed += other.failed;
  undecided += other.undecided;
  unrecoverable += other.unrecoverable;
  crashed += other.crashed;
  verified += other.verified;
  nondeterministic += other.nondeterministic;
  events += other.events;
  messages += other.messages;
  committed += other.committed;
  operations += other.operations;
  operations_ok += other.operations_ok;
  cpu_ns += other.cpu_ns;
  fingerprint += other.fingerprint;
  for (const auto& [name, check] : other.checks) {
    CheckTally& one = checks[name];
    one.evaluations += check.evaluations;
    one.exercised += check.exercised;
    one.violated += check.violated;
    one.undecided += check.undecided;
  }
  for (const auto& [kind, fault] : other.faults) {
    FaultTally& one = faults[kind];
    add_up(one.sum, fault.sum);
    one.enabled += fault.enabled;
  }
  for (const auto& [why, silent] : other.why_undecided) why_undecided[why].add(silent);
  for (const auto& [mark, count] : other.marks) marks[mark] += count;
  for (const auto& [number, state] : other.states) {
    StateTally& one = states.try_emplace(number, StateTally{0, state.run}).first->second;
    one.runs += state.runs;
  }
}

std::vector<std::string> warnings_of(const Tally& tally) {
  std::vector<std::string> warnings;
  if (tally.runs == 0) return {"no seed was run"};
  if (tally.undecided * 2 > tally.runs) {
    const auto most = std::max_element(
        tally.why_undecided.begin(), tally.why_undecided.end(),
        [](const auto& a, const auto& b) { return a.second.runs < b.second.runs; });
    warnings.push_back("most seeds came to no verdict: " + grouped(tally.undecided) + " of " +
                       grouped(tally.runs) + "; mostly, " + most->first);
  }
  for (const auto& [kind, fault] : tally.faults) {
    if (fault.enabled > 0 && fault.sum.effective == 0) {
      warnings.push_back("the fault " + kind + " is enabled, and never took effect" +
                         (fault.sum.refused > 0 ? ": the budget refused it" : ""));
    }
  }
  for (const auto& [name, check] : tally.checks) {
    if (check.exercised == 0) warnings.push_back("the check " + name + " never compared anything");
  }
  if (tally.operations > 0 && tally.operations_ok == 0) {
    warnings.emplace_back("not one operation succeeded");
  }
  return warnings;
}

Explored explored(const Tally& tally) {
  Explored explored;
  explored.states = tally.states.size();
  std::set<std::uint64_t> alone;  // runs that saw what no other did
  for (const auto& [number, state] : tally.states) {
    if (state.runs != 1) continue;
    ++explored.once;
    alone.insert(state.run);
  }
  if (tally.runs > 0) {
    explored.chance_of_new = static_cast<double>(alone.size()) / static_cast<double>(tally.runs);
  }
  return explored;
}

std::vector<MarkCount> marks_of(const Tally& tally, const std::set<std::string>& protocols) {
  std::vector<MarkCount> counts;
  const std::vector<Mark*> marks = all_marks();
  for (std::size_t m = 0; m < marks.size(); ++m) {
    const std::string_view file = from_root(marks[m]->file);
    if (!concerns(file, protocols)) continue;
    MarkCount count{marks[m]->text, std::string(file) + ":" + std::to_string(marks[m]->line), 0};
    const auto reached = tally.marks.find(m);
    if (reached != tally.marks.end()) count.reached = reached->second;
    // The instances of a template are one mark.
    if (!counts.empty() && counts.back().text == count.text && counts.back().place == count.place) {
      counts.back().reached = std::max(counts.back().reached, count.reached);
    } else {
      counts.push_back(std::move(count));
    }
  }
  return counts;
}

}  // namespace conclave::tools

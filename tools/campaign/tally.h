// Tally: what the runs of one scenario add up to.
//
// Every sum is the same in whatever order the runs come, so the tallies of shards add up to that of
// the whole.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "sim/run/outcome.h"
#include "sim/world/tally.h"
#include "tools/campaign/goal.h"
#include "tools/campaign/trial.h"

namespace conclave::tools {

struct CheckTally {
  std::uint64_t evaluations = 0;
  std::uint64_t exercised = 0;  // runs in which it compared anything
  std::uint64_t violated = 0, undecided = 0;
};

struct FaultTally {
  sim::Tally sum;
  std::uint64_t enabled = 0;  // runs in which it could have begun
};

// A state of clusters: how many runs went through it, and the fingerprint of one of them.
struct StateTally {
  std::uint64_t runs = 0, run = 0;
};

// Runs that ended without a verdict for one reason: how many, and the least of their seeds.
struct SilentTally {
  std::uint64_t runs = 0, seed = 0;

  void add(const SilentTally& other) {
    seed = runs == 0 ? other.seed : std::min(seed, other.seed);
    runs += other.runs;
  }
};

struct Tally {
  std::uint64_t runs = 0;
  std::uint64_t passed = 0, convicted = 0, besides = 0, failed = 0;
  std::uint64_t undecided = 0, unrecoverable = 0;
  std::uint64_t crashed = 0;  // processes that crashed, hung or ran out of memory; failed too
  std::uint64_t verified = 0, nondeterministic = 0;
  std::uint64_t events = 0, messages = 0, committed = 0;
  std::uint64_t operations = 0, operations_ok = 0;
  std::uint64_t cpu_ns = 0;
  std::uint64_t fingerprint = 0;  // the sum of the runs' own, each mixed with its seed
  std::map<std::string, CheckTally> checks;
  std::map<std::string, FaultTally> faults;
  std::map<std::string, SilentTally> why_undecided;
  std::map<std::size_t, std::uint64_t> marks;  // by place in all_marks(): runs that reached it
  std::map<std::uint64_t, StateTally> states;  // by number (sim/run/coverage.h)

  void add(std::uint64_t seed, const Trial& trial, const Judgement& judgement);
  void add(const Tally& other);
};

// What makes a success worth less: in sentences, none if nothing does.
std::vector<std::string> warnings_of(const Tally& tally);

// What the runs have seen of the states that there are. How much they have not seen is estimated as
// Good and Turing did (Good, "The Population Frequencies of Species", Biometrika 1953): a run to
// come shows something new as often as each of these runs shows something that no other does.
struct Explored {
  std::uint64_t states = 0, once = 0;  // distinct ones, and those that one run alone went through
  double chance_of_new = 0;            // that the next seed shows a state nobody has seen
};
Explored explored(const Tally& tally);

// Marks in the code of these protocols, and in the simulator's, that no run reached.
struct MarkCount {
  std::string text, place;  // "protocols/raft/election.cc:77"
  std::uint64_t reached = 0;
};
std::vector<MarkCount> marks_of(const Tally& tally, const std::set<std::string>& protocols);

}  // namespace conclave::tools

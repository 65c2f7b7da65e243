// Checker: a reader of the trace that holds a run to one promise.
//
// It sees what a reader of the trace file sees, so the same object judges a live run and a stored
// one. A checker is a class in a file of its own:
//
//     class OneLeader final : public Reader<OneLeader, Checker> {
//      public:
//       static constexpr CheckerKind kind{.name = "one_leader", .id = "I01", .promise = "..."};
//       using Reader::Reader;
//       void on(const Occurrence& o, const Became& became);
//     };
//
// and one line in registry.cc. It is incremental: what it does for an occurrence is in proportion
// to what changed, never to the log. It counts every comparison that could have failed: one that
// compared nothing has not passed, it was not exercised.
#pragma once

#include <array>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/core/options.h"
#include "sim/trace/trace.h"

namespace conclave::sim {

// Where to look: what a story says in words, for programs.
struct Where {
  std::vector<NodeId> nodes;  // who holds the values that disagree
  Slot slot;                  // in which; 0: it is not about a slot
  Epoch epoch;                // 0: it is not about an epoch
  std::vector<Index> lines;   // of the trace; rising, each once
  friend bool operator==(const Where&, const Where&) = default;
};

// A fault that was under way.
struct ActiveFault {
  std::string id, what;
  Index since = 0;
  friend bool operator==(const ActiveFault&, const ActiveFault&) = default;
};

// One broken promise: what a person needs to act on it.
struct Violation {
  std::string_view check;
  Time at{};
  Index index = 0;    // the occurrence that broke the promise
  std::string story;  // one paragraph: the two values, who holds them, since when, the promise,
                      // where to look, and the faults under way
  Where where;
  std::vector<ActiveFault> faults;  // under way at that moment
  friend bool operator==(const Violation&, const Violation&) = default;
};

enum class Verdict : std::uint8_t { ok, violated, undecided, not_exercised };
constexpr Verdict last_of(Verdict) {
  return Verdict::not_exercised;
}
constexpr std::string_view name_of(Verdict verdict) {
  constexpr std::array<std::string_view, 4> names{"ok", "violated", "undecided", "not_exercised"};
  return names[static_cast<std::size_t>(verdict)];
}

class ActiveFaults;
class Ledger;

// What the checkers of one run share. All of it outlives them.
struct Bench {
  const Vocabulary& cast;
  const Ledger& ledger;                // attached to the trace before any checker that reads it
  const ActiveFaults& faults;          // likewise
  std::vector<Violation>& violations;  // in the order in which they were found
};

class Checker : public TraceSink {
 public:
  Checker(std::string_view name, const Bench& bench) : bench_(bench), name_(name) {}

  std::string_view name() const { return name_; }
  // How many comparisons were made that could have failed.
  std::uint64_t evaluations() const { return evaluations_; }
  Verdict verdict() const {
    if (violated_) return Verdict::violated;
    if (undecided_) return Verdict::undecided;
    return evaluations_ == 0 ? Verdict::not_exercised : Verdict::ok;
  }

  // The run is over. Promises that are only due at the end are judged here.
  virtual void finish(Time end) { static_cast<void>(end); }
  // What was looked at, in few words: "12", or "1,902 operations, 5 keys".
  virtual std::string summary() const { return std::to_string(evaluations_); }

 protected:
  // Counts one comparison and gives back how it ended.
  bool holds(bool condition) {
    ++evaluations_;
    return condition;
  }
  // Only the first violation of a checker is kept; what follows is its echo. The story tells what
  // happened; the promise, the lines to look at and the faults under way are added to it. The
  // occurrence itself and its node are part of where to look, whether they are named or not.
  [[gnu::cold]] void fail(const Occurrence& o, Where where, std::string story);
  [[gnu::cold]] void fail(Time at, Index index, Where where, std::string story);
  // As it was written down earlier (Suspects).
  [[gnu::cold]] void fail(const Violation& found) {
    fail(found.at, found.index, found.where, found.story);
  }
  void give_up() { undecided_ = true; }
  bool violated() const { return violated_; }

  const Ledger& ledger() const { return bench_.ledger; }
  std::size_t nodes() const { return bench_.cast.nodes; }
  // "n3", as the trace calls it.
  std::string who(NodeId node) const;
  // Where an entry was first accepted, for Where::lines.
  Index first_of(std::uint32_t entry) const;
  // "put k1 c3.17" (client 3, request 17) of epoch 4, first accepted by n2 at #812
  std::string told(std::uint32_t entry) const;

 private:
  Bench bench_;
  std::string_view name_;
  std::uint64_t evaluations_ = 0;
  bool violated_ = false, undecided_ = false;
};

// What a checker looks at: the facts that nodes state, or only what clients and stores see.
enum class View : std::uint8_t { white_box, black_box };
constexpr std::string_view name_of(View view) {
  return view == View::white_box ? "white_box" : "black_box";
}

// Whom a promise binds: every protocol, or those that claim it by name (ProtocolKind::checks).
// Raft's logs match by construction and Multi-Paxos' do not; an acceptor of Paxos accepts nothing
// below its promise and a follower of Raft stores entries of old terms every day.
enum class Binds : std::uint8_t { everyone, claimants };

// A row of the registry.
struct CheckerKind {
  std::string_view name, id, promise;  // the promise in one sentence
  View view = View::white_box;
  Binds binds = Binds::everyone;
  bool in_safety = true;  // part of what scenarios call `safety`

  // Parameters, as protocols describe theirs. `safety` and bare names take the defaults.
  std::vector<OptionSpec> (*options)() = nullptr;
  std::unique_ptr<Checker> (*make)(const Bench& bench, const Options& options) = nullptr;
};

std::span<const CheckerKind> checker_kinds();

// Null if there is none of that name.
const CheckerKind* find_checker(std::string_view name);

}  // namespace conclave::sim

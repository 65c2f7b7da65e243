// Narrator: the story of a run for a person, one line for each turn it took.
//
//        0.000s  start
//        0.212s  n3 leads term 1
//        0.712s  fault f1: partition {n1 n3 | n2 n4 n5}
//        1.004s  n5 leads term 2
//                ... 214 more elections, 3 crashes
//       20.000s  all faults end; what was down comes back
//
// A long story is told by its beginning and its end, where the trouble is; what lies between is
// counted. So memory is bounded, however long the run.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <set>
#include <string>
#include <vector>

#include "sim/trace/trace.h"

namespace conclave::sim {

struct NarratorLimits {
  std::size_t first = 24;   // lines from the beginning
  std::size_t last = 16;    // and from the end
  std::size_t width = 100;  // columns; longer lines wrap between words; 0: never
};

class Narrator final : public Reader<Narrator> {
 public:
  // The vocabulary outlives the narrator.
  explicit Narrator(const Vocabulary& vocabulary, NarratorLimits limits = {})
      : vocabulary_(vocabulary), limits_(limits) {}

  // The story so far.
  std::vector<std::string> lines() const;

  void on(const Occurrence& o, const Booted& booted);
  void on(const Occurrence& o, const Crashed& crashed);
  void on(const Occurrence& o, const Paused& paused);
  void on(const Occurrence& o, const Resumed& resumed);
  void on(const Occurrence& o, const Synced& synced);
  void on(const Occurrence& o, const DiskFailed& failed);
  void on(const Occurrence& o, const Damaged& damaged);
  void on(const Occurrence& o, const FaultBegan& began);
  void on(const Occurrence& o, const FaultEnded& ended);
  void on(const Occurrence& o, const Healed& healed);
  void on(const Occurrence& o, const Became& became);
  void on(const Occurrence& o, const Configured& configured);
  void on(const Occurrence& o, const Remark& remark);
  void on(const Occurrence& o, const Halted& halted);
  void on(const Occurrence& o, const Violated& violated);

 private:
  // What a line is about, to count those that are left out. Turns are never left out.
  enum class Subject : std::uint8_t { election, crash, comeback, pause, fault, disk, remark, turn };
  static constexpr std::size_t countable = static_cast<std::size_t>(Subject::turn);

  struct Line {
    Time at{};
    Subject subject = Subject::turn;
    std::string text;
  };
  struct Fault {
    Index index = 0;
    std::string text;
  };

  void tell(Time at, Subject subject, std::string text);
  std::string name(NodeId node) const;
  std::string names(const std::vector<NodeId>& nodes) const;
  bool fault_told_it(const Occurrence& o) const;
  std::string left_out_text() const;

  const Vocabulary& vocabulary_;
  NarratorLimits limits_;
  std::vector<Line> first_;
  std::vector<Line> turns_;  // from between first_ and last_
  std::deque<Line> last_;
  std::array<std::uint64_t, countable> left_out_{};
  std::set<NodeId> lived_;  // nodes that booted before
  std::deque<Fault> recent_faults_;
  std::set<std::string> configurations_;
};

}  // namespace conclave::sim

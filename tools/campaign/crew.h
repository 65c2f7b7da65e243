// Crew: worker processes that do jobs, and lose at most the job at hand when they die.
//
// Each worker has a few jobs waiting, so that it never idles while its results are on their way.
// One that crashes, takes too long or runs out of memory costs the job that it was doing; the
// others are given to its successor. A worker that somebody killed (SIGKILL: a person, or the
// system when short of memory) says nothing about its job, which is tried once more. Results come
// in any order: what they add up to is the business of whoever numbered the jobs. A worker is late
// by its own time alone: not while its result waits to be read, and not while we were busy or
// stopped.
#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "tools/campaign/child.h"

namespace conclave::tools {

struct Job {
  std::uint64_t number = 0;  // dense, from 0, in the order in which results are taken
  std::uint64_t scenario = 0;
  std::uint64_t seed = 0;
  bool twice = false;  // to see whether it comes to the same
};

// A result, or how the worker died over the job.
struct Done {
  Job job;
  std::optional<std::string> line;
  Death death;
};

class Crew {
 public:
  struct Limits {
    unsigned workers = 1;
    std::uint64_t memory = 0;  // bytes of one worker; 0: as much as there is
    std::chrono::nanoseconds patience = std::chrono::seconds(30);  // for one run
  };
  // In a worker: one line, without the line break.
  using Work = std::function<std::string(const Job&)>;

  Crew(Limits limits, Work work);
  ~Crew();

  // Until `next` has none left and all are done, or `go_on` says no, whereupon what is under way is
  // dropped. `go_on` is asked some ten times a second.
  void run(const std::function<std::optional<Job>()>& next, const std::function<void(Done)>& done,
           const std::function<bool()>& go_on);

  // How many workers somebody killed.
  std::uint64_t killed() const { return killed_; }
  // For tests: whom there is to kill.
  std::vector<pid_t> pids() const;

 private:
  using Clock = std::chrono::steady_clock;
  struct Worker;

  std::unique_ptr<Worker> hire();
  int serve(int descriptor) const;
  void feed(Worker& worker, const std::function<std::optional<Job>()>& next);
  void listen(std::unique_ptr<Worker>& worker, const std::function<void(Done)>& done);
  void bury(std::unique_ptr<Worker>& worker, const std::function<void(Done)>& done, bool impatient);
  void check_patience(const std::function<void(Done)>& done);
  void forgive_absence();

  Limits limits_;
  Work work_;
  std::vector<std::unique_ptr<Worker>> workers_;  // null: to be hired when there is work
  std::deque<Job> again_;                         // taken from the dead
  std::set<std::uint64_t> second_chances_;
  Clock::time_point checked_;  // when patience was last checked
  std::uint64_t killed_ = 0;
};

}  // namespace conclave::tools

// I15 linearizable: the clients' history is linearizable against the store's specification, per
// key.
//
// Herlihy and Wing, "Linearizability" (1990): every operation seems to happen at one moment between
// its invocation and its return. linearizability/ does the judging, once, when the run is over;
// this records the history. A budget that runs out first makes the check undecided, never ok.
#pragma once

#include <fmt/format.h>

#include <vector>

#include "sim/checkers/checker.h"
#include "sim/checkers/client_calls.h"
#include "sim/checkers/linearizability/judge.h"

namespace conclave::sim {

class Linearizable final : public Reader<Linearizable, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "linearizable",
      .id = "I15",
      .promise = "the clients' history is linearizable against the store's specification",
      .view = View::black_box,
      .in_safety = false,  // the only one that searches
  };
  struct Config {
    std::uint64_t steps = linearizability::Budget().steps;
    std::uint64_t bytes = linearizability::Budget().bytes;
    static void options(auto& self, auto&& option) {
      option("steps", self.steps, "how many steps all searches may take together");
      option("bytes", self.bytes, "how much memory a search may take");
    }
  };
  Linearizable(std::string_view name, const Bench& bench, Config config)
      : Reader(name, bench), config_(config) {}

  void on(const Occurrence& o, const Invoked& invoked) {
    const auto asked = calls_.invoked(*invoked.command);
    if (!asked || recorder_.invoke(o.index, asked->process, asked->invocation())) return;
    latest_.push_back(o.at);
  }
  void on(const Occurrence& o, const Returned& returned) {
    const auto told = calls_.returned(returned);
    const auto* call = told ? recorder_.under_way(told->process) : nullptr;
    if (!call) return;
    const auto place = static_cast<std::size_t>(call - recorder_.history().calls.data());
    if (!recorder_.complete(o.index, told->process, told->completion())) latest_[place] = o.at;
  }
  void finish(Time end) override;
  std::string summary() const override { return summary_; }

 private:
  Config config_;
  ClientCalls calls_;
  linearizability::Recorder recorder_;
  std::vector<Time> latest_;  // of each call: when it returned, or was invoked if it has not
  std::string summary_ = "0 operations";
};

}  // namespace conclave::sim

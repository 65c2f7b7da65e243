// I18 progress: after the last fault heals, new operations complete within a bound, and all nodes
// converge.
//
// Liveness needs synchrony (Fischer, Lynch, Paterson 1985), so it is judged only from where the
// world is whole: the `heal` of a run in two phases, or else the moment from which no fault is
// under way, or `from`, whichever is last. From then on:
//   - whenever operations are waiting, one of them completes within the bound. (One slow operation
//     among many that complete is no violation: clients time out, and links may still be lossy.)
//   - at the end, every node that has not halted has decided all that anybody had decided `within`
//     before the end.
// A run that ends sooner than the bound after the start has either reached all that, or leaves the
// promise open.
#pragma once

#include <optional>
#include <set>
#include <string>

#include "sim/checkers/checker.h"
#include "sim/checkers/tables.h"

namespace conclave::sim {

class Progress final : public Reader<Progress, Checker> {
 public:
  static constexpr CheckerKind kind{
      .name = "progress",
      .id = "I18",
      .promise =
          "after the last fault heals, operations complete within a bound and nodes converge",
      .view = View::black_box,
      .in_safety = false,
  };
  struct Config {
    Duration within = std::chrono::seconds(5);
    Duration from{};
    static void options(auto& self, auto&& option) {
      option("within", self.within,
             "the bound for the next operation to complete, and to converge");
      option("from", self.from, "the earliest moment from which progress is due");
    }
  };
  Progress(std::string_view name, const Bench& bench, Config config)
      : Reader(name, bench),
        config_(config),
        nodes_(bench.cast.nodes),
        once_(bench.cast.decides_once),
        start_(Time(config.from)) {}

  void on(const Occurrence& o, const FaultBegan& began);
  void on(const Occurrence& o, const FaultEnded& ended);
  void on(const Occurrence& o, const Healed& healed);
  void on(const Occurrence& o, const Invoked& invoked);
  void on(const Occurrence& o, const Returned& returned);
  void on(const Occurrence& o, const Decided& decided);
  void on(const Occurrence& o, const Booted& booted);
  void on(const Occurrence& o, const Crashed& crashed);
  void on(const Occurrence& o, const Halted& halted);
  void finish(Time end) override;
  std::string summary() const override;

 private:
  struct Node {
    Slot decided;
    bool up = false, halted = false;
  };
  struct Decision {
    Time at{};  // when the first node decided the slot
    bool any = false;
    friend bool operator==(const Decision&, const Decision&) = default;
  };

  // An operation under way, of a client. One of an earlier era is not waited for.
  struct Waiting {
    std::uint64_t number = 0, era = 0;
  };

  void start_over(Time at);
  Duration gap(Time now) const;
  void look_at_gap(Time now);
  void judge_early_end();
  void judge_convergence(Time end);
  std::string nodes_in_words() const;

  Config config_;
  PerNode<Node> nodes_;
  ByNumber<Decision> decided_;
  Slot longest_;

  bool once_;                                       // there is one slot: only to converge is due
  std::multiset<std::string, std::less<>> faults_;  // ids of those under way
  bool healed_ = false;
  std::optional<Time> start_;  // none: a fault is under way
  ByNumber<Waiting> clients_;
  std::uint64_t era_ = 1;
  std::size_t waiting_ = 0;  // operations invoked since the start and under way
  Time waiting_from_{};      // if there are any: since then there always were
  Duration waited_{};        // before that, and since the latest completion
  Duration longest_gap_{};
  Index latest_ = 0;
  Index since_ = 0;       // where the last fault ended
  Index progressed_ = 0;  // since when nothing has completed
};

}  // namespace conclave::sim

// Strikes: the faults that are under way. Each one's beginning and end are in the trace, where all
// that follows has them as its cause.
#pragma once

#include <deque>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/faults/fault.h"
#include "sim/kernel/event_loop.h"

namespace conclave::sim {

class Strikes final : private Handler {
 public:
  explicit Strikes(Cluster& cluster, BudgetRule rule = BudgetRule::survivable)
      : cluster_(cluster), budget_(cluster, rule) {}

  // Begins `fault` now: `id` is its name in the trace, `what` its kind. Without `lasts` it goes on
  // until end_all(). A fault that heals ends all others first. The run waits for the end of those
  // that are `awaited`.
  void begin(std::string id, std::string_view what, AnyFault fault, Random& random, Index cause,
             std::optional<Duration> lasts, NodeId set_off_by = {}, bool awaited = false);
  std::size_t end_all();                // how many it ended
  bool end(std::string_view id);        // now; false if none of that name is active
  bool has(std::string_view id) const;  // one of that name is active
  // The one that began last, as it is from then on. REQUIRES: one has begun.
  const AnyFault& latest() const { return strikes_.at(latest_).fault; }
  // How many are going to end by themselves.
  std::size_t ending() const { return ending_; }
  std::size_t awaited() const { return awaited_; }                          // of these
  const std::map<std::string, Tally>& tallies() const { return tallies_; }  // by kind
  const Budget& budget() const { return budget_; }

 private:
  struct Strike {
    std::string id, what, text;
    AnyFault fault;
    Index begun = no_cause;
    bool active = false;
    bool ends = false;         // by itself
    bool awaited = false;      // and the run waits for it
    std::uint32_t number = 0;  // of those that had this place
  };

  static constexpr Token turn_bit = Token{1} << 31;  // else the strike ends

  void fire(Token token) override;  // number of the strike: 32 bits, turn: 1, its place: 31
  void schedule_turn(std::size_t place);
  void end(Strike& strike);

  Cluster& cluster_;
  Budget budget_;
  std::deque<Strike> strikes_;
  std::vector<std::size_t> free_;
  std::size_t ending_ = 0, awaited_ = 0, latest_ = 0;
  std::map<std::string, Tally> tallies_;  // a tally stays where it is
};

}  // namespace conclave::sim

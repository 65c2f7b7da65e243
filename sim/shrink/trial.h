// Trial: one replay of a candidate, and who carries them out.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "sim/run/outcome.h"
#include "sim/run/scenario.h"

namespace conclave::sim {

// What a candidate must still show.
struct Wanted {
  std::string violation;     // its class
  bool once_healed = false;  // behind the schedule, in the liveness phase; else in the schedule
  bool late = false;         // in the schedule, but found only when the run is over
};

// What a replay was good for.
struct Trial {
  bool fails = false;  // as wanted
  // Of each step of the candidate's schedule: it happened, and it was not merely a packet that was
  // dropped on arrival. Steps behind the violation did not happen.
  std::vector<bool> taken, useful;
};

// A candidate is a scenario with a schedule.
Trial try_out(const Scenario& candidate, std::uint64_t seed, const Wanted& wanted);

// Carries out trials, maybe several at a time.
class Laboratory {
 public:
  using Make = std::function<Scenario(std::size_t)>;
  struct Found {
    std::size_t which = 0;
    Trial trial;
  };

  virtual ~Laboratory() = default;
  // Of `count` candidates the first that fails in the wanted way: first in their order, whichever
  // came to an end first, so that the result does not depend on how many are tried at a time.
  // Nothing if none does, or if the caller's time is over.
  virtual std::optional<Found> first(std::size_t count, const Make& make, std::uint64_t seed,
                                     const Wanted& wanted) = 0;
};

// One after the other, here. `stop` is asked before each.
class SerialLaboratory final : public Laboratory {
 public:
  explicit SerialLaboratory(std::function<bool()> stop = nullptr) : stop_(std::move(stop)) {}
  std::optional<Found> first(std::size_t count, const Make& make, std::uint64_t seed,
                             const Wanted& wanted) override;

 private:
  std::function<bool()> stop_;
};

}  // namespace conclave::sim

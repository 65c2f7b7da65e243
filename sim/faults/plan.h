// Plan: which fault strikes when: at a time, or on an event. It puts the beginning and the end of
// each into the trace, where everything that follows has them as its cause.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "sim/faults/fault.h"
#include "sim/kernel/event_loop.h"
#include "sim/trace/trace.h"

namespace conclave::sim {

// When a fault strikes: at a time, or `delay` after the nth event of a kind.
struct FaultTrigger {
  Duration at{};
  std::string event;  // empty: by time. leader_elected, or the word for a kind in the trace
  std::uint64_t nth = 1;
  Duration delay{};
  friend bool operator==(const FaultTrigger&, const FaultTrigger&) = default;
};

// The events that a fault may wait for.
std::vector<std::string> trigger_events();

struct FaultSpec {
  std::string id;    // names its random stream
  std::string what;  // a FaultKind's name
  FaultTrigger trigger;
  std::optional<Duration> lasts;  // nothing: until the end of the safety phase
  AnyFault fault;
};

class Plan final : public TraceSink, private Handler {
 public:
  // The specs are copied: a run changes nothing in its scenario.
  Plan(Cluster& cluster, const Random& random, const std::vector<FaultSpec>& specs);

  void start();  // schedules what strikes by time
  // No fault is active, and none will strike by time any more.
  bool over() const { return scheduled_ == 0; }
  void end_all();  // ends what is active, and starts nothing from now on
  const std::map<std::string, std::uint64_t>& began() const { return began_; }  // by kind

  Kinds kinds() const override;
  void record(const Occurrence& occurrence) override;

 private:
  struct Item {
    FaultSpec spec;
    Random random;
    std::string text;
    std::size_t kind = detail_kinds;  // of the event it waits for
    std::uint64_t seen = 0;
    Index cause = no_cause, begun = no_cause;
    bool active = false;
  };

  void fire(Token token) override;
  void begin(Item& item, std::size_t number);
  void end(Item& item);

  Cluster& cluster_;
  std::vector<Item> items_;
  std::size_t scheduled_ = 0;  // beginnings and ends that are due
  bool ended_ = false;
  std::map<std::string, std::uint64_t> began_;
};

}  // namespace conclave::sim

// Nemesis: random faults, over and over, for as long as the clients work.
//
// Each of its strikes is an ordinary fault with an id of its own (`crash-1.17`), begins and ends in
// the trace like one of a plan, and could be written into one. Slow single faults find next to
// nothing: the profiles that look for bugs are fast, overlap, and prefer the leader.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "sim/faults/strikes.h"
#include "sim/faults/trigger_event.h"
#include "sim/world/event_name.h"

namespace conclave::sim {

// One kind of fault, how often it strikes, and for how long.
struct NemesisSpec {
  std::string what;               // a FaultKind's name
  std::optional<Duration> every;  // on average, at random: by time ...
  std::string on;                 // ... or on an event,
  std::string of;                 //     at this node or client (empty: at any),
  Ratio chance{Ratio::one};       //     with this chance,
  Delay delay;                    //     so long after it
  Delay lasts = Delay(delay::Uniform{1ms, 100ms});
  AnyFault fault;
};

// One of "every" and "on", "for", and what the kind of fault has to say.
void describe(Form& form, NemesisSpec& spec);
void describe(Form& form, std::vector<NemesisSpec>& specs);

// Ready-made ones, by name. What a profile leaves to chance comes from `random`.
struct Profile {
  std::string_view name, summary;
};
std::span<const Profile> nemesis_profiles();
std::vector<NemesisSpec> profile_specs(std::string_view name, Random random);

class Nemesis final : public TraceSink, private Handler {
 public:
  Nemesis(Cluster& cluster, Strikes& strikes, const Random& random, std::vector<NemesisSpec> specs);

  void start();
  void stop() { stopped_ = true; }
  std::vector<std::string> whats() const;  // the kinds that it has, one for each of its specs

  Kinds kinds() const override;
  void record(const Occurrence& occurrence) override;

 private:
  struct Item {
    NemesisSpec spec;
    std::string id;
    Random random;
    TriggerEvent event;
    std::uint64_t strikes = 0;
  };

  struct Cause {
    Index index = no_cause;
    NodeId node;
  };

  void fire(Token token) override;
  EventName name(Token) const override { return event_name(EventSort::fault, NodeId()); }
  void schedule(std::size_t number);

  Cluster& cluster_;
  Strikes& strikes_;
  std::vector<Item> items_;
  std::vector<Cause> causes_{{}};  // of strikes to come; the first is that of time
  bool stopped_ = false;
};

}  // namespace conclave::sim

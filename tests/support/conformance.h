// Conformance: a cluster of any registered protocol, a run of it, and a witness who trusts nobody.
//
//     for_every_protocol([](const ProtocolKind& kind) {
//       for (const Told& told : tell(cluster(kind, 5, R"({"faults": [...]})"), 3)) passes(told);
//     });
//
// Nothing here knows a protocol by name. A protocol that decides once gets three proposals, any
// other a steady stream of requests for two seconds. The witness holds a run to what every protocol
// owes, in a few lines of its own that share nothing with the judges.
#pragma once

#include <doctest/doctest.h>

#include <algorithm>
#include <deque>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "protocols/registry.h"
#include "sim/run/simulation.h"
#include "tests/support/json.h"

namespace conclave::sim {

template <typename Story>
void for_every_protocol(Story&& story) {
  for (const ProtocolKind& kind : protocol_kinds()) {
    CAPTURE(kind.name);
    story(kind);
  }
}

// The scenario of a cluster, with `more` merged into it.
inline Json cluster_json(const ProtocolKind& kind, std::size_t nodes,
                         const std::string& more = "{}") {
  Json json = test::json_of(R"({"version": 1, "name": "conformance", "why": "every protocol does",
      "workload": {"clients": 3, "timeout": "100ms", "give_up": "6s", "keys": {"count": 3}}})");
  json["protocol"]["name"] = std::string(kind.name);
  json["nodes"] = nodes;
  json["workload"].update(
      kind.decides_once ? test::json_of(R"({"operations": 3, "ops": {"write": 1}})")
                        : test::json_of(R"({"rate": "60/s", "operations": 0, "until": "2s"})"));
  json.merge_patch(test::json_of(more));
  return json;
}

inline Scenario read_scenario(const Json& json) {
  const auto parsed = parse_scenario(json.dump());
  REQUIRE_MESSAGE(parsed.ok(), (parsed.ok() ? "" : to_text(parsed.errors())));
  return parsed.value();
}

inline Scenario cluster(const ProtocolKind& kind, std::size_t nodes,
                        const std::string& more = "{}") {
  return read_scenario(cluster_json(kind, nodes, more));
}

class Witness : public Reader<Witness> {
 public:
  explicit Witness(std::size_t nodes) : nodes_(nodes) {}

  void on(const Occurrence& o, const Booted& booted) {
    Life& life = nodes_.at(o.node.value() - 1);
    life.decided = 0;
    life.effects.clear();
    ++life.lives;
    torn_ += booted.integrity == Integrity::torn_tail ? 1 : 0;
  }
  void on(const Occurrence&, const Invoked& invoked) {
    asked_.emplace(invoked.command->id, *invoked.command);
  }
  void on(const Occurrence& o, const Decided& decided) {
    Life& life = nodes_.at(o.node.value() - 1);
    const Command& command = *decided.command;
    const std::uint64_t slot = decided.slot.value();
    const auto who = [&] {
      return "n" + std::to_string(o.node.value()) + ", slot " + std::to_string(slot) + ": ";
    };
    if (slot != ++life.decided) complaints_.push_back(who() + "out of order");
    const auto [first, fresh] = sequence_.try_emplace(slot, command);
    if (fresh) grown_.push_back(o.at);
    if (first->second != command) complaints_.push_back(who() + "not what was decided before");
    if (command.is_no_op()) return;
    const auto asked = asked_.find(command.id);
    if (asked == asked_.end() || asked->second != command) {
      complaints_.push_back(who() + "nobody asked for that");
    }
    const bool effect_due = life.effects.insert(command.id).second;
    repeats_ += effect_due ? 0 : 1;
    if (decided.effect != effect_due) {
      complaints_.push_back(who() + (effect_due ? "had no effect" : "took effect again"));
    }
  }
  void on(const Occurrence& o, const Healed&) { healed_ = o.at; }

  const std::vector<std::string>& complaints() const { return complaints_; }
  // How many slots were decided anywhere, the first time each, from `from` up to `to`.
  std::size_t decided_between(Duration from, Duration to) const {
    return static_cast<std::size_t>(std::count_if(
        grown_.begin(), grown_.end(), [&](Time at) { return Time(from) <= at && at < Time(to); }));
  }
  std::uint64_t slots() const { return sequence_.size(); }
  std::uint64_t slots_at(std::size_t node) const { return nodes_.at(node - 1).decided; }
  std::size_t lives(std::size_t node) const { return nodes_.at(node - 1).lives; }
  std::size_t nodes() const { return nodes_.size(); }
  std::uint64_t torn() const { return torn_; }        // journals that ended in half a record
  std::uint64_t repeats() const { return repeats_; }  // requests decided again in one life
  Duration healed() const { return healed_.time_since_epoch(); }

 private:
  struct Life {
    std::uint64_t decided = 0;
    std::size_t lives = 0;
    std::set<RequestId> effects;
  };

  std::vector<Life> nodes_;
  std::map<RequestId, Command> asked_;
  std::map<std::uint64_t, Command> sequence_;  // over all nodes and lives
  std::vector<Time> grown_;
  std::vector<std::string> complaints_;
  std::uint64_t torn_ = 0, repeats_ = 0;
  Time healed_{};
};

struct Told {
  std::uint64_t seed;
  RunOutcome outcome;
  Witness witness;

  bool kept(std::string_view check) const {
    return std::any_of(outcome.checks.begin(), outcome.checks.end(), [&](const CheckResult& one) {
      return one.kind->name == check && one.verdict == Verdict::ok;
    });
  }
};

// The scenario's runs with the seeds from 1.
inline std::deque<Told> tell(const Scenario& scenario, std::uint64_t seeds) {
  std::deque<Told> all;
  for (std::uint64_t seed = 1; seed <= seeds; ++seed) {
    Told& told = all.emplace_back(Told{seed, {}, Witness(scenario.nodes.size())});
    Simulation simulation(scenario, seed);
    simulation.attach(told.witness);
    told.outcome = simulation.run();
  }
  return all;
}

inline std::string words_of(const RunOutcome& outcome) {
  std::string text = std::string(name_of(outcome.verdict)) + " " + outcome.why_undecided;
  for (const FoundViolation& one : outcome.violations) text += one.check + ": " + one.story + "\n";
  return text;
}

// The judges and the witness agree: nothing was broken, and all nodes ended with the same sequence,
// but for those that stopped for good because of their disks, of which there are not too many.
inline void passes(const Told& told, std::size_t halted_most = 0) {
  const Witness& witness = told.witness;
  CAPTURE(told.seed);
  CHECK_MESSAGE(told.outcome.verdict == RunVerdict::pass, words_of(told.outcome));
  CHECK_MESSAGE(witness.complaints().empty(),
                (witness.complaints().empty() ? "" : witness.complaints().front()));
  const auto& halted = told.outcome.halted;
  CHECK(halted.size() <= halted_most);
  CHECK(witness.slots() > 0);
  for (std::size_t node = 1; node <= witness.nodes(); ++node) {
    const std::string name = "n" + std::to_string(node);
    if (std::find(halted.begin(), halted.end(), name) != halted.end()) continue;
    CHECK(witness.slots_at(node) == witness.slots());
  }
}

}  // namespace conclave::sim

// One offer after the other; what fails no more is not taken.
#include "sim/shrink/plain.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

#include "protocols/registry.h"
#include "sim/faults/survivals.h"
#include "sim/run/options_form.h"
#include "sim/run/simulation.h"
#include "sim/shrink/recast.h"
#include "sim/store/operation.h"

namespace conclave::sim {
namespace {

// a, b, ... z, a1, b1, ...
std::string letter(std::size_t n) {
  std::string text(1, static_cast<char>('a' + n % 26));
  if (n >= 26) text += std::to_string(n / 26);
  return text;
}

// The nth new one gets the nth name.
class Renaming {
 public:
  explicit Renaming(std::string (*name)(std::size_t)) : name_(name) {}
  std::string operator()(const std::string& old) {
    return names_.try_emplace(old, name_(names_.size())).first->second;
  }

 private:
  std::string (*const name_)(std::size_t);
  std::map<std::string, std::string> names_;
};

void change_operations(Scenario& story, const std::function<void(Operation&)>& change) {
  for (Step& step : *story.schedule) {
    if (step.kind != Step::Kind::ask) continue;
    auto operation = parse_operation(step.text);
    if (!operation) continue;
    change(*operation);
    step.text = text_of(*operation);
  }
}

void rename_keys(Scenario& story) {
  Renaming keys([](std::size_t n) { return "k" + std::to_string(n + 1); });
  change_operations(story, [&](Operation& operation) { operation.key = keys(operation.key); });
}

void one_key(Scenario& story) {
  change_operations(story, [](Operation& operation) { operation.key = "k1"; });
}

void rename_values(Scenario& story) {
  Renaming values(letter);
  change_operations(story, [&](Operation& operation) {
    if (!operation.expected.empty()) operation.expected = values(operation.expected);
    if (!operation.value.empty()) operation.value = values(operation.value);
  });
}

void only_writes(Scenario& story) {
  std::size_t number = 0;
  change_operations(story, [&](Operation& operation) {
    operation = {Function::put, operation.key, letter(number++), ""};
  });
}

void rename_sessions(Scenario& story) {
  std::map<ClientId, ClientId> ids;
  for (Step& step : *story.schedule) {
    if (step.session == ClientId()) continue;
    const ClientId next(static_cast<std::uint32_t>(ids.size() + 1));
    step.session = ids.try_emplace(step.session, next).first->second;
  }
}

void rename_faults(Scenario& story) {
  Renaming ids([](std::size_t n) { return "f" + std::to_string(n + 1); });
  for (Step& step : *story.schedule) {
    if (step.kind == Step::Kind::fault || step.kind == Step::Kind::end) step.text = ids(step.text);
  }
}

}  // namespace

void plain_words(ShrinkBench& bench) {
  bench.pass("words");
  if (!bench.offer(only_writes)) bench.offer(rename_values);
  if (!bench.offer(one_key)) bench.offer(rename_keys);
  bench.offer(rename_sessions);
  bench.offer(rename_faults);
}

void plain_steps(ShrinkBench& bench) {
  bench.pass("details");
  for (const StepId id : std::vector<StepId>(bench.ids())) {
    const auto at = bench.place_of(id);
    if (!at || bench.steps()[*at].fate == Fate{}) continue;
    bench.offer([&](Scenario& draft) { (*draft.schedule)[*at].fate = {}; });
  }
  bench.offer([](Scenario& story) {
    for (Step& step : *story.schedule) step.first = false;
  });
  const auto latest = [](Scenario& story) {
    for (Step& step : *story.schedule) step.nth = 1;
  };
  const auto old = [](const Step& step) { return step.nth != 1; };
  if (std::any_of(bench.steps().begin(), bench.steps().end(), old)) bench.offer(latest);
}

// What a torn crash leaves becomes nothing, or all of it, if the story allows.
void plain_crashes(ShrinkBench& bench) {
  bench.pass("crashes");
  const auto survivals = [](Step& step) {
    return step.kind == Step::Kind::fault ? step.fault->survivals() : nullptr;
  };
  for (const StepId id : std::vector<StepId>(bench.ids())) {
    const auto at = bench.place_of(id);
    if (!at) continue;
    Step step = bench.steps()[*at];
    const Survivals* decreed = survivals(step);
    if (decreed == nullptr || decreed->none() || decreed->everywhere == CrashOutcome()) continue;
    const auto offer = [&](const std::function<void(Survivals&)>& change) {
      return bench.offer([&](Scenario& draft) { change(*survivals((*draft.schedule)[*at])); });
    };
    const auto nothing = [](Survivals& of) { of = {CrashOutcome(), {}}; };
    const auto everything = [](Survivals& of) {
      const auto keep = [](CrashOutcome& outcome) {
        outcome.sectors.assign(outcome.sectors.size(), CrashOutcome::whole);
        outcome.names.assign(outcome.names.size(), true);
      };
      if (of.everywhere) keep(*of.everywhere);
      for (Survivals::At& one : of.by_node) keep(one.outcome);
    };
    if (!offer(nothing)) offer(everything);
  }
}

void plain_world(ShrinkBench& bench) {
  bench.pass("world");
  const ProtocolKind* protocol = find_protocol(bench.world().protocol.name);
  const Options defaults = standard_options(protocol->options());
  const std::array<std::function<void(Scenario&)>, 6> changes{
      [](Scenario& s) { s.network = {.integrity = s.network.integrity}; },
      [](Scenario& s) {
        for (NodeSpec& node : s.nodes) {
          node.zone.clear();
          node.clock = {};
        }
      },
      [](Scenario& s) {
        const std::size_t clients = s.workload.clients;
        s.workload = {};
        s.workload.clients = clients;
      },
      [](Scenario& s) { s.limits = {}; },
      [](Scenario& s) { s.budget = Scenario().budget; },
      [&](Scenario& s) { s.protocol.options = defaults; },
  };
  for (const auto& change : changes) bench.offer(change);
  if (bench.world().protocol.options == defaults) return;
  for (std::size_t n = 0; n < defaults.size(); ++n) {
    bench.offer([&](Scenario& s) {
      for (auto& option : s.protocol.options) {
        if (option.first == defaults[n].first) option.second = defaults[n].second;
      }
    });
  }
}

void drop_idle_survivals(Scenario& story, std::uint64_t seed) {
  // Faults that crashed a node with something unsynced.
  struct Torn final : Reader<Torn> {
    void on(const Occurrence& o, const FaultBegan& began) {
      names[o.index] = std::string(began.fault);
    }
    void on(const Occurrence& o, const Crashed& crashed) {
      const auto fault = names.find(o.cause);
      if (fault != names.end() && !crashed.survived.empty()) matter.insert(fault->second);
    }
    std::map<Index, std::string> names;
    std::set<std::string> matter;
  };
  Torn torn;
  Simulation simulation(story, seed);
  simulation.attach(torn);
  simulation.run();
  for (Step& step : *story.schedule) {
    if (step.kind != Step::Kind::fault || torn.matter.contains(step.text)) continue;
    if (Survivals* idle = step.fault->survivals()) *idle = {};
  }
}

void plain_times(ShrinkBench& bench) {
  bench.pass("times");
  // Evenly, then evenly but for long waits, then as they are, rounded.
  constexpr Duration tick = 1ms;
  const auto even = [&](Scenario& story) {
    Duration at{};
    for (Step& step : *story.schedule) step.at = at += tick;
  };
  const auto rounded_to = [&](Duration unit) {
    return [=](Scenario& story) {
      Duration at{}, before{};
      for (Step& step : *story.schedule) {
        const Duration gap = (step.at - before + unit / 2) / unit * unit;
        before = step.at;
        at += std::max(gap, tick);
        step.at = at;
      }
    };
  };
  if (bench.offer(even)) return;
  for (const Duration unit : {Duration(100ms), Duration(10ms), Duration(1ms)}) {
    if (bench.offer(rounded_to(unit))) return;
  }
}

void plain_names(ShrinkBench& bench) {
  bench.pass("names");
  // In the order in which they first act of their own will: whose timer fires first leads first.
  std::vector<std::size_t> order;
  const std::size_t nodes = bench.world().nodes.size();
  const auto add = [&](NodeId node) {
    const std::size_t place = node.value() - std::size_t{1};
    if (place < nodes && std::find(order.begin(), order.end(), place) == order.end()) {
      order.push_back(place);
    }
  };
  for (const Step& step : bench.steps()) {
    if (step.kind == Step::Kind::timer) add(step.node);
  }
  for (const Step& step : bench.steps()) {
    add(step.from);
    add(step.node);
  }
  for (std::size_t n = 0; n < nodes; ++n) add(NodeId(static_cast<std::uint32_t>(n + 1)));
  if (std::is_sorted(order.begin(), order.end())) return;
  const auto draft = with_nodes({bench.story(), bench.ids()}, order);
  if (draft) bench.offer(1, [&](std::size_t) { return *draft; });
}

}  // namespace conclave::sim

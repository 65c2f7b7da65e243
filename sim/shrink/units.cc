// Steps by what they have in common.
#include "sim/shrink/units.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace conclave::sim {
namespace {

// Gathers steps under keys, in the order in which the keys come up.
template <typename Key>
class Gatherer {
 public:
  void add(const Key& key, StepId id) {
    const auto [at, fresh] = places_.emplace(key, units_.size());
    if (fresh) units_.emplace_back();
    units_[at->second].push_back(id);
  }
  Units take() {
    for (auto& unit : units_) std::sort(unit.begin(), unit.end());
    return std::move(units_);
  }

 private:
  std::map<Key, std::size_t> places_;
  Units units_;
};

template <typename KeyOf>  // std::optional<Key>(const Step&)
Units gather(const ShrinkBench& bench, KeyOf key_of) {
  using Key = typename decltype(key_of(bench.steps().front()))::value_type;
  Gatherer<Key> gatherer;
  for (std::size_t n = 0; n < bench.steps().size(); ++n) {
    if (const auto key = key_of(bench.steps()[n])) gatherer.add(*key, bench.ids()[n]);
  }
  return gatherer.take();
}

}  // namespace

Units every_step(const ShrinkBench& bench) {
  Units units;
  for (const StepId id : bench.ids()) units.push_back({id});
  return units;
}

Units faults(const ShrinkBench& bench) {
  return gather(bench, [](const Step& step) -> std::optional<std::string> {
    if (step.kind != Step::Kind::fault && step.kind != Step::Kind::end) return std::nullopt;
    return step.text;
  });
}

Units operations(const ShrinkBench& bench) {
  std::map<ClientId, std::size_t> numbers;
  return gather(bench, [&](const Step& step) -> std::optional<std::pair<ClientId, std::size_t>> {
    const bool asks = step.kind == Step::Kind::ask;
    if (!asks && step.kind != Step::Kind::retry && step.kind != Step::Kind::give_up) {
      return std::nullopt;
    }
    if (asks) ++numbers[step.session];
    return std::pair(step.session, numbers[step.session]);
  });
}

Units conversations(const ShrinkBench& bench) {
  using Key = std::tuple<Step::Kind, std::uint8_t, NodeId, NodeId>;
  Units units = gather(bench, [](const Step& step) -> std::optional<Key> {
    if (step.kind != Step::Kind::deliver && step.kind != Step::Kind::timer &&
        step.kind != Step::Kind::sync) {
      return std::nullopt;
    }
    return Key(step.kind, step.type, step.from, step.node);
  });
  std::stable_sort(units.begin(), units.end(),
                   [](const auto& a, const auto& b) { return a.size() < b.size(); });
  return units;
}

Units dropped_messages(const ShrinkBench& bench) {
  ShrinkBench::Unit unit;
  for (std::size_t n = 0; n < bench.ids().size(); ++n) {
    if (!bench.useful()[n]) unit.push_back(bench.ids()[n]);
  }
  return unit.empty() ? Units{} : Units{unit};
}

Units syncs_by_node(const ShrinkBench& bench) {
  return gather(bench, [](const Step& step) -> std::optional<NodeId> {
    return step.kind == Step::Kind::sync ? std::optional(step.node) : std::nullopt;
  });
}

}  // namespace conclave::sim

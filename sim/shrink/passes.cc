// From whole stretches to single steps.
#include "sim/shrink/passes.h"

#include <algorithm>

#include "sim/faults/disks.h"
#include "sim/shrink/plain.h"
#include "sim/shrink/recast.h"
#include "sim/shrink/units.h"

namespace conclave::sim {
namespace {

constexpr std::size_t most_casts = 40;  // worth a trial

// Messages that arrived nowhere can go, and what stood in their way with them.
void drop_the_dropped(ShrinkBench& bench) {
  bench.pass("lost messages");
  bench.reduce(dropped_messages(bench));
}

// Damage far behind in a journal needs all that was written before it. That of an early record may
// show the same.
void damage_early(ShrinkBench& bench) {
  bench.pass("records");
  constexpr std::uint64_t earliest = 16;
  for (const StepId id : std::vector<StepId>(bench.ids())) {
    const auto at = bench.place_of(id);
    if (!at || bench.steps()[*at].kind != Step::Kind::fault) continue;
    Step step = bench.steps()[*at];
    const RecordChoice* const damaged = step.fault->damaged();
    const auto number = damaged != nullptr ? damaged->number() : std::nullopt;
    bench.offer(std::min(number.value_or(0), earliest), [&](std::size_t n) {
      Draft draft{bench.story(), bench.ids()};
      (*draft.scenario.schedule)[*at].fault->damaged()->record = std::to_string(n);
      return draft;
    });
  }
}

void drop_faults(ShrinkBench& bench) {
  bench.pass("faults");
  bench.reduce(faults(bench));
}

void make_prompt(DiskOptions& disk) {
  disk.write_latency = disk.sync_latency = Delay(Duration());
}

// A disk whose syncs take no time needs no steps for them. Where a bug lives on what is not yet
// durable, that disk stays as it is.
void prompt_disks(ShrinkBench& bench) {
  bench.pass("syncs");
  Units units = syncs_by_node(bench);
  if (units.empty()) return;
  const auto all = [&](std::size_t) {
    ShrinkBench::Unit gone;
    for (const auto& unit : units) gone.insert(gone.end(), unit.begin(), unit.end());
    std::sort(gone.begin(), gone.end());
    Draft draft = bench.without(gone);
    make_prompt(draft.scenario.disk.options);
    for (NodeSpec& node : draft.scenario.nodes) node.disk.reset();
    return draft;
  };
  if (bench.offer(1, all) == 0) return;
  for (std::size_t n = 0; n < bench.world().nodes.size() && !bench.over(); ++n) {
    const NodeId node(static_cast<std::uint32_t>(n + 1));
    ShrinkBench::Unit gone;
    for (std::size_t i = 0; i < bench.steps().size(); ++i) {
      const Step& step = bench.steps()[i];
      if (step.kind == Step::Kind::sync && step.node == node) gone.push_back(bench.ids()[i]);
    }
    if (gone.empty()) continue;
    bench.offer(1, [&](std::size_t) {
      Draft draft = bench.without(gone);
      NodeSpec& spec = draft.scenario.nodes[n];
      spec.disk = disk_of(draft.scenario, n);
      make_prompt(*spec.disk);
      return draft;
    });
  }
}

// All subsets of 0..n-1 of this size, in order.
std::vector<std::vector<std::size_t>> subsets(std::size_t n, std::size_t size) {
  std::vector<std::vector<std::size_t>> all;
  std::vector<std::size_t> one(size);
  const std::function<void(std::size_t, std::size_t)> go = [&](std::size_t place,
                                                               std::size_t from) {
    if (all.size() == most_casts) return;
    if (place == size) return all.push_back(one);
    for (std::size_t item = from; item < n; ++item) {
      one[place] = item;
      go(place + 1, item + 1);
    }
  };
  go(0, 0);
  return all;
}

void drop_actors(ShrinkBench& bench) {
  bench.pass("nodes");
  const auto try_casts = [&](std::size_t size) {
    const Draft story{bench.story(), bench.ids()};
    std::vector<Draft> drafts;
    for (const auto& keep : subsets(story.scenario.nodes.size(), size)) {
      if (auto draft = with_nodes(story, keep)) drafts.push_back(std::move(*draft));
    }
    return bench.offer(drafts.size(), [&](std::size_t n) { return drafts[n]; }) < drafts.size();
  };
  for (std::size_t size = 1; size < bench.world().nodes.size() && !bench.over(); ++size) {
    if (try_casts(size)) break;
  }
  if (bench.world().workload.clients < 2) return;
  bench.pass("clients");
  if (const auto draft = with_one_client({bench.story(), bench.ids()})) {
    bench.offer(1, [&](std::size_t) { return *draft; });
  }
}

void drop_operations(ShrinkBench& bench) {
  bench.pass("operations");
  bench.reduce(operations(bench));
}

void drop_conversations(ShrinkBench& bench) {
  bench.pass("conversations");
  bench.reduce(conversations(bench));
}

void drop_stretches(ShrinkBench& bench, std::size_t finest) {
  bench.pass(finest == 1 ? "steps" : "stretches");
  bench.reduce(every_step(bench), finest);
}

}  // namespace

void make_small(ShrinkBench& bench) {
  constexpr std::size_t few = 400;  // steps: from here on each of them is worth a trial
  damage_early(bench);
  drop_the_dropped(bench);
  drop_stretches(bench, std::max<std::size_t>(1, bench.steps().size() / 32));
  drop_faults(bench);
  prompt_disks(bench);
  drop_operations(bench);
  drop_conversations(bench);
  drop_the_dropped(bench);
  while (bench.steps().size() > few && !bench.over()) {
    const std::size_t before = bench.steps().size();
    drop_stretches(bench, std::max<std::size_t>(1, before / 128));
    drop_conversations(bench);
    if (bench.steps().size() > before * 9 / 10) break;
  }
  drop_actors(bench);
  for (std::size_t before = 0; bench.steps().size() != before && !bench.over();) {
    before = bench.steps().size();
    drop_stretches(bench, 1);
    prompt_disks(bench);
    drop_faults(bench);
    drop_actors(bench);
  }
  plain_words(bench);
  plain_steps(bench);
  plain_crashes(bench);
  plain_world(bench);
  plain_times(bench);
  plain_names(bench);
}

}  // namespace conclave::sim

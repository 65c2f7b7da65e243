// Choosing disks and records.
#include "sim/faults/disks.h"

#include <algorithm>

namespace conclave::sim {
namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::uint64_t numbers_max = 1'000'000;  // of records, for one that is drawn

}  // namespace

// ---- Trouble ------------------------------------------------------------------------------------

void TroubledDisks::describe(Fields& fields) {
  sim::describe(fields("nodes", "whose disks"), nodes_);
}

std::string TroubledDisks::aim(const Aim& at, DiskHarm harm) {
  hit_ = nodes_.settle_nodes(at.cluster, at.random);
  spares_the_unaware_ = harm == DiskHarm::oblivion && at.budget.rule() == BudgetRule::survivable;
  if (harm == DiskHarm::halt) {
    std::erase_if(hit_, [&](NodeId node) { return !at.budget.may_damage(node, at.tally); });
    nodes_.name(at.cluster, hit_);
  } else if (harm == DiskHarm::oblivion && !spares_the_unaware_) {
    std::erase_if(hit_, [&](NodeId node) { return !at.budget.may_forget(node, at.tally); });
  }
  return names_of(at.cluster, hit_);
}

void TroubledDisks::begin(Cluster& cluster, DiskTrouble trouble, Tally& tally) {
  trouble.tally = &tally;
  trouble.spares_the_unaware = spares_the_unaware_;
  for (const NodeId node : hit_)
    begun_.emplace_back(node, cluster.host(node).disk().begin(trouble));
}

void TroubledDisks::end(Cluster& cluster) {
  for (const auto& [node, id] : begun_) cluster.host(node).disk().end(id);
  begun_.clear();
}

// ---- Damage -------------------------------------------------------------------------------------

std::optional<std::uint64_t> RecordChoice::number() const {
  const bool is_one =
      !record.empty() && record.size() < 10 && record.find_first_not_of(digits) == record.npos;
  return is_one ? std::optional<std::uint64_t>(std::stoull(record)) : std::nullopt;
}

void describe(Form& form, RecordChoice& where) {
  form.object([&](Fields& fields) {
    fields("file", "of which file").one_name(where.file, {"journal"});
    std::uint64_t number = where.number().value_or(0);
    fields("record", "which record of it: first, last, random, rewritten, or its number")
        .one_of(where.number() ? 1 : 0,
                {{Look::text, "", "a word such as \"last\"",
                  [&](Form& word) {
                    if (where.number()) where.record = "random";
                    word.one_name(where.record, {"first", "last", "random", "rewritten"});
                  }},
                 {Look::number, "", "a number", [&](Form& value) {
                    value.integer(number, 0, static_cast<std::int64_t>(numbers_max));
                    where.record = std::to_string(number);
                  }}});
  });
}

void DamagedDisks::describe(Fields& fields) {
  sim::describe(fields("nodes", "whose disks"), nodes_);
  sim::describe(fields("where", "what of them"), where_);
}

std::string DamagedDisks::aim(const Aim& at) {
  hit_ = nodes_.settle_nodes(at.cluster, at.random);
  spares_the_unaware_ = at.budget.rule() == BudgetRule::survivable;
  std::erase_if(hit_, [&](NodeId node) { return !at.budget.may_damage(node, at.tally); });
  nodes_.name(at.cluster, hit_);
  if (where_.record == "random") {
    std::uint64_t most = 1;
    for (const NodeId node : hit_) {
      most = std::max(most, at.cluster.host(node).journal().records().size());
    }
    where_.record = std::to_string(at.random.below(std::min(most, numbers_max)));
  }
  const std::string which =
      where_.number() ? "record " + where_.record : "the " + where_.record + " record";
  return which + " of " + names_of(at.cluster, hit_);
}

// The first record in whose place another record stood before.
bool DamagedDisks::find_rewritten(Cluster& cluster, Hit& hit) {
  for (hit.chosen = 0; hit.chosen < hit.records.size(); ++hit.chosen) {
    const Bytes before = before_at(cluster, hit.node, hit.records[hit.chosen]);
    const auto filled = [](std::byte byte) { return byte != std::byte{}; };
    if (std::any_of(before.begin(), before.begin() + 8, filled) &&
        std::any_of(before.end() - 4, before.end(), filled)) {
      return true;
    }
  }
  return false;
}

std::vector<DamagedDisks::Hit> DamagedDisks::hits(Cluster& cluster) const {
  std::vector<Hit> all;
  for (const NodeId node : hit_) {
    Hit hit{node, cluster.host(node).journal().records()};
    if (hit.records.empty()) continue;
    if (where_.record == "rewritten" && !find_rewritten(cluster, hit)) continue;
    if (where_.record == "last") hit.chosen = hit.records.size() - 1;
    if (const auto number = where_.number()) hit.chosen = *number % hit.records.size();
    all.push_back(std::move(hit));
  }
  return all;
}

void DamagedDisks::damage(Cluster& cluster, const Hit& hit, const RecordPlace& record, Patch patch,
                          Index cause, Tally& tally) {
  patch.file = record.file;
  patch.offset = record.offset;
  patch.spares_the_unaware = spares_the_unaware_;
  patch.tally = &tally;
  patches_.emplace_back(hit.node, cluster.host(hit.node).damage(std::move(patch), cause));
}

void DamagedDisks::take_off(Cluster& cluster) {
  for (const auto& [node, id] : patches_) cluster.host(node).disk().patches().take_off(id);
  patches_.clear();
}

Bytes written_at(Cluster& cluster, NodeId node, const RecordPlace& record) {
  const ByteView bytes =
      cluster.host(node).disk().files().bytes(record.file).subspan(record.offset, record.size);
  return {bytes.begin(), bytes.end()};
}

Bytes before_at(Cluster& cluster, NodeId node, const RecordPlace& record) {
  return cluster.host(node).disk().files().former(record.file, record.offset, record.size);
}

}  // namespace conclave::sim

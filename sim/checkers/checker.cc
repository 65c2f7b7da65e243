// How a violation is put on record.

#include "sim/checkers/checker.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/checkers/active_faults.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {
namespace {

// Rising, each once; 0 stands for nothing.
template <typename T>
void tidy(std::vector<T>& items) {
  std::erase(items, T());
  std::sort(items.begin(), items.end());
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

void Checker::fail(const Occurrence& o, Where where, std::string story) {
  if (o.node.value() >= 1 && o.node.value() <= nodes()) where.nodes.push_back(o.node);
  fail(o.at, o.index, std::move(where), std::move(story));
}

void Checker::fail(Time at, Index index, Where where, std::string story) {
  if (violated_) return;
  violated_ = true;
  where.lines.push_back(index);
  tidy(where.lines);
  tidy(where.nodes);
  if (const CheckerKind* kind = find_checker(name_)) {
    story += fmt::format(" The promise ({}): {}.", kind->id, kind->promise);
  }
  story += fmt::format(" Look at #{}.", fmt::join(where.lines, ", #"));
  std::vector<ActiveFault> faults = bench_.faults.at(index);
  story += in_words(faults);
  bench_.violations.push_back(
      {name_, at, index, std::move(story), std::move(where), std::move(faults)});
}

std::string Checker::who(NodeId node) const {
  const auto& names = bench_.cast.names;
  if (node == NodeId()) return "nobody";
  if (node.value() <= names.size()) return names[node.value() - 1];
  return "address " + std::to_string(node.value());
}

Index Checker::first_of(EntryId id) const {
  return id == no_entry ? 0 : ledger().entry(id).first;
}

std::string Checker::told(EntryId id) const {
  if (id == no_entry) return "nothing";
  const Entry& entry = ledger().entry(id);
  return fmt::format("{}, first accepted by {} at #{}", ledger().in_words(id), who(entry.by),
                     entry.first);
}

}  // namespace conclave::sim

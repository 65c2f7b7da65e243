// How a violation is put on record.

#include "sim/checkers/checker.h"

#include <fmt/format.h>

#include "sim/checkers/active_faults.h"
#include "sim/checkers/ledger.h"

namespace conclave::sim {

void Checker::fail(Time at, Index index, std::string story) {
  if (violated_) return;
  violated_ = true;
  story += bench_.faults.in_words();
  bench_.violations.push_back({name_, at, index, std::move(story)});
}

std::string Checker::who(NodeId node) const {
  const auto& names = bench_.cast.names;
  if (node == NodeId()) return "nobody";
  if (node.value() <= names.size()) return names[node.value() - 1];
  return "address " + std::to_string(node.value());
}

std::string Checker::told(EntryId id) const {
  if (id == no_entry) return "nothing";
  const Entry& entry = ledger().entry(id);
  return fmt::format("{}, first accepted by {} at #{}", ledger().in_words(id), who(entry.by),
                     entry.first);
}

}  // namespace conclave::sim

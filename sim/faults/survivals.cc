// By node, and in writing.
#include "sim/faults/survivals.h"

#include <algorithm>
#include <utility>

#include "sim/world/forms.h"

namespace conclave::sim {

const CrashOutcome* Survivals::of(std::string_view node) const {
  const auto at =
      std::find_if(by_node.begin(), by_node.end(), [&](const At& one) { return one.node == node; });
  if (at != by_node.end()) return &at->outcome;
  return everywhere ? &*everywhere : nullptr;
}

void Survivals::decree(std::string_view node, CrashOutcome outcome) {
  const auto at =
      std::find_if(by_node.begin(), by_node.end(), [&](const At& one) { return one.node == node; });
  if (at != by_node.end()) {
    at->outcome = std::move(outcome);
  } else {
    by_node.push_back({std::string(node), std::move(outcome)});
  }
}

void describe(Fields& fields, Survivals& survivals) {
  Form* form =
      fields.maybe("survives", "what of the unsynced sectors and names does; left out: drawn",
                   !survivals.none());
  if (form == nullptr) return;
  const bool each = !survivals.by_node.empty();
  form->one_of(each ? 1 : 0,
               {{Look::text, "", "a text such as \"+3 - ~137 | +\"",
                 [&](Form& text) {
                   survivals.by_node.clear();
                   if (!survivals.everywhere) survivals.everywhere.emplace();
                   describe(text, *survivals.everywhere);
                 }},
                {Look::list, "", "a list of nodes and what they keep", [&](Form& list) {
                   survivals.everywhere.reset();
                   list.list(survivals.by_node, {1, 100}, [](Form& item, Survivals::At& one) {
                     item.object([&](Fields& members) {
                       members.required("node", "whose disk").word(one.node, "target");
                       describe(members.required("leaves", "what its crash leaves"), one.outcome);
                     });
                   });
                 }}});
}

}  // namespace conclave::sim

// Reading and writing faults of any kind.
#include "sim/faults/fault_form.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "protocols/core/check.h"

namespace conclave::sim {
namespace {

bool says_there(const Json& value) {
  if (value.is_string()) return value == "there";
  return value.is_structured() && std::any_of(value.begin(), value.end(), says_there);
}

}  // namespace

void describe_fault(Form& form, std::string& what, AnyFault& fault,
                    std::function<void(Fields&)> common,
                    const std::function<void(Fields&)>& rules) {
  std::vector<std::string> names;
  for (const FaultKind& kind : fault_kinds()) names.emplace_back(kind.name);
  std::string made = fault ? what : "";
  const auto special = [&](Fields& fields) {
    if (made != what) {
      const FaultKind* kind = find_fault(what);
      ALWAYS(kind != nullptr);
      fault = AnyFault(kind->make());
      made = what;
    }
    fault->describe(fields);
    rules(fields);
  };
  form.tagged(what, {"do", "what goes wrong", std::move(names), std::move(common), special});
}

void refuse_there(Fields& fields, const AnyFault& fault) {
  if (fields.reading() == nullptr) return;
  const Json written =
      write([&](Form& form) { form.object([&](Fields& its) { fault->describe(its); }); });
  for (const auto& [key, value] : written.items()) {
    fields.rule(!says_there(value), key,
                "\"there\" is where an event sets a fault off, and this one strikes by time");
  }
}

}  // namespace conclave::sim

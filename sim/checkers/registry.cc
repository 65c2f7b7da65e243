// The checks that Conclave knows: one line for each. Tables are explicit because linkers drop what
// registers itself.

#include "sim/checkers/agreement.h"
#include "sim/checkers/checker.h"
#include "sim/checkers/one_leader.h"

namespace conclave::sim {
namespace {

// The row of a checker: what it says of itself, and how to make one. A Config describes parameters.
template <typename C>
CheckerKind row() {
  CheckerKind kind = C::kind;
  if constexpr (requires { typename C::Config; }) {
    kind.options = option_specs<typename C::Config>;
    kind.make = [](const Bench& bench, const Options& options) -> std::unique_ptr<Checker> {
      return std::make_unique<C>(C::kind.name, bench, config_from<typename C::Config>(options));
    };
  } else {
    kind.options = [] { return std::vector<OptionSpec>(); };
    kind.make = [](const Bench& bench, const Options&) -> std::unique_ptr<Checker> {
      return std::make_unique<C>(C::kind.name, bench);
    };
  }
  return kind;
}

}  // namespace

std::span<const CheckerKind> checker_kinds() {
  static const std::array kinds{
      row<OneLeader>(),
      row<Agreement>(),
  };
  return kinds;
}

const CheckerKind* find_checker(std::string_view name) {
  for (const CheckerKind& kind : checker_kinds()) {
    if (kind.name == name) return &kind;
  }
  return nullptr;
}

}  // namespace conclave::sim

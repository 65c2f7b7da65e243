// "checks": what the run is judged by, and "expect": how it must end.
#include <algorithm>

#include "sim/checkers/checker.h"
#include "sim/run/options_form.h"
#include "sim/run/scenario_form.h"

namespace conclave::sim {
namespace {

std::vector<std::string> names_and_groups() {
  std::vector<std::string> names = names_of_rows(checker_kinds());
  names.insert(names.end(), {"all", "safety"});
  return names;
}

void describe_check(Form& form, CheckSpec& check) {
  std::string filled = check.options.empty() ? "" : check.name;
  const auto special = [&](Fields& fields) {
    const CheckerKind* kind = find_checker(check.name);
    ALWAYS(kind != nullptr);
    const std::vector<OptionSpec> specs = kind->options();
    if (filled != check.name) check.options = standard_options(specs);
    filled = check.name;
    describe_options(fields, specs, check.options);
  };
  const auto whole = [&](Form& object) {
    object.tagged(check.name,
                  {"check", "its name", names_of_rows(checker_kinds()), [](Fields&) {}, special});
  };
  form.one_of(check.options.empty() ? 0 : 1,
              {{Look::text, "", "the name of a check",
                [&](Form& name) { name.one_name(check.name, names_and_groups()); }},
               {Look::object, "", "an object such as {\"check\": .., \"within\": \"3s\"}", whole}});
}

void describe_violation(Form& form, std::vector<std::string>& violations) {
  // What no checker finds: a false belief of the code itself, and an exception out of a node.
  std::vector<std::string> names = names_of_rows(checker_kinds());
  names.insert(names.end(), {"belief", "exception"});
  const auto one = [&](Form& name) {
    violations.resize(1);
    name.one_name(violations.front(), names);
  };
  const auto some = [&](Form& list) {
    list.list(violations, {1, 100},
              [&](Form& name, std::string& value) { name.one_name(value, names); });
  };
  form.one_of(violations.size() == 1 ? 0 : 1, {{Look::text, "", "the name of a check", one},
                                               {Look::list, "", "a list of them", some}});
}

}  // namespace

void describe_checks(Form& form, std::vector<CheckSpec>& checks) {
  form.list(checks, {1, 1000}, describe_check);
}

void describe_expectation(Form& form, Expectation& expect) {
  const auto violated = [&](Form& object) {
    object.object([&](Fields& fields) {
      describe_violation(fields.required("violation", "what must be violated"), expect.violations);
      fields.optional("within_seeds", "by a campaign of so many seeds", expect.within_seeds,
                      [](Form& value, std::uint64_t& seeds) { value.integer(seeds, 1); });
    });
  };
  const std::size_t now = expect.unrecoverable ? 1 : expect.violations.empty() ? 0 : 2;
  const auto unrecoverable = [&](Form&) {
    expect = {};
    expect.unrecoverable = true;
  };
  form.one_of(now, {{Look::word, "pass", "\"pass\"", [&](Form&) { expect = {}; }},
                    {Look::word, "unrecoverable", "\"unrecoverable\"", unrecoverable},
                    {Look::object, "", "{\"violation\": ..}", violated}});
}

}  // namespace conclave::sim

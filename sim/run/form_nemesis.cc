// "nemesis": the name of a profile, or a list of faults that strike at random.
#include "sim/run/scenario_form.h"

namespace conclave::sim {

void describe_nemesis(Form& form, NemesisPlan& nemesis) {
  const bool named = !nemesis.profile.empty();
  form.one_of(
      named ? 0 : 1,
      {{Look::text, "", "the name of a profile, such as \"storm\"",
        [&](Form& name) { name.one_name(nemesis.profile, names_of_rows(nemesis_profiles())); }},
       {Look::list, "", "a list of faults", [&](Form& list) {
          nemesis.profile.clear();
          describe(list, nemesis.specs);
        }}});
}

}  // namespace conclave::sim

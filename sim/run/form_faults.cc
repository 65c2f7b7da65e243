// "faults": what goes wrong, when, and for how long. What each kind may say is its own to describe.
#include "sim/run/scenario_form.h"

namespace conclave::sim {
namespace {

void describe_event(Form& form, FaultTrigger& trigger) {
  form.object([&](Fields& fields) {
    fields.required("event", "what it waits for").one_name(trigger.event, trigger_events());
    fields("nth", "how many of them").integer(trigger.nth, 1);
    fields("delay", "how long after").duration(trigger.delay);
  });
}

void describe_trigger(Fields& fields, FaultTrigger& trigger) {
  fields.only_one_of({"at", "when"}, true);
  if (Form* at = fields.maybe("at", "the time at which it strikes", trigger.event.empty())) {
    at->duration(trigger.at);
  }
  if (Form* when = fields.maybe("when", "the event on which it strikes", !trigger.event.empty())) {
    describe_event(*when, trigger);
  }
}

void describe_fault(Form& form, FaultSpec& spec) {
  const auto common = [&](Fields& fields) {
    fields.required("id", "its name, and that of its random stream").text(spec.id, a_name);
    describe_trigger(fields, spec.trigger);
    fields.optional("for", "how long it lasts; left out: until faults end", spec.lasts,
                    [](Form& value, Duration& lasts) { value.duration(lasts, positive_duration); });
  };
  std::string made = spec.fault ? spec.what : "";
  const auto special = [&](Fields& fields) {
    if (made != spec.what) {
      const FaultKind* kind = find_fault(spec.what);
      ALWAYS(kind != nullptr);
      spec.fault = AnyFault(kind->make());
      made = spec.what;
    }
    spec.fault->describe(fields);
    fields.rule(!spec.lasts || spec.fault->lasts(), "for", "means nothing for this kind of fault");
  };
  form.tagged(spec.what, {"do", "what goes wrong", names_of_rows(fault_kinds()), common, special});
}

}  // namespace

void describe_faults(Form& form, std::vector<FaultSpec>& faults) {
  form.list(faults, {}, describe_fault);
}

}  // namespace conclave::sim

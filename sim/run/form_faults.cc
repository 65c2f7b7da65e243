// "faults": what goes wrong, when, and for how long. What each kind may say is its own to describe.
#include "sim/faults/fault_form.h"
#include "sim/run/scenario_form.h"

namespace conclave::sim {
namespace {

void describe_event(Form& form, FaultTrigger& trigger) {
  form.object([&](Fields& fields) {
    fields.required("event", "what it waits for").one_name(trigger.event, trigger_events());
    if (Form* of =
            fields.maybe("of", "at which node or client; left out: at any", !trigger.of.empty())) {
      of->word(trigger.of, "address");
    }
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

void describe_spec(Form& form, FaultSpec& spec) {
  const auto common = [&](Fields& fields) {
    fields.required("id", "its name, and that of its random stream").text(spec.id, a_name);
    describe_trigger(fields, spec.trigger);
    fields.optional("for", "how long it lasts; left out: until faults end", spec.lasts,
                    [](Form& value, Duration& lasts) { value.duration(lasts, positive_duration); });
  };
  describe_fault(form, spec.what, spec.fault, common, [&](Fields& fields) {
    fields.rule(!spec.lasts || spec.fault->lasts(), "for", "means nothing for this kind of fault");
    if (spec.trigger.event.empty()) refuse_there(fields, spec.fault);
  });
}

}  // namespace

void describe_faults(Form& form, std::vector<FaultSpec>& faults) {
  form.list(faults, {}, describe_spec);
}

}  // namespace conclave::sim

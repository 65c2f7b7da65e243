// How a workload is written.
#include "sim/client/workload.h"

#include "sim/world/forms.h"

namespace conclave::sim {
namespace {

// Who names one function means those alone: the rest are not asked for.
void describe_mix(Form& form, OperationMix& mix) {
  form.object([&](Fields& fields) {
    if (fields.reading() != nullptr) mix = {{}, {}, {}, {}, {}};
    fields("read", "how often a value is read, against the others").weight(mix.read);
    fields("write", "... written").weight(mix.write);
    fields("cas", "... replaced if it is what it was").weight(mix.cas);
    fields("append", "... appended to").weight(mix.append);
    fields("delete", "... deleted").weight(mix.remove);
    const bool any = mix != OperationMix{{}, {}, {}, {}, {}};
    fields.rule(any, "", "must have an operation with a weight above zero");
  });
}

void describe_keys(Form& form, KeyChoice& keys) {
  constexpr std::int64_t most = 1'000'000;
  form.object([&](Fields& fields) {
    fields("count", "how many keys there are").integer(keys.count, 1, most);
    fields("pick", "all alike, or the k-th with a weight of 1/k")
        .choice(keys.pick, {"uniform", "zipf"});
  });
}

// With a rate, what a closed loop waits for means nothing.
void describe_pace(Fields& fields, WorkloadOptions& options) {
  fields.only_one_of({"rate", "in_flight"}, false);
  fields.only_one_of({"rate", "think_time"}, false);
  fields.optional("rate", "operations of all clients together; left out: a closed loop",
                  options.rate, [](Form& form, Rate& rate) { form.rate(rate); });
  fields.rule(!options.rate || options.rate->count > 0, "rate", "must be above zero");
  if (Form* form = fields.maybe("in_flight",
                                "closed loop: how many operations of each client "
                                "are under way",
                                !options.rate)) {
    form->integer(options.in_flight, 1, 10'000);
  }
  if (Form* form =
          fields.maybe("think_time", "closed loop: how long until the next", !options.rate)) {
    describe(*form, options.think);
  }
}

void describe_times(Fields& fields, WorkloadOptions& options) {
  fields("timeout", "an attempt without an answer is lost by then")
      .duration(options.timeout, positive_duration);
  fields("give_up", "... and the operation, whose outcome is unknown then")
      .duration(options.give_up, positive_duration);
  fields("from", "when the first operation may start").duration(options.from);
  fields.optional("until", "when none starts any more", options.until,
                  [](Form& form, Duration& until) { form.duration(until); });
  fields.rule(!options.until || *options.until > options.from, "until", "must be after from");
}

}  // namespace

const std::vector<std::string>& workload_names() {
  static const std::vector<std::string> names{"kv"};
  return names;
}

void describe(Form& form, WorkloadOptions& options) {
  form.object([&](Fields& fields) {
    fields("name", "what kind of store the clients use").one_name(options.name, workload_names());
    fields("clients", "how many there are").integer(options.clients, 1, 100);
    describe_pace(fields, options);
    describe_mix(fields("ops", "what they ask for, by weight"), options.ops);
    describe_keys(fields("keys", "about which keys"), options.keys);
    if (Form* value = fields.maybe("value", "what they write; left out: a new value each time",
                                   !options.value.empty())) {
      value->text(options.value);
      fields.rule(!options.value.empty(), "value",
                  "must not be empty; where it is left out, each value is a new one");
    }
    fields("retry", "whether an attempt that was lost is made again")
        .choice(options.retry, {"same_id", "none"});
    describe_times(fields, options);
    if (Form* operations = fields.maybe("operations",
                                        "how many in all; 0, and left out where there is an until: "
                                        "no limit",
                                        true)) {
      operations->integer(options.operations);
    } else if (options.until) {
      options.operations = 0;
    }
    fields.rule(options.operations > 0 || options.until, "operations",
                "must be above zero where there is no until");
  });
}

}  // namespace conclave::sim

// Random strikes.
#include "sim/faults/nemesis.h"

#include "sim/faults/fault_form.h"
#include "sim/world/forms.h"

namespace conclave::sim {

Nemesis::Nemesis(Cluster& cluster, Strikes& strikes, const Random& random,
                 std::vector<NemesisSpec> specs)
    : cluster_(cluster), strikes_(strikes) {
  for (NemesisSpec& spec : specs) {
    const std::string id = spec.what + "-" + std::to_string(items_.size() + 1);
    const TriggerEvent event =
        spec.every ? TriggerEvent() : TriggerEvent(spec.on, spec.of, cluster.names());
    items_.push_back({std::move(spec), id, random.fork("nemesis " + id), event});
  }
}

void Nemesis::start() {
  for (std::size_t n = 0; n < items_.size(); ++n) {
    if (items_[n].spec.every) schedule(n);
  }
}

void Nemesis::schedule(std::size_t number) {
  Item& item = items_[number];
  const Duration mean = *item.spec.every;
  cluster_.loop().after(Delay(Delay::Exponential{mean, 20 * mean}).draw(item.random), *this,
                        number);
}

std::vector<std::string> Nemesis::whats() const {
  std::vector<std::string> all;
  for (const Item& item : items_) all.push_back(item.spec.what);
  return all;
}

Kinds Nemesis::kinds() const {
  Kinds kinds;
  for (const Item& item : items_) item.event.add_to(kinds);
  return kinds;
}

void Nemesis::record(const Occurrence& o) {
  if (stopped_) return;
  for (std::size_t n = 0; n < items_.size(); ++n) {
    Item& item = items_[n];
    if (!item.event.is(o) || !item.random.chance(item.spec.chance)) continue;
    causes_.push_back({o.index, o.node});
    cluster_.loop().after(item.spec.delay.draw(item.random), *this,
                          Token{causes_.size() - 1} << 32 | n);
  }
}

// A token says which item, and the place of its cause behind the first 0.
void Nemesis::fire(Token token) {
  if (stopped_) return cluster_.loop().was_void();
  const std::size_t number = token & 0xffffffff;
  const Cause cause = causes_[token >> 32];
  Item& item = items_[number];
  strikes_.begin(item.id + "." + std::to_string(++item.strikes), item.spec.what, item.spec.fault,
                 item.random, cause.index, item.spec.lasts.draw(item.random), cause.node);
  if (item.spec.every) schedule(number);
}

// ---- The written form ---------------------------------------------------------------------------

void describe(Form& form, NemesisSpec& spec) {
  const auto common = [&](Fields& fields) {
    fields.only_one_of({"every", "on"}, true);
    fields.optional("every", "how far apart its strikes are on average", spec.every,
                    [](Form& value, Duration& every) { value.duration(every, positive_duration); });
    if (Form* on = fields.maybe("on", "the event that it waits for", !spec.on.empty())) {
      on->one_name(spec.on, trigger_events());
    }
    if (Form* of = fields.maybe("of", "... at which node or client", !spec.of.empty())) {
      of->word(spec.of, "address");
    }
    if (Form* chance = fields.maybe("chance", "... how often it strikes then", !spec.on.empty())) {
      describe(*chance, spec.chance);
    }
    if (Form* delay = fields.maybe("delay", "... and how long after", !spec.on.empty())) {
      describe(*delay, spec.delay);
    }
    describe(fields("for", "how long each strike lasts"), spec.lasts);
  };
  describe_fault(form, spec.what, spec.fault, common, [&](Fields& fields) {
    fields.rule(!spec.every || spec.of.empty(), "of", "means nothing without \"on\"");
    if (spec.every) refuse_there(fields, spec.fault);
  });
}

void describe(Form& form, std::vector<NemesisSpec>& specs) {
  form.list(specs, {0, 100}, [](Form& item, NemesisSpec& spec) { describe(item, spec); });
}

}  // namespace conclave::sim

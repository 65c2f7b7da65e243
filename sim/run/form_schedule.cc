// "schedule": a list of steps, one line each.
//
//     {"at": "12ms", "timer": "election", "node": "n1"}
//     {"at": "13ms", "sync": "n1"}
//     {"at": "15ms", "deliver": "vote_request", "from": "n1", "to": "n2"}
//     {"at": "20ms", "ask": "put k1 a", "client": "c1", "session": 1, "node": "n2"}
//     {"at": "30ms", "fault": "f1", "do": "crash", "nodes": ["n1"]}
//     {"at": "40ms", "end": "f1"}
#include <algorithm>

#include "protocols/core/check.h"
#include "sim/client/client.h"
#include "sim/data/words.h"
#include "sim/faults/fault_form.h"
#include "sim/run/scenario_form.h"
#include "sim/run/schedule.h"
#include "sim/store/operation.h"

namespace conclave::sim {
namespace {

constexpr std::string_view sort_of_address = "address";
constexpr std::size_t most_steps = 1'000'000;

template <typename Names>
std::size_t index_of(const Names& names, std::string_view name) {
  return static_cast<std::size_t>(std::find(names.begin(), names.end(), name) - names.begin());
}

// One step's members. Addresses and types are numbers in a step and words in its written form.
class StepForm {
 public:
  StepForm(Step& step, const StepWords& words, Duration before)
      : step_(step), words_(words), before_(before) {}

  void describe(Form& form) {
    if (step_.at < before_) step_.at = before_;
    form.one_of(place(), {{Look::object_with_key, "deliver", "a step such as {\"sync\": \"n1\"}",
                           [&](Form& f) { object(f, Step::Kind::deliver, &StepForm::deliver); }},
                          {Look::object_with_key, "drop", "",
                           [&](Form& f) { object(f, Step::Kind::deliver, &StepForm::drop); }},
                          {Look::object_with_key, "delay", "",
                           [&](Form& f) { object(f, Step::Kind::deliver, &StepForm::delay); }},
                          {Look::object_with_key, "timer", "",
                           [&](Form& f) { object(f, Step::Kind::timer, &StepForm::timer); }},
                          {Look::object_with_key, "sync", "",
                           [&](Form& f) { object(f, Step::Kind::sync, &StepForm::sync); }},
                          {Look::object_with_key, "ask", "",
                           [&](Form& f) { object(f, Step::Kind::ask, &StepForm::ask); }},
                          {Look::object_with_key, "retry", "",
                           [&](Form& f) { object(f, Step::Kind::retry, &StepForm::retry); }},
                          {Look::object_with_key, "give_up", "",
                           [&](Form& f) { object(f, Step::Kind::give_up, &StepForm::give_up); }},
                          {Look::object_with_key, "fault", "", [&](Form& f) { fault(f); }},
                          {Look::object_with_key, "end", "",
                           [&](Form& f) { object(f, Step::Kind::end, &StepForm::end); }},
                          {Look::object_with_key, "heal", "",
                           [&](Form& f) { object(f, Step::Kind::heal, &StepForm::heal); }}});
  }

 private:
  // Of the alternatives, the one that the step is.
  std::size_t place() const {
    if (step_.kind != Step::Kind::deliver) return static_cast<std::size_t>(step_.kind) + 2;
    if (step_.fate.end == Fate::End::lost) return 1;
    return step_.fate.end == Fate::End::delayed ? 2 : 0;
  }
  void object(Form& form, Step::Kind kind, void (StepForm::*members)(Fields&)) {
    step_.kind = kind;
    form.object([&](Fields& fields) {
      when(fields);
      (this->*members)(fields);
    });
  }
  void when(Fields& fields) {
    fields("at", "when; left out: as the step before it").duration(step_.at);
    fields.rule(step_.at >= before_, "at", "is before the step before it");
    if (Form* first =
            fields.maybe("first", "before what is due at the same time by itself", step_.first)) {
      first->boolean(step_.first);
    }
  }

  void deliver(Fields& fields) {
    step_.fate.end = Fate::End::arrives;
    message(fields, "deliver", "what sort of message arrives");
    if (Form* copied =
            fields.maybe("copied", "and a copy of it travels again", step_.fate.copied)) {
      copied->boolean(step_.fate.copied);
    }
    Damage& damage = step_.fate.damage;
    if (Form* form = fields.maybe("damage", "what becomes of its bytes",
                                  damage.shape != DamageShape::none)) {
      form->object([&](Fields& members) {
        members.required("shape", "how").choice(damage.shape, names_of_shapes());
        members.required("seed", "where exactly").seed(damage.seed);
      });
    }
  }
  void drop(Fields& fields) {
    step_.fate.end = Fate::End::lost;
    message(fields, "drop", "what sort of message is lost");
  }
  void delay(Fields& fields) {
    step_.fate.end = Fate::End::delayed;
    message(fields, "delay", "what sort of message is overtaken, and comes later");
  }
  static std::vector<std::string> names_of_shapes() {
    std::vector<std::string> names;
    for (int shape = 0; shape <= static_cast<int>(last_of(DamageShape{})); ++shape) {
      names.emplace_back(name_of(static_cast<DamageShape>(shape)));
    }
    return names;
  }
  void message(Fields& fields, std::string_view key, std::string_view meaning) {
    std::string type = fields.reading() == nullptr ? message_name() : "";
    fields.required(key, meaning).text(type, a_name);
    address(fields.required("from", "who sent it"), step_.from);
    address(fields.required("to", "who receives it"), step_.node);
    if (Form* nth = fields.maybe("nth", "which of those that wait, newest first", step_.nth != 1)) {
      nth->integer(step_.nth, 1);
    }
    if (fields.reading() == nullptr) return;
    const auto names = messages();
    const std::size_t found = index_of(names, type);
    fields.rule(found < names.size(), key,
                in_quotes(type) + " is no message on this link" +
                    suggestion(type, {names.begin(), names.end()}));
    step_.type = static_cast<std::uint8_t>(found);
  }
  void timer(Fields& fields) {
    std::string name =
        step_.type < words_.timers.size() ? std::string(words_.timers[step_.type]) : std::string();
    fields.required("timer", "which timer fires").text(name, a_name);
    if (fields.reading() != nullptr) {
      const std::size_t found = index_of(words_.timers, name);
      fields.rule(found < words_.timers.size(), "timer",
                  in_quotes(name) + " is no timer of this protocol" +
                      suggestion(name, {words_.timers.begin(), words_.timers.end()}));
      step_.type = static_cast<std::uint8_t>(found);
    }
    node(fields, "node", "whose");
  }
  void sync(Fields& fields) { node(fields, "sync", "whose disk has done what it was asked to"); }
  void ask(Fields& fields) {
    fields.required("ask", "for what").text(step_.text);
    fields.rule(parse_operation(step_.text).has_value(), "ask",
                "is no operation such as \"put k1 a\"");
    client(fields);
    session(fields("session", "one operation at a time: of which session"));
    node(fields, "node", "whom");
  }
  void retry(Fields& fields) {
    session(fields.required("retry", "the session whose operation is asked for again"));
    client(fields);
    node(fields, "node", "whom");
  }
  void give_up(Fields& fields) {
    session(fields.required("give_up", "the session that does not wait any more"));
    client(fields);
  }
  void end(Fields& fields) {
    fields.required("end", "the fault that ends").text(step_.text, a_name);
  }
  void heal(Fields& fields) {
    bool yes = true;
    fields.required("heal", "everything is whole again: true").boolean(yes);
    fields.rule(yes, "heal", "must be true");
  }
  void fault(Form& form) {
    step_.kind = Step::Kind::fault;
    const auto common = [&](Fields& fields) {
      when(fields);
      fields.required("fault", "its name").text(step_.text, a_name);
      if (Form* cause = fields.maybe("cause", "the line of the trace that set it off",
                                     step_.cause != no_cause)) {
        std::int64_t index = step_.cause == no_cause ? 0 : static_cast<std::int64_t>(step_.cause);
        cause->integer(index, 0);
        step_.cause = static_cast<Index>(index);
      }
    };
    describe_fault(form, step_.what, step_.fault, common,
                   [&](Fields& fields) { refuse_there(fields, step_.fault); });
  }

  void address(Form& form, NodeId& address) {
    const std::size_t place = address.value() - std::size_t{1};
    std::string name = place < words_.addresses.size() ? words_.addresses[place] : "";
    form.word(name, sort_of_address);
    const std::size_t found = index_of(words_.addresses, name);
    address = NodeId(static_cast<std::uint32_t>(found < words_.addresses.size() ? found + 1 : 0));
  }
  void node(Fields& fields, std::string_view key, std::string_view meaning) {
    address(fields.required(key, meaning), step_.node);
    fields.rule(step_.node.value() <= words_.nodes, key, "must be a node");
  }
  void client(Fields& fields) {
    address(fields.required("client", "the client"), step_.from);
    fields.rule(step_.from.value() > words_.nodes, "client", "must be a client");
  }
  void session(Form& form) {
    std::uint32_t number = std::max<std::uint32_t>(step_.session.value(), 1);
    form.integer(number, 1, most_sessions);
    step_.session = ClientId(number);
  }

  // What travels on the step's link.
  std::vector<std::string_view> messages() const {
    const bool client = step_.from.value() > words_.nodes || step_.node.value() > words_.nodes;
    if (!client) return words_.messages;
    return {ClientRequest::name, ClientReply::name, ClientRedirect::name};
  }
  std::string message_name() const {
    const auto names = messages();
    return step_.type < names.size() ? std::string(names[step_.type]) : "";
  }

  Step& step_;
  const StepWords& words_;
  const Duration before_;
};

}  // namespace

void describe(Form& form, Schedule& schedule, const StepWords& words) {
  Duration before{};
  form.list(schedule, {0, most_steps}, [&](Form& item, Step& step) {
    StepForm(step, words, before).describe(item);
    before = std::max(before, step.at);
  });
}

}  // namespace conclave::sim

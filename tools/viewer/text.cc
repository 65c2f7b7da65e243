// Rows of the text view.
#include "tools/viewer/text.h"

#include <charconv>
#include <deque>
#include <limits>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "sim/data/units.h"
#include "sim/trace/clock_text.h"
#include "sim/trace/fingerprint.h"
#include "tools/viewer/columns.h"
#include "tools/viewer/label.h"

namespace conclave::tools {
namespace {

using sim::Occurrence;
using sim::StoredOccurrence;

bool is_small(const Occurrence& o) {
  if (const auto* synced = std::get_if<sim::Synced>(&o.what)) return synced->true_to_its_word;
  return std::holds_alternative<sim::Wrote>(o.what) ||
         std::holds_alternative<const Credited*>(o.what);
}

bool is_what(const Around& around, const Occurrence& o) {
  switch (around.what) {
    case Around::What::violation:
      return std::holds_alternative<sim::Violated>(o.what);
    case Around::What::event:
      return o.index >= around.event;
    case Around::What::time:
      return o.at >= around.time;
  }
  return false;
}

// Turns occurrences into rows; what a node says several times over in one breath is one row.
class Page {
 public:
  Page(const sim::Vocabulary& words, const TextOptions& options, sim::LineSink& out)
      : words_(words),
        columns_(words, options.width, options.color, out),
        states_(columns_.count()) {}

  void mark(sim::Index index) { marked_ = index; }
  // It happened before the page begins.
  void pass(const Occurrence& o) {
    note(o);
    passed_ = true;
  }
  void begin() {
    columns_.titles();
    if (passed_) status();
  }
  // False, and nothing is shown, if it takes a row of its own and `rows` are used up.
  bool show(const Occurrence& o, std::size_t& rows) {
    if (!continues(o)) {
      if (rows == 0) return false;
      --rows;
      flush();
      start(o);
    }
    note(o);
    return true;
  }
  void remark(std::string_view text) {
    flush();
    columns_.note(text);
  }
  void flush() {
    if (!waiting_) return;
    waiting_ = false;
    Columns::Row row{row_.index, "", row_.column, row_.label, row_.marked};
    if (!time_shown_ || row_.at != time_) row.time = sim::clock_text(row_.at, 6);
    time_ = row_.at;
    time_shown_ = true;
    columns_.row(row);
  }

 private:
  struct Waiting {
    sim::Index index = 0;
    sim::Time at{};
    NodeId node;
    std::size_t column = 0, kind = 0;
    bool marked = false;
    Label label;
    std::string targets, message;  // of what was sent
    Slot first, last;              // of what was accepted or decided
    Epoch epoch;
  };

  void start(const Occurrence& o) {
    waiting_ = true;
    row_ = {o.index, o.at, o.node, columns_.of(o.node), o.what.index()};
    row_.marked = o.index == marked_;
    row_.label = label_of(o, words_);
    if (const auto* sent = std::get_if<sim::Sent>(&o.what)) {
      row_.targets = "-> " + target(*sent, o.node);
      row_.message = message_label(sent->payload, words_);
      on_the_way_[sent->packet] = row_.message;
    } else if (const auto* received = std::get_if<sim::Received>(&o.what)) {
      on_the_way_.erase(received->packet);
    } else if (const auto* dropped = std::get_if<sim::Dropped>(&o.what)) {
      lost(*dropped);
    } else if (const auto* copied = std::get_if<sim::Duplicated>(&o.what)) {
      copy(*copied);
    } else if (const auto* accepted = std::get_if<const Accepted*>(&o.what)) {
      row_.first = row_.last = (*accepted)->slot;
      row_.epoch = (*accepted)->epoch;
    } else if (const auto* decided = std::get_if<sim::Decided>(&o.what)) {
      row_.first = row_.last = decided->slot;
    } else if (std::holds_alternative<sim::Returned>(o.what)) {
      const auto called = calls_.find(o.node);
      if (called != calls_.end()) row_.label.text = called->second + " " + row_.label.text;
    } else if (std::holds_alternative<sim::Violated>(o.what)) {
      row_.column = columns_.count();
    }
    if (o.node.value() > words_.nodes && words_.names.size() > words_.nodes + 1) {
      row_.label.text = name_of(o.node, words_) + " " + row_.label.text;
    }
  }

  std::string target(const sim::Sent& sent, NodeId from) const {
    return sent.to == from ? "itself" : name_of(sent.to, words_);
  }
  void lost(const sim::Dropped& dropped) {
    const auto known = on_the_way_.find(dropped.packet);
    if (known == on_the_way_.end()) return;
    row_.label.text = "x " + name_of(dropped.from, words_) + " " + known->second + ": " +
                      std::string(sim::name_of(dropped.why));
    on_the_way_.erase(known);
  }
  void copy(const sim::Duplicated& copied) {
    row_.column = columns_.of(copied.to);
    const auto known = on_the_way_.find(copied.packet);
    if (known == on_the_way_.end()) return;
    row_.label.text = "copied on the way: " + known->second;
    on_the_way_[copied.copy] = known->second;
  }

  // It says more of what the waiting row says, and became part of it.
  bool continues(const Occurrence& o) {
    if (!waiting_ || o.node != row_.node || o.at != row_.at || o.what.index() != row_.kind)
      return false;
    if (row_.marked || o.index == marked_) return false;
    if (const auto* sent = std::get_if<sim::Sent>(&o.what)) {
      if (message_label(sent->payload, words_) != row_.message) return false;
      row_.targets += " " + target(*sent, o.node);
      row_.label.text = row_.targets + " " + row_.message;
      on_the_way_[sent->packet] = row_.message;
      return true;
    }
    if (const auto* accepted = std::get_if<const Accepted*>(&o.what)) {
      if ((*accepted)->slot != row_.last.next() || (*accepted)->epoch != row_.epoch) return false;
      row_.last = (*accepted)->slot;
      row_.label.text = "accepts " + slots() + " " + epoch_label(row_.epoch, words_);
      return true;
    }
    if (const auto* decided = std::get_if<sim::Decided>(&o.what)) {
      if (decided->slot != row_.last.next()) return false;
      row_.last = decided->slot;
      row_.label.text = "decides " + slots();
      return true;
    }
    return false;
  }
  std::string slots() const {
    return "#" + std::to_string(row_.first.value()) + ".." + std::to_string(row_.last.value());
  }

  void note(const Occurrence& o) {
    if (std::holds_alternative<sim::Invoked>(o.what)) calls_[o.node] = label_of(o, words_).text;
    const std::size_t column = columns_.of(o.node);
    if (column >= columns_.count() || o.node.value() > words_.nodes) return;
    const auto fares = [&](Fare fare) { columns_.fares(column, alive_[column] = fare); };
    if (std::holds_alternative<sim::Crashed>(o.what) || std::holds_alternative<sim::Halted>(o.what))
      return fares(Fare::down);
    if (std::holds_alternative<sim::Paused>(o.what)) return fares(Fare::paused);
    if (o.after) states_[column] = *o.after;
    if (o.after || std::holds_alternative<sim::Booted>(o.what) ||
        std::holds_alternative<sim::Resumed>(o.what)) {
      fares(states_[column].role == Role::leader ? Fare::leader : Fare::up);
    }
  }

  // How everyone stands where the page begins.
  void status() {
    std::vector<std::string> roles, logs;
    for (std::size_t c = 0; c < words_.nodes; ++c) {
      const Brief& state = states_[c];
      const bool down = alive_[c] == Fare::down;
      roles.push_back(down ? "down"
                           : std::string(conclave::name_of(state.role)) + " " +
                                 epoch_label(state.epoch, words_));
      logs.push_back(down ? ""
                          : "log " + std::to_string(state.length.value()) + " ✓" +
                                std::to_string(state.commit.value()));
    }
    columns_.each(roles);
    columns_.each(logs);
  }

  const sim::Vocabulary& words_;
  Columns columns_;
  std::vector<Brief> states_;
  std::map<std::size_t, Fare> alive_;
  std::map<std::uint64_t, std::string> on_the_way_;  // what packets carry
  std::map<NodeId, std::string> calls_;              // what each client asked for last
  sim::Index marked_ = sim::no_cause;
  bool passed_ = false;
  bool waiting_ = false;
  Waiting row_;
  bool time_shown_ = false;
  sim::Time time_{};
};

}  // namespace

sim::Result<Around> parse_around(std::string_view text) {
  if (text == "violation") return Around{};
  std::uint64_t event = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), event);
  if (error == std::errc() && end == text.data() + text.size()) {
    return Around{Around::What::event, event, {}};
  }
  const sim::Result<Duration> time = sim::parse_duration(text);
  if (time) return Around{Around::What::time, 0, sim::Time(*time)};
  return sim::InputError{
      "", "must be \"violation\", the number of an event, or a time such as \"1.2s\""};
}

TextShown render_text(sim::TraceReader& trace, const TextOptions& options, sim::LineSink& out) {
  TextShown shown;
  Page page(trace.vocabulary(), options, out);
  std::deque<std::unique_ptr<StoredOccurrence>> before;  // that may yet be shown
  auto current = std::make_unique<StoredOccurrence>();
  constexpr auto any = std::numeric_limits<std::size_t>::max();
  std::size_t rows = any;
  bool showing = !options.around;
  if (showing) page.begin();
  while (trace.next(*current)) {
    const Occurrence& o = **current;
    const bool reached = !showing && is_what(*options.around, o);
    if (is_small(o) && !options.all && !(reached && o.index == options.around->event)) {
      ++shown.hidden;
      continue;
    }
    if (reached) {
      const auto* violated = std::get_if<sim::Violated>(&o.what);
      page.mark(violated ? violated->at : o.index);
      page.begin();
      for (const auto& earlier : before) page.show(**earlier, rows);
      before.clear();
      showing = true;
      page.show(o, rows);
      rows = options.window;
    } else if (showing) {
      if (!page.show(o, rows)) break;
    } else {
      before.push_back(std::move(current));
      if (before.size() > options.window) {
        page.pass(**before.front());
        current = std::move(before.front());
        before.pop_front();
      } else {
        current = std::make_unique<StoredOccurrence>();
      }
    }
  }
  page.flush();
  shown.found = showing;
  if (showing && trace.end()) {
    page.remark("end: " + trace.end()->verdict + ", " + std::to_string(trace.end()->events) +
                " events, fingerprint " + sim::fingerprint_text(trace.end()->fingerprint));
  } else if (showing && !trace.error() && !options.around) {
    page.remark("the trace ends early");
  }
  return shown;
}

}  // namespace conclave::tools

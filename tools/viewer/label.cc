// Each occurrence in few words.
#include "tools/viewer/label.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "sim/data/json_text.h"
#include "sim/data/units.h"
#include "sim/data/words.h"

namespace conclave::tools {
namespace {

using sim::Json;
using sim::printable;
using sim::Vocabulary;

constexpr std::size_t longest_value = 40;
constexpr std::size_t longest_text = 200;

std::string initial(std::string_view word) {
  const bool letter = !word.empty() && word.front() >= 'a' && word.front() <= 'z';
  return letter ? std::string(1, word.front()) : "e";
}

std::string slot_label(Slot slot) {
  return "#" + std::to_string(slot.value());
}

std::string command_label(const conclave::Command& command) {
  return command.is_no_op() ? "no-op" : printable(command.body, longest_value);
}

bool ends_with(std::string_view text, std::string_view end) {
  return text.size() > end.size() && text.substr(text.size() - end.size()) == end;
}

std::string integer_text(const Json& value) {
  return value.is_number_integer() ? value.dump() : "";
}

// "#5..7" of items that name their slots, or that follow the slot `prev`; or how many there are.
std::string list_label(const std::string& key, const Json& items, const std::string& prev) {
  std::string first, last;
  if (items.front().is_object() && items.front().contains("slot")) {
    first = integer_text(items.front()["slot"]);
    last = items.back().is_object() && items.back().contains("slot")
               ? integer_text(items.back()["slot"])
               : "";
  } else if (items.front().is_object() && !prev.empty()) {
    const std::uint64_t before = std::strtoull(prev.c_str(), nullptr, 10);
    first = std::to_string(before + 1);
    last = std::to_string(before + items.size());
  }
  if (first.empty() || last.empty()) return key + "×" + std::to_string(items.size());
  return "#" + first + (first == last ? "" : ".." + last);
}

class MessageLabel {
 public:
  explicit MessageLabel(std::string_view epoch_word) : epoch_word_(epoch_word) {}

  std::string of(const Json& message) {
    if (!message.is_object() || message.size() != 1)
      return printable(message.dump(), longest_value);
    text_ = printable(message.begin().key());
    if (message.begin()->is_object()) members(*message.begin());
    return std::move(text_);
  }

 private:
  void word(const std::string& word) { text_ += " " + word; }

  void members(const Json& object) {
    for (const auto& [key, value] : object.items()) member(object, key, value);
  }
  void member(const Json& object, const std::string& key, const Json& value) {
    if (value.is_null() || (value.is_boolean() && !value.get<bool>())) return;
    if (value.is_boolean()) return word(printable(key));
    if (is_epoch(key)) return word(initial(key == "epoch" ? epoch_word_ : key) + value.dump());
    if (belongs_to_another(object, key)) return;
    if (value.is_array()) {
      const std::string prev = object.contains("prev") ? integer_text(object["prev"]) : "";
      if (!value.empty()) word(list_label(printable(key), value, prev));
    } else if (value.is_object()) {
      inner(key, value);
    } else if (value.is_string()) {
      word(printable(value.get<std::string>(), longest_value));
    } else {
      word(printable(key) + " " + value.dump() + epoch_beside(object, key));
    }
  }
  // Commands and requests in their own words, others by their members.
  void inner(const std::string& key, const Json& value) {
    if (value.contains("client") && value.contains("number")) {
      return word(value["client"].dump() + "." + value["number"].dump());
    }
    if (value.contains("id") && value.contains("body")) {
      if (value["id"].is_object()) inner("id", value["id"]);
      const Json& body = value["body"];
      const std::string text = body.is_string() ? body.get<std::string>() : body.dump();
      return word(text.empty() ? "no-op" : printable(text, longest_value));
    }
    word(printable(key));
    members(value);
  }

  bool is_epoch(const std::string& key) const {
    const auto words = epochs();
    return std::find(words.begin(), words.end(), key) != words.end();
  }
  std::array<std::string_view, 4> epochs() const {
    return {epoch_word_, "epoch", "term", "ballot"};
  }
  // "prev_term" stands with "prev", as 4@2.
  bool belongs_to_another(const Json& object, const std::string& key) const {
    for (const std::string_view suffix : epochs()) {
      const std::string end = "_" + std::string(suffix);
      if (ends_with(key, end) && object.contains(key.substr(0, key.size() - end.size())))
        return true;
    }
    return false;
  }
  std::string epoch_beside(const Json& object, const std::string& key) const {
    for (const std::string_view suffix : epochs()) {
      const std::string beside = key + "_" + std::string(suffix);
      if (object.contains(beside) && object[beside].is_number()) return "@" + object[beside].dump();
    }
    return "";
  }

  std::string_view epoch_word_;
  std::string text_;
};

struct Labeller {
  const sim::Occurrence& o;
  const Vocabulary& words;

  std::string name(NodeId node) const { return name_of(node, words); }
  std::string epoch(Epoch epoch) const { return epoch_label(epoch, words); }

  Label operator()(const sim::Booted& x) const {
    std::string text = "boot";
    if (x.records > 0) text += ", " + std::to_string(x.records) + " records";
    if (x.integrity == Integrity::torn_tail) text += ", torn tail cut";
    if (x.integrity == Integrity::corrupt) text += ", CORRUPT";
    return {text, x.integrity == Integrity::corrupt ? Tone::trouble : Tone::plain};
  }
  Label operator()(const sim::Crashed&) const { return {"crash", Tone::trouble}; }
  Label operator()(const sim::Paused&) const { return {"pause", Tone::trouble}; }
  Label operator()(const sim::Resumed&) const { return {"resume", Tone::plain}; }
  Label operator()(const sim::Sent& x) const {
    return {
        "-> " + (x.to == o.node ? "itself" : name(x.to)) + " " + message_label(x.payload, words),
        Tone::message};
  }
  Label operator()(const sim::Received& x) const {
    return {
        "<- " + (x.packet == 0 ? "itself" : name(x.from)) + " " + message_label(x.payload, words),
        Tone::message};
  }
  Label operator()(const sim::Dropped& x) const {
    return {"x " + name(x.from) + " packet " + std::to_string(x.packet) + ": " +
                std::string(sim::name_of(x.why)),
            Tone::loss};
  }
  Label operator()(const sim::Duplicated& x) const {
    return {"packet " + std::to_string(x.packet) + " is copied for " + name(x.to), Tone::loss};
  }
  Label operator()(const sim::Wrote& x) const {
    return {"write " + record_label(x.record, words), Tone::faint};
  }
  Label operator()(const sim::Synced& x) const {
    if (x.true_to_its_word) return {"sync", Tone::faint};
    return {"sync, a LIE", Tone::trouble};
  }
  Label operator()(const sim::DiskFailed& x) const {
    return {"disk refuses " + printable(x.operation) + ": " + printable(x.why, longest_text),
            Tone::trouble};
  }
  Label operator()(const sim::Damaged& x) const {
    if (x.what == "packet")
      return {"packet " + std::to_string(x.at) +
                  (x.detected ? " found damaged" : " damaged: " + printable(x.how)),
              Tone::loss};
    return {printable(x.what) + " byte " + std::to_string(x.at) +
                (x.detected ? " found damaged" : " damaged: " + printable(x.how)),
            Tone::trouble};
  }
  Label operator()(const sim::TimerFired& x) const {
    return {"timer " + printable(words.timer_name ? words.timer_name(x.timer) : "?"), Tone::plain};
  }
  Label operator()(const sim::ClockMoved& x) const {
    return {"clock " + std::string(x.offset.count() < 0 ? "-" : "+") +
                sim::duration_text(Duration(std::abs(x.offset.count()))) + ", drift " +
                std::to_string(x.drift_ppm) + " ppm",
            Tone::plain};
  }
  Label operator()(const sim::FaultBegan& x) const {
    const std::string what = printable(x.what), text = printable(x.text, longest_text);
    return {"fault " + printable(x.fault) + ": " +
                (text.compare(0, what.size(), what) == 0 ? text : what + " " + text),
            Tone::trouble};
  }
  Label operator()(const sim::FaultEnded& x) const {
    return {"fault " + printable(x.fault) + " heals", Tone::progress};
  }
  Label operator()(const sim::Healed&) const {
    return {"all faults end; what was down comes back", Tone::progress};
  }
  Label operator()(const Became* x) const {
    if (x->role == Role::leader) return {"LEADER " + epoch(x->epoch), Tone::leader};
    return {std::string(conclave::name_of(x->role)) + " " + epoch(x->epoch), Tone::plain};
  }
  Label operator()(const Voted* x) const {
    return {"votes for " + (x->candidate == o.node ? "itself" : name(x->candidate)) + " " +
                epoch(x->epoch),
            Tone::plain};
  }
  Label operator()(const Accepted* x) const {
    return {
        "accepts " + slot_label(x->slot) + " " + epoch(x->epoch) + " " + command_label(x->command),
        Tone::plain};
  }
  Label operator()(const Truncated* x) const {
    return {"truncates from " + slot_label(x->slot), Tone::loss};
  }
  Label operator()(const Credited* x) const {
    return {"credits " + (x->peer == o.node ? "itself" : name(x->peer)) + " " + slot_label(x->slot),
            Tone::faint};
  }
  Label operator()(const Committed* x) const {
    return {"commits " + slot_label(x->slot) + " " + epoch(x->epoch), Tone::progress};
  }
  Label operator()(const Configured* x) const {
    std::string text = "configuration {";
    for (const NodeId voter : x->voters) text += (text.back() == '{' ? "" : " ") + name(voter);
    return {text + "} " + std::to_string(x->elect) + "/" + std::to_string(x->commit), Tone::plain};
  }
  Label operator()(const Remark* x) const {
    return {printable(x->text, longest_text), Tone::plain};
  }
  Label operator()(const sim::Decided& x) const {
    return {"decides " + slot_label(x.slot) + " " + command_label(*x.command) +
                (x.effect || x.command->is_no_op() ? "" : " (again)"),
            Tone::progress};
  }
  Label operator()(const sim::Declined& x) const {
    return {"declines" + (x.leader == NodeId() ? std::string() : ", leader " + name(x.leader)),
            Tone::plain};
  }
  Label operator()(const sim::Halted& x) const {
    return {"HALT: " + printable(x.reason, longest_text), Tone::trouble};
  }
  Label operator()(const sim::Invoked& x) const {
    return {command_label(*x.command), Tone::client};
  }
  Label operator()(const sim::Returned& x) const {
    std::string text = "= " + printable(x.answer, longest_value);
    if (x.outcome != sim::Outcome::ok)
      text = "= " + std::string(sim::name_of(x.outcome)) +
             (x.answer.empty() ? "" : " " + printable(x.answer, longest_value));
    return {text, x.outcome == sim::Outcome::ok ? Tone::client : Tone::loss};
  }
  Label operator()(const sim::Violated& x) const {
    return {"VIOLATION " + printable(x.check) + ": " + printable(x.story, 2000), Tone::trouble};
  }
};

}  // namespace

std::string name_of(NodeId node, const Vocabulary& words) {
  if (node == NodeId()) return "nobody";
  if (node.value() <= words.names.size()) return printable(words.names[node.value() - 1]);
  return "?" + std::to_string(node.value());
}

std::string epoch_label(Epoch epoch, const Vocabulary& words) {
  return initial(words.epoch_word) + std::to_string(epoch.value());
}

namespace {

using Print = void (*)(ByteView bytes, JsonPrinter& out);

std::string json_label(ByteView bytes, Print print, const Vocabulary& words) {
  if (!print) return std::to_string(bytes.size()) + " bytes";
  std::string json;
  JsonPrinter out(json, words.names);
  print(bytes, out);
  sim::InputErrors errors;
  const std::optional<Json> message = sim::parse_json(json, errors);
  if (!message || !errors.empty()) return printable(json, longest_value);
  return MessageLabel(words.epoch_word).of(*message);
}

}  // namespace

std::string message_label(const sim::Payload& payload, const Vocabulary& words) {
  const bool client = payload.channel == sim::Channel::client;
  return json_label(payload.bytes, client ? words.print_client_message : words.print_message,
                    words);
}

std::string record_label(ByteView record, const Vocabulary& words) {
  return json_label(record, words.print_record, words);
}

Label label_of(const sim::Occurrence& occurrence, const Vocabulary& words) {
  return std::visit(Labeller{occurrence, words}, occurrence.what);
}

}  // namespace conclave::tools

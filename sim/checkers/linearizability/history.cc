// Histories checked before they are believed, and calls put into words.

#include "sim/checkers/linearizability/history.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace conclave::sim::linearizability {
namespace {

std::string check_shape(const Call& call) {
  if (call.outcome == Outcome::unknown) {
    return call.returned == never ? "" : "an unknown outcome has no return";
  }
  if (call.returned == never) return "a known outcome has a return";
  if (call.returned <= call.invoked) return "it returns before it is invoked";
  if (call.outcome == Outcome::mismatch && call.f != Function::cas) return "only a cas mismatches";
  if (call.outcome == Outcome::ok && call.f == Function::get && !call.saw) {
    return "a get that is ok has seen something";
  }
  return "";
}

std::string change(const History& history, const Call& call) {
  return shown(history, call.expected) + " -> " + shown(history, call.written);
}

std::string deed(const History& history, const Call& call) {
  const bool certain = call.outcome == Outcome::ok;
  const auto said = [&](const char* did, const char* tried, const std::string& object) {
    return std::string(certain ? did : tried) + object;
  };
  switch (call.f) {
    case Function::get:
      return "got " + shown(history, call.seen);
    case Function::put:
      return said("put ", "tried to put ", shown(history, call.written));
    case Function::append:
      return said("appended ", "tried to append ", shown(history, call.written));
    case Function::delete_:
      return said("deleted", "tried to delete", "");
    case Function::cas:
      if (call.outcome != Outcome::mismatch) {
        return said("changed ", "tried to change ", change(history, call));
      }
      return "could not change " + change(history, call) +
             (call.saw ? ", as it found " + shown(history, call.seen) : ", as it found another");
  }
  return "";
}

}  // namespace

std::string shown(const History& history, Word word) {
  if (word == Word()) return "nil";
  const std::string_view text = history.words.text(word);
  constexpr std::size_t longest = 60;
  if (text.empty()) return "\"\"";
  if (text.size() <= longest) return std::string(text);
  return fmt::format("{}... ({} bytes)", text.substr(0, longest), text.size());
}

std::vector<Flaw> validate(const History& history) {
  std::vector<Flaw> flaws;
  std::vector<std::uint64_t> events;
  std::map<std::uint64_t, const Call*> latest;
  for (std::size_t i = 0; i < history.calls.size(); ++i) {
    const Call& call = history.calls[i];
    const auto flawed = [&](std::string what) { flaws.push_back({i, std::move(what)}); };
    if (std::string what = check_shape(call); !what.empty()) flawed(std::move(what));
    if (i > 0 && call.invoked <= history.calls[i - 1].invoked) flawed("it is out of order");
    const Call*& earlier = latest[call.process];
    if (earlier != nullptr && earlier->returned > call.invoked) {
      flawed(earlier->returned == never ? "its process ended in an unknown outcome"
                                        : "its process has another call under way");
    }
    earlier = &call;
    events.push_back(call.invoked);
    if (call.returned != never) events.push_back(call.returned);
  }
  std::sort(events.begin(), events.end());
  const auto twice = std::adjacent_find(events.begin(), events.end());
  for (std::size_t i = 0; twice != events.end() && i < history.calls.size(); ++i) {
    if (history.calls[i].invoked == *twice || history.calls[i].returned == *twice) {
      flaws.push_back({i, "it shares an event with another call"});
    }
  }
  return flaws;
}

std::string_view name_of(Model model) {
  switch (model) {
    case Model::register_:
      return "register";
    case Model::cas_register:
      return "cas-register";
    case Model::kv:
      return "kv";
  }
  return "unknown";
}

std::optional<Model> model_named(std::string_view name) {
  for (const Model model : {Model::register_, Model::cas_register, Model::kv}) {
    if (name == name_of(model)) return model;
  }
  return std::nullopt;
}

bool supports(Model model, Function f) {
  switch (f) {
    case Function::get:
    case Function::put:
      return true;
    case Function::cas:
      return model != Model::register_;
    case Function::append:
    case Function::delete_:
      return model == Model::kv;
  }
  return false;
}

std::string describe(const History& history, const Call& call) {
  std::string text = "process " + std::to_string(call.process) + " " + deed(history, call);
  if (call.returned == never) {
    return text + " (event " + std::to_string(call.invoked) + ", outcome unknown)";
  }
  return text + " (events " + std::to_string(call.invoked) + " to " +
         std::to_string(call.returned) + ")";
}

}  // namespace conclave::sim::linearizability

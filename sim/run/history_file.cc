// Lines to events, with every mistake on the way.

#include "sim/run/history_file.h"

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>

#include "sim/checkers/linearizability/recorder.h"
#include "sim/data/json_text.h"
#include "sim/data/words.h"

namespace conclave::sim {
namespace {

namespace lin = linearizability;

constexpr std::size_t most_errors = 100;

enum class Type : std::uint8_t { invoke, ok, fail, info };

// A text or nothing, as a value stands in a file.
using Value = std::optional<std::string>;

const Json* member(const Json& object, const char* name) {
  const auto found = object.find(name);
  return found == object.end() ? nullptr : &*found;
}

class HistoryReader {
 public:
  explicit HistoryReader(lin::Model model) : model_(model) {}

  Result<lin::History> read(std::string_view text) {
    while (!text.empty()) {
      const std::size_t end = text.find('\n');
      ++line_;
      read_line(text.substr(0, end));
      text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    if (left_out_ > 0) errors_.push_back({"", "and " + std::to_string(left_out_) + " more errors"});
    if (!errors_.empty()) return errors_;
    return recorder_.history();
  }

 private:
  // --- Mistakes

  void wrong_at(std::string place, std::string what) {
    if (errors_.size() < most_errors) {
      errors_.push_back({std::move(place), std::move(what)});
    } else {
      ++left_out_;
    }
  }
  void wrong(std::string what) { wrong_at("line " + std::to_string(line_), std::move(what)); }
  void refused(const lin::Recorder::Complaint& complaint) {
    if (complaint) wrong(*complaint);
  }

  // --- A line

  void read_line(std::string_view text) {
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) return;
    InputErrors errors;
    const std::optional<Json> json = parse_json(text, errors);
    for (const InputError& error : errors) {
      const std::string place = on_this_line(error.place), line = "line " + std::to_string(line_);
      wrong_at(place.starts_with(line) ? place : line + place, on_this_line(error.what));
    }
    if (!json || !errors.empty()) return;
    if (!json->is_object()) return wrong("an event must be an object");
    read_event(*json);
  }

  // The parser saw one line only, which it took for the first.
  std::string on_this_line(std::string text) const {
    constexpr std::string_view first = "line 1, column";
    const std::string here = "line " + std::to_string(line_) + ", column";
    for (auto at = text.find(first); at != text.npos; at = text.find(first, at + here.size())) {
      text.replace(at, first.size(), here);
    }
    return text;
  }

  void read_event(const Json& event) {
    const auto process = process_of(event);
    const auto type = type_of(event);
    if (!process || !type) return;
    if (*type == Type::invoke) {
      read_invocation(*process, event);
    } else {
      read_completion(*process, *type, event);
    }
  }

  void read_invocation(std::uint64_t process, const Json& event) {
    const std::size_t before = errors_.size() + left_out_;
    const auto f = function_of(event);
    if (!f && !member(event, "f")) wrong("an invocation needs \"f\"");
    const auto key = key_of(event);
    Value written;
    Value expected;
    if (f) read_arguments(*f, event, written, expected);
    if (errors_.size() + left_out_ > before) {
      misunderstood_.insert(process);
      return;
    }
    misunderstood_.erase(process);
    const auto complaint = recorder_.invoke(
        line_, process,
        {.f = *f, .key = key.value_or(""), .written = written, .expected = expected});
    if (complaint) misunderstood_.insert(process);
    refused(complaint);
  }

  void read_arguments(Function f, const Json& event, Value& written, Value& expected) {
    const Json* value = member(event, "value");
    if (f == Function::get || f == Function::delete_) return;
    if (f != Function::cas) return read_written(value, written);
    if (!value || !value->is_array() || value->size() != 2) {
      return wrong("the value of a cas must be a list of two, [old, new]");
    }
    if (!is_value((*value)[0])) return wrong_value((*value)[0]);
    expected = value_from((*value)[0]);
    read_written(&(*value)[1], written);
  }

  void read_written(const Json* value, Value& written) {
    if (!value || value->is_null()) return wrong("a value must be written");
    if (!is_value(*value)) return wrong_value(*value);
    written = value_from(*value);
  }

  void read_completion(std::uint64_t process, Type type, const Json& event) {
    const lin::Call* call = recorder_.under_way(process);
    if (!call && misunderstood_.erase(process) > 0) return;  // its invocation was wrong already
    const auto f = function_of(event);
    const auto key = key_of(event);
    const bool mismatch = mismatch_of(event, type);
    lin::Completion completion{.outcome = outcome_of(type, mismatch)};
    Value seen;
    if (call) {
      if (f && *f != call->f) wrong("\"f\" is not that of the call under way");
      if (key && *key != recorder_.history().words.text(call->key)) {
        wrong("\"key\" is not that of the call under way");
      }
      if (!read_seen(*call, event, completion, seen)) return close(process);
      completion.seen = seen;
    }
    refused(recorder_.complete(line_, process, completion));
  }

  // False if what it saw cannot be told, which is an error already.
  bool read_seen(const lin::Call& call, const Json& event, lin::Completion& completion,
                 Value& seen) {
    const Json* value = member(event, "value");
    const bool reads = call.f == Function::get && completion.outcome == lin::Outcome::ok;
    if (reads && !value) {
      wrong("a read that is ok needs a value, if only null");
      return false;
    }
    const bool tells = completion.outcome == lin::Outcome::mismatch && value && !value->is_array();
    if (!reads && !tells) return true;
    if (!is_value(*value)) {
      wrong_value(*value);
      return false;
    }
    completion.saw = true;
    seen = value_from(*value);
    return true;
  }

  // So that one mistake is not followed by others that it causes.
  void close(std::uint64_t process) {
    recorder_.complete(line_, process, {.outcome = lin::Outcome::fail});
  }

  static lin::Outcome outcome_of(Type type, bool mismatch) {
    if (type == Type::info) return lin::Outcome::unknown;
    if (type == Type::ok) return lin::Outcome::ok;
    return mismatch ? lin::Outcome::mismatch : lin::Outcome::fail;
  }

  // --- Fields

  std::optional<std::uint64_t> process_of(const Json& event) {
    const Json* process = member(event, "process");
    if (!process) {
      wrong("an event needs \"process\"");
    } else if (!process->is_number_integer() ||
               (!process->is_number_unsigned() && process->get<std::int64_t>() < 0)) {
      wrong("\"process\" must be an integer, not negative");
    } else {
      return process->get<std::uint64_t>();
    }
    return std::nullopt;
  }

  std::optional<Type> type_of(const Json& event) {
    const Json* type = member(event, "type");
    if (!type || !type->is_string()) {
      wrong("an event needs \"type\": invoke, ok, fail or info");
      return std::nullopt;
    }
    const auto& name = type->get_ref<const std::string&>();
    if (name == "invoke") return Type::invoke;
    if (name == "ok") return Type::ok;
    if (name == "fail") return Type::fail;
    if (name == "info") return Type::info;
    wrong("unknown type " + in_quotes(name) + suggestion(name, {"invoke", "ok", "fail", "info"}));
    return std::nullopt;
  }

  // Nothing where there is none, or with an error.
  std::optional<Function> function_of(const Json& event) {
    const Json* f = member(event, "f");
    if (!f) return std::nullopt;
    if (!f->is_string()) {
      wrong("\"f\" must be the name of a function");
      return std::nullopt;
    }
    const auto& name = f->get_ref<const std::string&>();
    const auto function = function_named(name);
    if (!function) {
      wrong("unknown function " + in_quotes(name) +
            suggestion(name, {"read", "get", "write", "put", "cas", "append", "delete"}));
      return std::nullopt;
    }
    if (lin::supports(model_, *function)) return function;
    wrong("model " + std::string(lin::name_of(model_)) + " has no function " + in_quotes(name));
    return std::nullopt;
  }

  static std::optional<Function> function_named(std::string_view name) {
    if (name == "read" || name == "get") return Function::get;
    if (name == "write" || name == "put") return Function::put;
    if (name == "cas") return Function::cas;
    if (name == "append") return Function::append;
    if (name == "delete") return Function::delete_;
    return std::nullopt;
  }

  // Nothing where there is none, or with an error.
  std::optional<std::string> key_of(const Json& event) {
    const Json* key = member(event, "key");
    if (!key || key->is_null()) return std::nullopt;
    if (!is_value(*key)) {
      wrong("\"key\" must be a text or an integer");
      return std::nullopt;
    }
    return value_from(*key);
  }

  bool mismatch_of(const Json& event, Type type) {
    const Json* mismatch = member(event, "mismatch");
    if (!mismatch) return false;
    if (!mismatch->is_boolean()) {
      wrong("\"mismatch\" must be true or false");
      return false;
    }
    if (mismatch->get<bool>() && type != Type::fail) {
      wrong("only a cas that failed can say that it found another value");
      return false;
    }
    return mismatch->get<bool>();
  }

  static bool is_value(const Json& value) {
    return value.is_string() || value.is_number_integer() || value.is_null();
  }
  void wrong_value(const Json& value) {
    const bool nested = value.is_array() || value.is_object();
    wrong(std::string("a value must be a text, an integer or null, not ") +
          (nested ? "an " : "a ") + (value.is_number() ? "fraction" : value.type_name()));
  }
  static Value value_from(const Json& value) {
    if (value.is_null()) return std::nullopt;
    if (value.is_string()) return value.get<std::string>();
    return value.is_number_unsigned() ? std::to_string(value.get<std::uint64_t>())
                                      : std::to_string(value.get<std::int64_t>());
  }

  lin::Model model_;
  lin::Recorder recorder_;
  std::set<std::uint64_t> misunderstood_;  // processes whose last invocation was refused
  std::uint64_t line_ = 0;
  InputErrors errors_;
  std::size_t left_out_ = 0;
};

}  // namespace

Result<lin::History> read_history(std::string_view text, lin::Model model) {
  return HistoryReader(model).read(text);
}

}  // namespace conclave::sim

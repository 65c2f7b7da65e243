#include "sim/store/operation.h"

#include <cstddef>

#include "sim/store/token.h"

namespace conclave::sim {
namespace {

// Takes the word up to the next space off the front. An empty word means: there was none.
std::string_view next_word(std::string_view& text) {
  const std::size_t space = text.find(' ');
  const std::string_view word = text.substr(0, space);
  text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  return word;
}

std::optional<Function> function_named(std::string_view word) {
  for (const Function f :
       {Function::put, Function::get, Function::append, Function::cas, Function::delete_}) {
    if (word == name_of(f)) return f;
  }
  return std::nullopt;
}

bool writes_value(Function f) {
  return f == Function::put || f == Function::cas || f == Function::append;
}

}  // namespace

std::string_view name_of(Function f) {
  switch (f) {
    case Function::get:
      return "get";
    case Function::put:
      return "put";
    case Function::delete_:
      return "delete";
    case Function::cas:
      return "cas";
    case Function::append:
      return "append";
  }
  return "unknown";
}

void append_text(std::string& out, const Operation& operation) {
  out += name_of(operation.f);
  out += ' ';
  append_token(out, operation.key);
  if (operation.f == Function::cas) {
    out += ' ';
    append_token(out, operation.expected);
  }
  if (writes_value(operation.f)) {
    out += ' ';
    append_token(out, operation.value);
  }
}

std::string text_of(const Operation& operation) {
  std::string text;
  append_text(text, operation);
  return text;
}

std::optional<OperationView> view_operation(std::string_view text) {
  // A space at the end would hide an empty last word from the loop of next_word.
  if (text.empty() || text.back() == ' ') return std::nullopt;
  OperationView view;
  view.escaped = text.find('\\') != std::string_view::npos;
  const auto f = function_named(next_word(text));
  if (!f) return std::nullopt;
  view.f = *f;
  view.key = next_word(text);
  if (view.key.empty()) return std::nullopt;
  if (view.f == Function::cas && (view.expected = next_word(text)).empty()) return std::nullopt;
  if (writes_value(view.f) && (view.value = next_word(text)).empty()) return std::nullopt;
  if (!text.empty()) return std::nullopt;
  return view;
}

std::optional<Operation> owned(const OperationView& view) {
  Operation operation{.f = view.f};
  const auto copy = [&](std::string_view word, std::string& bytes) {
    if (!view.escaped || word.empty()) {
      bytes = word;
      return true;
    }
    auto read = read_token(word);
    if (read) bytes = std::move(*read);
    return read.has_value();
  };
  if (!copy(view.key, operation.key) || !copy(view.value, operation.value) ||
      !copy(view.expected, operation.expected)) {
    return std::nullopt;
  }
  return operation;
}

std::optional<Operation> parse_operation(std::string_view text) {
  const auto view = view_operation(text);
  return view ? owned(*view) : std::nullopt;
}

}  // namespace conclave::sim

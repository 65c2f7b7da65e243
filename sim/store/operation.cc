// Operations as text and back. Splitting a body is the hot path; everything else may be plain.

#include "sim/store/operation.h"

#include <array>
#include <bit>
#include <cstddef>

#include "protocols/core/byte_words.h"
#include "sim/store/token.h"

namespace conclave::sim {
namespace {

// The words of a text, split at single spaces.
struct Words {
  static constexpr std::size_t most = 4;  // cas has them all
  std::array<std::string_view, most> word;
  std::size_t count = 0;  // 0 also if a word is empty or there are too many
  bool escaped = false;
};

// This path is hot: every node reads every command, and judges do too.
Words split(std::string_view text) {
  Words words;
  std::size_t start = 0;
  const auto ends_at = [&](std::size_t end) {
    if (end == start || words.count == Words::most) return false;
    words.word[words.count++] = text.substr(start, end - start);
    start = end + 1;
    return true;
  };
  std::uint64_t escapes = 0;
  for (std::size_t at = 0; at < text.size(); at += 8) {
    const std::uint64_t word = word_at(text, at);
    escapes |= bytes_equal(word, '\\');
    for (std::uint64_t spaces = bytes_equal(word, ' '); spaces != 0; spaces &= spaces - 1) {
      if (!ends_at(at + static_cast<std::size_t>(std::countr_zero(spaces)) / 8)) return {};
    }
  }
  if (!ends_at(text.size())) return {};
  words.escaped = escapes != 0;
  return words;
}

// How many words the text of a function has, its name included.
std::size_t words_of(Function f) {
  switch (f) {
    case Function::get:
    case Function::delete_:
      return 2;
    case Function::put:
    case Function::append:
      return 3;
    case Function::cas:
      return 4;
  }
  return 0;
}

std::optional<Function> function_named(std::string_view word) {
  Function f = Function::get;
  switch (word_at(word, 0)) {
    case word_at("get", 0):
      f = Function::get;
      break;
    case word_at("put", 0):
      f = Function::put;
      break;
    case word_at("delete", 0):
      f = Function::delete_;
      break;
    case word_at("cas", 0):
      f = Function::cas;
      break;
    case word_at("append", 0):
      f = Function::append;
      break;
    default:
      return std::nullopt;
  }
  // Zeroes at the end, or a ninth byte, are not seen above.
  return word.size() == name_of(f).size() ? std::optional(f) : std::nullopt;
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
  const Words words = split(text);
  if (words.count == 0) return std::nullopt;
  const auto f = function_named(words.word[0]);
  if (!f || words.count != words_of(*f)) return std::nullopt;
  OperationView view{.f = *f, .key = words.word[1], .escaped = words.escaped};
  if (*f == Function::cas) view.expected = words.word[2];
  if (writes_value(*f)) view.value = words.word[words.count - 1];
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

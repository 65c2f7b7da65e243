// Operation: what a client asks of the store, as a value and as the text of a command's body.
//
//     get k1    put k1 c3.17    delete k1    cas k1 old new    append k1 x
//
// Words are tokens (token.h) between single spaces. Short ones fit a string without allocation.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace conclave::sim {

enum class Function : std::uint8_t { get, put, delete_, cas, append };

std::string_view name_of(Function f);

struct Operation {
  Function f = Function::get;
  std::string key;
  std::string value;     // what put, cas and append write
  std::string expected;  // what cas must find

  friend bool operator==(const Operation&, const Operation&) = default;
};

// An operation as it stands in its text, for the hot path: the words point into the body. With
// `escaped` they are still tokens; without, they are the bytes themselves.
struct OperationView {
  Function f = Function::get;
  std::string_view key;
  std::string_view value;
  std::string_view expected;
  bool escaped = false;
};

// The text of an operation. Members that its function does not use are left out.
void append_text(std::string& out, const Operation& operation);
std::string text_of(const Operation& operation);

// Bodies come over the network: text that is no operation gives nothing.
std::optional<OperationView> view_operation(std::string_view text);
std::optional<Operation> parse_operation(std::string_view text);

// The bytes behind a view; nothing if a token in it is broken.
std::optional<Operation> owned(const OperationView& view);

// Calls `use` with the operation's own bytes; false, and no call, if the body is no operation.
template <typename Use>
bool with_operation(std::string_view body, Use use) {
  const auto view = view_operation(body);
  if (!view) return false;
  if (!view->escaped) {
    use(*view);
    return true;
  }
  const auto operation = owned(*view);
  if (!operation) return false;
  use(OperationView{operation->f, operation->key, operation->value, operation->expected});
  return true;
}

}  // namespace conclave::sim

// Result: a value, or everything that is wrong with what a person gave us.
//
// A bad file or flag is not an exception and not a crash: it is an answer. All errors come at once,
// each with its place: `line 3, column 9` for syntax, a JSON pointer (`/network/loss`) for meaning.
#pragma once

#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "protocols/core/check.h"

namespace conclave::sim {

struct InputError {
  std::string place;  // empty where the caller is the one who knows it
  std::string what;
  bool operator==(const InputError&) const = default;
};

using InputErrors = std::vector<InputError>;

// One line for each, `place: what`, safe to print on a terminal whatever the input held.
std::string to_text(const InputErrors& errors);

template <typename T>
class Result {
 public:
  Result(T value) : state_(std::move(value)) {}
  Result(InputError error) : state_(InputErrors{std::move(error)}) {}
  Result(InputErrors errors) : state_(std::move(errors)) { ALWAYS(!this->errors().empty()); }

  bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  const T& value() const& { return const_cast<Result*>(this)->checked(); }
  T& value() & { return checked(); }
  T value() && { return std::move(checked()); }
  const T& operator*() const& { return value(); }
  T& operator*() & { return value(); }
  T operator*() && { return std::move(*this).value(); }
  const T* operator->() const { return &value(); }
  T* operator->() { return &value(); }

  const InputErrors& errors() const {
    ALWAYS(!ok());
    return std::get<1>(state_);
  }

 private:
  T& checked() {
    ALWAYS(ok());
    return std::get<0>(state_);
  }

  std::variant<T, InputErrors> state_;
};

}  // namespace conclave::sim

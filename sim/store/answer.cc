// Answers as text and back.

#include "sim/store/answer.h"

#include <cstddef>

#include "sim/store/token.h"

namespace conclave::sim {

std::string_view name_of(Status status) {
  switch (status) {
    case Status::ok:
      return "ok";
    case Status::nil:
      return "nil";
    case Status::mismatch:
      return "mismatch";
    case Status::stale:
      return "stale";
    case Status::bad:
      return "bad";
  }
  return "unknown";
}

void write_text(std::string& out, Status status) {
  out = name_of(status);
}

void write_text(std::string& out, Status status, std::string_view value) {
  out = name_of(status);
  out += ' ';
  append_token(out, value);
}

std::string text_of(const Answer& answer) {
  std::string text;
  if (answer.value) {
    write_text(text, answer.status, *answer.value);
  } else {
    write_text(text, answer.status);
  }
  return text;
}

std::optional<Answer> parse_answer(std::string_view text) {
  const std::size_t space = text.find(' ');
  const std::string_view word = text.substr(0, space);
  for (const Status status :
       {Status::ok, Status::nil, Status::mismatch, Status::stale, Status::bad}) {
    if (word != name_of(status)) continue;
    if (space == std::string_view::npos) return Answer{.status = status, .value = std::nullopt};
    if (status != Status::ok && status != Status::mismatch) return std::nullopt;
    auto value = read_token(text.substr(space + 1));
    if (!value) return std::nullopt;
    return Answer{.status = status, .value = std::move(value)};
  }
  return std::nullopt;
}

}  // namespace conclave::sim

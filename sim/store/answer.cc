// Answers as text and back.

#include "sim/store/answer.h"

#include <array>
#include <cstddef>
#include <cstring>

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
  const std::string_view name = name_of(status);
  std::array<char, 64> whole;
  if (name.size() + 1 + value.size() <= whole.size() && is_plain(value)) {  // nearly always
    std::memcpy(whole.data(), name.data(), name.size());
    whole[name.size()] = ' ';
    std::memcpy(&whole[name.size() + 1], value.data(), value.size());
    out.assign(whole.data(), name.size() + 1 + value.size());
    return;
  }
  out = name;
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

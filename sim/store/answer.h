// Answer: what the store says to an operation, as a value and as text.
//
//     ok                  done
//     ok c3.17            done, and this is the value
//     nil                 a get found no such key
//     mismatch c3.17      a cas ran and found this instead; alone: found no such key
//     stale               the client has moved on since it sent this request
//     bad                 the body is no operation
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace conclave::sim {

enum class Status : std::uint8_t { ok, nil, mismatch, stale, bad };

std::string_view name_of(Status status);

struct Answer {
  Status status = Status::ok;
  std::optional<std::string> value;

  friend bool operator==(const Answer&, const Answer&) = default;
};

// Writes over `out` and reuses its memory.
void write_text(std::string& out, Status status);
void write_text(std::string& out, Status status, std::string_view value);
std::string text_of(const Answer& answer);

// Nothing if the text is no answer.
std::optional<Answer> parse_answer(std::string_view text);

}  // namespace conclave::sim

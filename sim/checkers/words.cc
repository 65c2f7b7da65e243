// Words that stories share.
#include "sim/checkers/words.h"

#include <fmt/format.h>

#include "protocols/core/json_printer.h"

namespace conclave::sim {
namespace {

constexpr std::size_t readable = 60;

}  // namespace

std::string quoted(std::string_view text) {
  std::string_view head = text.substr(0, readable);
  // A character that the cut went through belongs to what is left out.
  for (int n = 0; n < 3 && head.size() < text.size() && !is_utf8(head); ++n) head.remove_suffix(1);
  std::string words = "\"";
  if (is_utf8(head)) {
    words += head;
  } else {
    for (const char c : head) {
      const auto byte = static_cast<unsigned char>(c);
      words += byte >= 0x20 && byte < 0x7f ? std::string(1, c) : fmt::format("\\x{:02x}", byte);
    }
  }
  words += head.size() < text.size() ? "...\"" : "\"";
  return words;
}

std::string in_words(RequestId id, std::string_view body) {
  if (id.client == ClientId() && body.empty()) return "a no-op";
  return fmt::format("{} (client {}, request {})", quoted(body), id.client.value(), id.number);
}

std::string in_words(const Command& command) {
  return in_words(command.id, command.body);
}

}  // namespace conclave::sim

#include "tools/campaign/signature.h"

// Words taken out, and a short hash.

#include <fmt/core.h>

#include <cctype>
#include <cstdint>

namespace conclave::tools {
namespace {

bool is_digit(char c) {
  return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

// The first sentence says what went wrong; what follows tells of the world around. But for a
// process that died: what it said last is what tells one death from another.
std::string_view essence(std::string_view message) {
  if (message.starts_with("The process")) return message;
  return message.substr(0, message.find(". "));
}

// FNV-1a; the text is short and nobody means harm.
std::uint64_t hash_of(std::string_view text) {
  std::uint64_t hash = 0xcbf29ce484222325;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return hash;
}

}  // namespace

std::string normalised(std::string_view message) {
  const std::string_view text = essence(message);
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' && text.find('"', i + 1) != std::string_view::npos) {
      out += '*';
      i = text.find('"', i + 1) + 1;
    } else if (is_digit(c)) {
      // 1,902 and 3.17 are one number each.
      while (i < text.size() &&
             (is_digit(text[i]) ||
              ((text[i] == ',' || text[i] == '.') && i + 1 < text.size() && is_digit(text[i + 1]))))
        ++i;
      out += '#';
    } else {
      out += c;
      ++i;
    }
  }
  return out;
}

std::string signature_of(std::string_view subject, std::string_view check,
                         std::string_view message) {
  const std::string all =
      std::string(subject) + '\n' + std::string(check) + '\n' + normalised(message);
  return fmt::format("{}-{:06x}", check, hash_of(all) >> 40U);
}

}  // namespace conclave::tools

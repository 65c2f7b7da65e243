#include "tools/words.h"

// Layout for people.

#include <fmt/core.h>

namespace conclave::tools {
namespace {

// How many columns a text takes: bytes but for colours and the tails of UTF-8 characters.
std::size_t columns(std::string_view text) {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\x1b') {
      while (i < text.size() && text[i] != 'm') ++i;
    } else if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U) {
      ++count;
    }
  }
  return count;
}

}  // namespace

std::string seconds(Duration duration) {
  const double value = static_cast<double>(duration.count()) / 1e9;
  if (value != 0 && value < 0.01) return fmt::format("{:.1f}ms", value * 1e3);
  return value < 1 ? fmt::format("{:.2f}s", value) : fmt::format("{:.1f}s", value);
}

std::string wrapped(const std::vector<std::string>& words, std::string_view separator,
                    std::size_t indent, std::size_t width) {
  std::string text;
  std::size_t column = indent;
  bool first_of_line = true;
  for (const std::string& word : words) {
    const std::size_t size = columns(word);
    if (!first_of_line && column + separator.size() + size > width) {
      text += '\n' + std::string(indent, ' ');
      column = indent;
      first_of_line = true;
    }
    if (!first_of_line) {
      text += separator;
      column += separator.size();
    }
    text += word;
    column += size;
    first_of_line = false;
  }
  return text;
}

std::string wrapped(std::string_view text, std::size_t indent, std::size_t width) {
  std::vector<std::string> words;
  while (!text.empty()) {
    const auto space = text.find(' ');
    if (space != 0) words.emplace_back(text.substr(0, space));
    text.remove_prefix(space == std::string_view::npos ? text.size() : space + 1);
  }
  return wrapped(words, " ", indent, width);
}

}  // namespace conclave::tools

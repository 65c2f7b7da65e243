// From a story to its first words.
#include "sim/shrink/violation_class.h"

#include <algorithm>
#include <cctype>
#include <string_view>

namespace conclave::sim {
namespace {

constexpr std::size_t enough_words = 4;

bool is_letter(char c) {
  return std::isalpha(static_cast<unsigned char>(c)) != 0;
}
bool belongs_to_word(char c) {
  return is_letter(c) || std::isdigit(static_cast<unsigned char>(c)) != 0 || c == '_' || c == '#' ||
         c == '.' || c == '\'';
}

// A run of characters between blanks and punctuation. What stands between quotes is skipped: it is
// some client's command.
std::vector<std::string> words_of(std::string_view story) {
  std::vector<std::string> words;
  std::string word;
  bool quoted = false;
  const auto end_word = [&] {
    while (!word.empty() && word.back() == '.') word.pop_back();  // the end of a sentence
    if (!word.empty()) words.push_back(std::move(word));
    word.clear();
  };
  for (const char c : story) {
    if (c == '"') quoted = !quoted;
    if (!quoted && belongs_to_word(c)) {
      word += static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    } else {
      end_word();
    }
  }
  end_word();
  return words;
}

// No number and no name: the word would stand there in another run too.
bool is_of_any_run(const std::string& word, const std::vector<std::string>& names) {
  const bool plain = std::all_of(word.begin(), word.end(), [](char c) {
    return is_letter(c) || c == '\'' || c == '_' || c == '.';
  });
  return plain && std::find(names.begin(), names.end(), word) == names.end();
}

}  // namespace

std::string violation_class(const FoundViolation& violation,
                            const std::vector<std::string>& names) {
  const bool whole = violation.check == "belief" || violation.check == "exception";
  std::string text = violation.check + ":";
  std::size_t taken = 0;
  for (const std::string& word : words_of(violation.story)) {
    if (!is_of_any_run(word, names)) continue;
    if (!whole && taken == enough_words) break;
    text += ' ' + word;
    ++taken;
  }
  return text;
}

}  // namespace conclave::sim

// Outcomes of crashes, to text and back.
#include "sim/world/crash_outcome.h"

#include <charconv>

namespace conclave::sim {
namespace {

constexpr std::size_t sectors_max = 1 << 20;  // more than that in one text is a mistake

char sign_of(std::uint16_t kept) {
  return kept == 0 ? '-' : kept == CrashOutcome::whole ? '+' : '~';
}

// Equal neighbours as one word: "+3".
template <typename Items, typename Sign>
void put(std::string& text, const Items& items, Sign sign) {
  for (std::size_t n = 0; n < items.size();) {
    std::size_t same = 1;
    while (n + same < items.size() && items[n + same] == items[n] && sign(items[n]) != '~') ++same;
    if (!text.empty()) text += ' ';
    text += sign(items[n]);
    if (sign(items[n]) == '~') {
      text += std::to_string(items[n]);
    } else if (same > 1) {
      text += std::to_string(same);
    }
    n += same;
  }
}

struct Word {
  char sign = 0;
  std::size_t number = 1;  // how many; of a torn sector, how many bytes
};

std::optional<Word> word_from(std::string_view text) {
  Word word{text[0]};
  const std::string_view digits = text.substr(1);
  if (word.sign != '+' && word.sign != '-' && word.sign != '~') return std::nullopt;
  if (digits.empty()) return word.sign == '~' ? std::nullopt : std::optional(word);
  const char* end = digits.data() + digits.size();
  const auto [stop, problem] = std::from_chars(digits.data(), end, word.number);
  if (problem != std::errc() || stop != end || word.number == 0) return std::nullopt;
  const std::size_t most = word.sign == '~' ? CrashOutcome::whole - 1 : sectors_max;
  return word.number > most ? std::nullopt : std::optional(word);
}

}  // namespace

std::string to_text(const CrashOutcome& outcome) {
  std::string text;
  put(text, outcome.sectors, sign_of);
  if (outcome.names.empty()) return text;
  text += text.empty() ? "|" : " |";
  put(text, outcome.names, [](bool kept) { return kept ? '+' : '-'; });
  return text;
}

std::optional<CrashOutcome> crash_outcome_from(std::string_view text) {
  CrashOutcome outcome;
  bool names = false;
  while (!text.empty()) {
    const std::string_view token = text.substr(0, text.find(' '));
    text.remove_prefix(std::min(text.size(), token.size() + 1));
    if (token.empty()) continue;
    if (token == "|") {
      if (names) return std::nullopt;
      names = true;
      continue;
    }
    const auto word = word_from(token);
    if (!word || (names && word->sign == '~')) return std::nullopt;
    if (outcome.sectors.size() + outcome.names.size() > sectors_max) return std::nullopt;
    if (names) {
      outcome.names.insert(outcome.names.end(), word->number, word->sign == '+');
    } else if (word->sign == '~') {
      outcome.sectors.push_back(static_cast<std::uint16_t>(word->number));
    } else {
      outcome.sectors.insert(outcome.sectors.end(), word->number,
                             word->sign == '+' ? CrashOutcome::whole : std::uint16_t{0});
    }
  }
  return outcome;
}

}  // namespace conclave::sim

#include "tools/campaign/regressions.h"

// Lines of words.

#include <algorithm>
#include <filesystem>

#include "sim/data/units.h"
#include "sim/data/words.h"

namespace conclave::tools {
namespace {

constexpr std::size_t most_regressions = 100'000;
constexpr std::size_t longest_path = 4096;
constexpr std::string_view blanks = " \t\r";

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(blanks);
  if (begin == std::string_view::npos) return "";
  return text.substr(begin, text.find_last_not_of(blanks) - begin + 1);
}

std::string place(std::size_t line) {
  return "line " + std::to_string(line);
}

}  // namespace

std::vector<Regression> parse_regressions(std::string_view text, const std::string& folder,
                                          sim::InputErrors& errors) {
  std::vector<Regression> regressions;
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  for (std::size_t number = 1; !text.empty() && errors.size() < 100; ++number) {
    const auto end = std::min(text.find('\n'), text.size());
    const std::string_view whole = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    const std::string_view line = trimmed(whole.substr(0, whole.find('#')));
    if (line.empty()) continue;
    const auto space = line.find_last_of(blanks);
    std::string_view path = line;
    Regression one;
    one.line = number;
    if (space != std::string_view::npos) {
      // A path may have blanks in it.
      const auto seed = sim::parse_seed(line.substr(space + 1));
      if (!seed && !line.ends_with(".json")) {
        errors.push_back({place(number), sim::in_quotes(line.substr(space + 1)) + " is no seed"});
        continue;
      }
      if (seed) {
        one.seed = *seed;
        path = trimmed(line.substr(0, space));
      }
    }
    if (path.size() > longest_path || path.find('\0') != std::string_view::npos) {
      errors.push_back({place(number), sim::in_quotes(path) + " is no path"});
      continue;
    }
    one.path = (std::filesystem::path(folder) / std::string(path)).lexically_normal().string();
    regressions.push_back(std::move(one));
    if (regressions.size() > most_regressions) {
      errors.push_back({place(number), "these are more lines than anyone wants to run"});
      break;
    }
  }
  return regressions;
}

}  // namespace conclave::tools

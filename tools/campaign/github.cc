#include "tools/campaign/github.h"

// Workflow commands and a table.

#include <algorithm>

#include "sim/data/units.h"
#include "sim/data/words.h"
#include "tools/bundle.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

constexpr std::size_t most_annotations = 10;

std::string escaped(std::string_view text, std::string_view special) {
  constexpr const char* digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    if (special.find(c) == std::string_view::npos) {
      out += c;
    } else {
      const auto byte = static_cast<unsigned char>(c);
      out += '%';
      out += digits[byte >> 4U];
      out += digits[byte & 15U];
    }
  }
  return out;
}

// Inside a cell of a table.
std::string cell(std::string_view text) {
  std::string out;
  for (const char c : sim::printable(text, 400)) {
    if (c == '|' || c == '<' || c == '`') out += '\\';
    out += c;
  }
  return out;
}

std::string annotation(const std::string& level, const std::string& file, const std::string& title,
                       const std::string& message) {
  return "::" + level + " file=" + github_property(file) + ",title=" + github_property(title) +
         "::" + github_data(message) + "\n";
}

}  // namespace

std::string github_data(std::string_view text) {
  return escaped(text, "%\r\n");
}
std::string github_property(std::string_view text) {
  return escaped(text, "%\r\n:,");
}

std::string github_annotations(const Campaigned& all) {
  std::vector<std::string> lines;
  for (const Failure& failure : all.result.failures) {
    std::string message = failure.defect.story;
    const auto bundle = all.bundles.find(failure.signature);
    if (bundle != all.bundles.end()) message += "\nreproduce: " + reproduce_line(bundle->second);
    lines.push_back(annotation("error", all.entrants[failure.entrant].path,
                               all.name(failure.entrant) + " seed " + sim::seed_text(failure.seed) +
                                   " violates " + failure.defect.check,
                               message));
  }
  for (std::size_t e = 0; e < all.entrants.size(); ++e) {
    if (!all.unmet(e)) continue;
    lines.push_back(annotation("error", all.entrants[e].path, all.name(e),
                               "a violation is expected, and none was found in " +
                                   counted(all.result.tallies[e].runs, "seed")));
  }
  for (const std::string& warning : all.warnings()) {
    lines.push_back("::warning::" + github_data(warning) + "\n");
  }
  std::string text;
  for (std::size_t i = 0; i < std::min(lines.size(), most_annotations); ++i) text += lines[i];
  return text;
}

std::string github_summary(const Campaigned& all) {
  std::string text = "### conclave fuzz: " + totals_text(all.result) + "\n\nbase seed `" +
                     sim::seed_text(all.agenda.base) + "`\n\n";
  text += "| scenario | seeds | failing | undecided | CPU seconds |\n|---|---|---|---|---|\n";
  std::uint64_t regressions = 0;
  for (std::size_t e = 0; e < all.entrants.size(); ++e) {
    const Tally& tally = all.result.tallies[e];
    if (all.entrants[e].regression) {
      regressions += tally.runs;
      continue;
    }
    text += "| " + cell(all.name(e)) +
            (all.entrants[e].goal.conviction ? " (to be convicted)" : "") + " | " +
            grouped(tally.runs) + " | " + grouped(tally.failed + tally.convicted) + " | " +
            grouped(tally.undecided) + " | " + grouped(tally.cpu_ns / 1'000'000'000U) + " |\n";
  }
  if (regressions > 0) text += "\n" + counted(regressions, "regression") + " run first.\n";
  if (!all.result.failures.empty()) {
    text += "\n| failure | seed | what | reproduce |\n|---|---|---|---|\n";
    for (const Failure& failure : all.result.failures) {
      const auto bundle = all.bundles.find(failure.signature);
      text += "| " + cell(failure.signature) + " | `" + sim::seed_text(failure.seed) + "` | " +
              cell(failure.defect.story) + " | " +
              (bundle == all.bundles.end() ? "" : cell(reproduce_line(bundle->second))) + " |\n";
    }
  }
  for (const std::string& warning : all.warnings()) text += "\n- " + cell(warning);
  return text + "\n";
}

}  // namespace conclave::tools

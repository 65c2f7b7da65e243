#include "tools/campaign/junit.h"

// Elements and escapes.

#include <fmt/core.h>

#include "sim/data/units.h"
#include "tools/bundle.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

std::string attribute(std::string_view name, std::string_view value) {
  return " " + std::string(name) + "=\"" + xml_escaped(value) + "\"";
}

std::string failure_element(const Campaigned& all, const Failure& failure) {
  std::string text = "    <failure" + attribute("type", failure.defect.check) +
                     attribute("message", headline(all, failure)) + ">";
  text += xml_escaped("seed " + sim::seed_text(failure.seed) + "\nsignature " + failure.signature +
                      "\n" + failure.defect.story + "\n");
  const auto bundle = all.bundles.find(failure.signature);
  if (bundle != all.bundles.end()) {
    text += xml_escaped("reproduce: " + reproduce_line(bundle->second) + "\n");
  }
  return text + "</failure>\n";
}

// A failure that is told of the scenario with the best of its seeds.
std::string same_failure_element(const Campaigned& all, const Failure& failure) {
  return "    <failure" + attribute("type", failure.defect.check) +
         attribute("message", "failed as " + all.name(failure.entrant) + " did: signature " +
                                  failure.signature) +
         "/>\n";
}

std::string case_name(const Campaigned& all, std::size_t entrant) {
  const Entrant& one = all.entrants[entrant];
  if (!one.regression) return all.name(entrant);
  return "regression " + one.path +
         (one.first_seed ? " seed " + sim::seed_text(*one.first_seed) : "");
}

}  // namespace

std::string xml_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\n':
        out += "&#10;";
        break;
      case '\t':
        out += "&#9;";
        break;
      default:
        // Control characters are not allowed in XML 1.0, however they are written.
        out += static_cast<unsigned char>(c) < 0x20 || c == 0x7f ? '?' : c;
    }
  }
  return out;
}

std::string junit_text(const Campaigned& all) {
  std::string cases;
  std::uint64_t tests = 0, failures = 0, skipped = 0;
  for (std::size_t e = 0; e < all.entrants.size(); ++e) {
    const Tally& tally = all.result.tallies[e];
    if (all.entrants[e].regression && tally.runs == 0) continue;  // another shard's
    ++tests;
    std::string inside;
    for (const Failure& failure : all.result.failures) {
      if (failure.entrant == e) {
        inside += failure_element(all, failure);
      } else if (failure.entrants.contains(e)) {
        inside += same_failure_element(all, failure);
      }
    }
    if (all.unmet(e)) {
      inside += "    <failure" + attribute("type", "expect") +
                attribute("message", "a violation is expected, and none was found in " +
                                         counted(tally.runs, "seed")) +
                "/>\n";
    }
    if (!inside.empty()) {
      ++failures;
    } else if (tally.runs == tally.undecided + tally.unrecoverable) {
      ++skipped;
      inside = "    <skipped" + attribute("message", "no verdict") + "/>\n";
    }
    cases += "  <testcase" + attribute("classname", all.entrants[e].subject()) +
             attribute("name", case_name(all, e)) +
             attribute("time", fmt::format("{:.3f}", static_cast<double>(tally.cpu_ns) / 1e9)) +
             ">\n" + inside + "    <system-out>" + xml_escaped(counted(tally.runs, "seed")) +
             "</system-out>\n  </testcase>\n";
  }
  return fmt::format(
      "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
      "<testsuite name=\"conclave fuzz\" tests=\"{}\" failures=\"{}\" skipped=\"{}\" errors=\"0\" "
      "time=\"{:.3f}\">\n"
      "  <properties>\n    <property name=\"base\" value=\"{}\"/>\n"
      "    <property name=\"seeds\" value=\"{}\"/>\n  </properties>\n{}</testsuite>\n",
      tests, failures, skipped, all.result.seconds, sim::seed_text(all.agenda.base),
      all.result.total().runs, cases);
}

}  // namespace conclave::tools

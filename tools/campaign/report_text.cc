// The report for people: blocks of text, and a last line that says it all.
#include <algorithm>
#include <array>
#include <cstdio>

#include "sim/data/units.h"
#include "sim/data/words.h"
#include "sim/trace/fingerprint.h"
#include "tools/bundle.h"
#include "tools/campaign/report.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

constexpr std::size_t indent = 6;

std::string thousands(std::uint64_t count) {
  if (count >= 10'000'000) return grouped(count / 1'000'000) + "M";
  return count >= 10'000 ? grouped(count / 1000) + "k" : grouped(count);
}

std::string failure_text(const Campaigned& all, const Failure& failure, const Terminal& terminal) {
  const std::string inset(indent, ' ');
  const std::string word =
      failure.convicted ? terminal.paint(Hue::green, "FOUND") : terminal.paint(Hue::red, "FAIL ");
  std::string text = word + " " + wrapped(headline(all, failure), indent, terminal.width()) + "\n" +
                     inset + "signature " + failure.signature + "  " +
                     counted(failure.runs, "seed");
  if (failure.events > 0) text += ", the shortest with " + counted(failure.events, "event");
  text += "\n";
  const auto shrunk = all.shrunk.find(failure.signature);
  if (shrunk != all.shrunk.end()) text += inset + shrunk->second + "\n";
  const auto bundle = all.bundles.find(failure.signature);
  if (bundle != all.bundles.end()) {
    text += inset + "reproduce:  " + reproduce_line(bundle->second) + "\n";
  }
  return text;
}

std::string checks_line(const Tally& total, const Terminal& terminal) {
  std::vector<std::string> words;
  for (const auto& [name, check] : total.checks) {
    words.push_back(name + " " +
                    (check.exercised == 0 ? "not exercised" : thousands(check.evaluations)));
  }
  return words.empty() ? "" : "checks  " + wrapped(words, "  ", 8, terminal.width()) + "\n";
}

std::string faults_line(const Tally& total, const Terminal& terminal) {
  std::vector<std::string> words;
  for (const auto& [kind, fault] : total.faults)
    words.push_back(kind + " " + thousands(fault.sum.effective));
  return words.empty() ? "" : "faults  " + wrapped(words, "  ", 8, terminal.width()) + "\n";
}

std::string marks_text(const Campaigned& all, const Tally& total, const Terminal& terminal) {
  const std::vector<MarkCount> marks = marks_of(total, all.protocols());
  if (marks.empty()) return "";
  const auto reached = static_cast<std::uint64_t>(
      std::count_if(marks.begin(), marks.end(), [](const auto& m) { return m.reached > 0; }));
  std::string text = "marks   " + grouped(reached) + " of " + grouped(marks.size()) + " reached\n";
  for (const MarkCount& mark : marks) {
    if (mark.reached > 0 || total.runs < enough_seeds) continue;
    text += terminal.paint(Hue::yellow, "missed") + "  " + mark.text + " (" + mark.place + ")\n";
  }
  return text;
}

// Which seeds came to no verdict, and why. Of a scenario that is to be convicted that is no news.
std::string silence_text(const Campaigned& all, const Terminal& terminal) {
  std::string text;
  for (std::size_t e = 0; e < all.entrants.size(); ++e) {
    if (all.entrants[e].goal.conviction) continue;
    for (const auto& [why, silent] : all.result.tallies[e].why_undecided) {
      text += terminal.paint(Hue::yellow, "silent") + "  " + all.name(e) + " seed " +
              sim::seed_text(silent.seed) + "  undecided: " + sim::printable(why, longest_reason) +
              (silent.runs > 1 ? " (" + counted(silent.runs, "seed") + ")" : "") + "\n";
    }
  }
  return text;
}

// "3.1%", "0.02%".
std::string percent(double share) {
  std::array<char, 32> text{};
  std::snprintf(text.data(), text.size(), share < 0.01 ? "%.2f%%" : "%.1f%%", share * 100);
  return text.data();
}

std::string states_line(const Tally& total) {
  const Explored seen = explored(total);
  if (seen.states == 0 || total.runs < enough_seeds) return "";
  return "states  " + grouped(seen.states) + " distinct, " + grouped(seen.once) +
         " of them in one seed alone; the next seed shows a new one with a chance of " +
         percent(seen.chance_of_new) + "\n";
}

}  // namespace

std::string campaign_text(const Campaigned& all, Exit exit, const Terminal& terminal) {
  const Tally total = all.result.total();
  std::string text;
  const auto [run, good] = all.regressions();
  if (run > 0) text += "regressions " + grouped(good) + "/" + grouped(run) + " ok\n";
  for (const Failure& failure : all.result.failures) text += failure_text(all, failure, terminal);
  for (const Failure& failure : all.result.convictions) {
    if (!all.entrants[failure.entrant].regression) text += failure_text(all, failure, terminal);
  }
  for (std::size_t e = 0; e < all.entrants.size(); ++e) {
    if (!all.unmet(e)) continue;
    const auto& checks = all.entrants[e].goal.checks;
    text += terminal.paint(Hue::red, "FAIL ") + " " + all.name(e) + "  " +
            counted(all.result.tallies[e].runs, "seed") + " and no violation" +
            (checks.empty() ? "" : " of " + sim::listed(checks)) + ", which is expected\n";
  }
  if (!all.result.refused.empty()) text += all.result.refused;
  text += checks_line(total, terminal) + faults_line(total, terminal) +
          marks_text(all, total, terminal) + states_line(total);
  text += silence_text(all, terminal);
  for (const std::string& warning : all.warnings()) {
    text += terminal.paint(Hue::yellow, "note") + "    " + warning + "\n";
  }
  const bool broken_off =
      all.result.broken_off || exit == Exit::interrupted || exit == Exit::terminated;
  const std::string word = broken_off                ? terminal.paint(Hue::yellow, "INTERRUPTED")
                           : exit == Exit::ok        ? terminal.paint(Hue::green, "PASS")
                           : exit == Exit::undecided ? terminal.paint(Hue::yellow, "UNDECIDED")
                                                     : terminal.paint(Hue::red, "FAIL");
  text += word + "  " + totals_text(all.result) + "  base " + sim::seed_text(all.agenda.base);
  if (all.agenda.shard.of > 1) {
    text += "  shard " + std::to_string(all.agenda.shard.number) + "/" +
            std::to_string(all.agenda.shard.of);
  }
  text += "\n      " + thousands(total.events) + " events  " + thousands(total.messages) +
          " messages  " + thousands(total.operations) + " operations  " + grouped(total.undecided) +
          " undecided  " + grouped(total.crashed) + " crashed  " + grouped(total.verified) +
          " verified  fingerprint " + sim::fingerprint_text(total.fingerprint) + "\n";
  return text;
}

}  // namespace conclave::tools

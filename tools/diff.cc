// conclave diff: the first difference between two traces, in words, and what led to it.

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "sim/data/json_text.h"
#include "sim/data/words.h"
#include "sim/trace/compare.h"
#include "sim/trace/json_scanner.h"
#include "tools/arguments.h"
#include "tools/bundle.h"
#include "tools/commands.h"
#include "tools/trace_input.h"
#include "tools/words.h"

namespace conclave::tools {
namespace {

using sim::Json;

constexpr std::size_t most_causes = 12;
constexpr std::size_t longest_line = 300;

// What a line says of itself: its number and that of its cause.
struct Links {
  std::optional<std::uint64_t> index, cause;
};

Links links_of(std::string_view line) {
  Links links;
  sim::JsonScanner in(line);
  in.open();
  while (in.next_key()) {
    const std::string key(in.key());
    if (key != "i" && key != "cause") {
      in.raw();
      continue;
    }
    const auto number = parse_count(in.raw());
    if (!number) continue;
    (key == "i" ? links.index : links.cause) = *number;
  }
  return in.done() ? links : Links();
}

constexpr sim::Sides sides{"first", "second"};

bool is_header(std::string_view line) {
  return line.starts_with("{\"conclave_trace\"");
}
// A newer program may have written the same.
bool same_but_for_version(std::string_view a, std::string_view b) {
  Json first = Json::parse(a, nullptr, false), second = Json::parse(b, nullptr, false);
  if (!first.is_object() || !second.is_object()) return a == b;
  first.erase("version");
  second.erase("version");
  return first == second;
}

// The causes of lines, as far as a trace has been read.
class Causes {
 public:
  void note(const Links& links) {
    if (!links.index || *links.index > most) return;
    if (causes_.size() <= *links.index) causes_.resize(*links.index + 1, none);
    causes_[*links.index] = links.cause.value_or(none);
  }
  // The numbers of what led to `cause`, and its own, newest first.
  std::vector<std::uint64_t> chain(std::optional<std::uint64_t> cause) const {
    std::vector<std::uint64_t> chain;
    while (cause && *cause < causes_.size() && chain.size() < most_causes) {
      chain.push_back(*cause);
      const std::uint64_t next = causes_[*cause];
      if (next >= *cause) break;  // a cause comes before its effect
      cause = next;
    }
    return chain;
  }

 private:
  static constexpr std::uint64_t none = ~std::uint64_t{0};
  static constexpr std::uint64_t most = 1ULL << 30U;  // a hostile number is not worth the memory
  std::vector<std::uint64_t> causes_;
};

class Diff final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.positional("TRACE", "a trace, or a bundle", left_);
    arguments.positional("OTHER", "what to hold against it", right_);
    arguments.flag("--json", "one JSON object", json_);
  }

  Exit run(Terminal& terminal) override {
    left_ = trace_in(left_);
    right_ = trace_in(right_);
    auto left = TraceFile::open(left_);
    if (const auto* error = std::get_if<sim::FileError>(&left)) return refuse(*error, terminal);
    auto right = TraceFile::open(right_);
    if (const auto* error = std::get_if<sim::FileError>(&right)) return refuse(*error, terminal);
    for (const auto* opened : {&left, &right}) {
      if (const auto error = incomparable(std::get<TraceFile>(*opened))) {
        return refuse(*error, terminal);
      }
    }
    return compare(std::get<TraceFile>(left), std::get<TraceFile>(right), terminal);
  }

 private:
  static Exit refuse(const sim::FileError& error, Terminal& terminal) {
    terminal.complain(error);
    return exit_for(error.trouble);
  }

  // Traces of two seeds differ in their headers to begin with: that is told, and then what happened
  // is held against each other all the same.
  Exit compare(const TraceFile& left, const TraceFile& right, Terminal& terminal) {
    std::string header;  // of the first, if the two differ
    auto first = left.lines(), second = right.lines();
    if (std::holds_alternative<sim::LineSource>(first) &&
        std::holds_alternative<sim::LineSource>(second)) {
      const auto a = std::get<sim::LineSource>(first).next();
      const auto b = std::get<sim::LineSource>(second).next();
      if (a && b && is_header(*a) && is_header(*b) && !same_but_for_version(*a, *b)) {
        header = *a;
        headers_ = sim::explain_difference(*a, *b, sides);
      }
    }
    auto expected = left.lines(), actual = right.lines();
    for (const auto* opened : {&expected, &actual}) {
      if (const auto* error = std::get_if<sim::FileError>(opened)) return refuse(*error, terminal);
    }
    sim::TraceComparison comparison(std::move(std::get<sim::LineSource>(expected)), sides);
    auto& lines = std::get<sim::LineSource>(actual);
    Causes causes;
    std::string different;  // the line of the second
    while (!comparison.difference() && !comparison.ends_early()) {
      const auto line = lines.next();
      if (!line) break;
      comparison.line(header.empty() ? *line : std::string_view(header));
      header.clear();
      if (comparison.difference()) different = *line;
      if (!comparison.difference()) causes.note(links_of(*line));
    }
    if (lines.error()) return refuse(*lines.error(), terminal);
    if (!comparison.difference() && !comparison.ends_early()) {
      comparison.finish();
      both_end_early_ = comparison.ends_early();
    }
    if (comparison.error()) return refuse(*comparison.error(), terminal);
    const bool whole = !comparison.ends_early() || both_end_early_;
    const bool same = headers_.empty() && !comparison.difference() && whole;
    const std::vector<std::string> story = told(right, causes.chain(links_of(different).cause));
    terminal.print(json_ ? json(comparison, same, story) : text(comparison, same, story, terminal));
    return same ? Exit::ok : Exit::violated;
  }

  // The lines of these numbers, newest first.
  static std::vector<std::string> told(const TraceFile& trace,
                                       const std::vector<std::uint64_t>& numbers) {
    std::vector<std::string> story(numbers.size());
    auto opened = trace.lines();
    if (numbers.empty() || std::holds_alternative<sim::FileError>(opened)) return {};
    auto& lines = std::get<sim::LineSource>(opened);
    for (auto line = lines.next(); line; line = lines.next()) {
      const auto index = links_of(*line).index;
      if (!index) continue;
      if (*index > numbers.front()) break;
      const auto place = std::find(numbers.begin(), numbers.end(), *index);
      if (place != numbers.end()) story[static_cast<std::size_t>(place - numbers.begin())] = *line;
    }
    return story;
  }

  std::string text(const sim::TraceComparison& comparison, bool same,
                   const std::vector<std::string>& story, const Terminal& terminal) const {
    const std::string lines = counted(comparison.same_lines(), "line");
    std::string text;
    if (!comparison.versions().empty()) {
      text += "written by different versions: " + comparison.versions() + "\n";
    }
    if (!headers_.empty()) {
      text += terminal.paint(Hue::red, "different") + ": they are of two runs\n" + headers_;
    }
    if (same) {
      text += terminal.paint(Hue::green, "identical");
      if (both_end_early_) return text + " as far as they go: " + lines + "; both end early\n";
      return text + ": " + lines + "\n";
    }
    if (comparison.ends_early() && !both_end_early_) {
      return text + terminal.paint(Hue::red, "different") + ": the first ends early, after " +
             lines + " that are the same\n";
    }
    if (!comparison.difference()) return text + "what happened is identical: " + lines + "\n";
    text += terminal.paint(Hue::red, "different") + ": " + *comparison.difference();
    if (!text.ends_with('\n')) text += '\n';
    if (!story.empty()) text += "what led to it, newest first, the same in both\n";
    for (const std::string& line : story) text += "  " + sim::printable(line, longest_line) + "\n";
    return text;
  }

  std::string json(const sim::TraceComparison& comparison, bool same,
                   const std::vector<std::string>& story) const {
    Json json = Json::object();
    json["type"] = "diff";
    json["traces"] = {left_, right_};
    json["identical"] = same;
    json["headers"] = headers_.empty() ? Json(nullptr) : Json(headers_);
    json["same_lines"] = comparison.same_lines();
    json["difference"] = comparison.difference() ? Json(*comparison.difference()) : Json(nullptr);
    json["first_ends_early"] = comparison.ends_early();
    json["causes"] = Json::array();
    for (const std::string& line : story) {
      const Json parsed = Json::parse(line, nullptr, false);
      json["causes"].push_back(parsed.is_discarded() ? Json(line) : parsed);
    }
    return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
  }

  std::string left_, right_;
  std::string headers_;  // how they differ
  bool both_end_early_ = false;
  bool json_ = false;
};

}  // namespace

CommandKind diff_command() {
  return {"diff", "find the first difference between two traces",
          "  conclave diff before.jsonl after.jsonl\n"
          "  conclave diff out/agreement-3fa9c1 after.jsonl",
          make_command<Diff>};
}

}  // namespace conclave::tools

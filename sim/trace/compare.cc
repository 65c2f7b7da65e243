// The first difference between two traces, in words.
#include "sim/trace/compare.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "sim/data/json_text.h"
#include "sim/data/words.h"
#include "sim/trace/clock_text.h"

namespace conclave::sim {
namespace {

constexpr std::size_t most_members = 12;
constexpr std::size_t longest_value = 120;
constexpr std::size_t longest_line = 200;

struct Member {
  std::string path;  // "message.append_request.term"
  std::string value;
};

// The innermost parts of a value, in their order.
void flatten(const Json& value, const std::string& path, std::vector<Member>& out) {
  if (!value.is_structured() || value.empty()) {
    out.push_back({path, value.dump(-1, ' ', false, Json::error_handler_t::replace)});
    return;
  }
  for (const auto& [key, member] : value.items()) {
    flatten(member, path.empty() ? key : path + "." + key, out);
  }
}

std::optional<std::vector<Member>> members_of(std::string_view line) {
  InputErrors errors;
  const std::optional<Json> json = parse_json(line, errors);
  if (!json || !json->is_object()) return std::nullopt;
  std::vector<Member> members;
  flatten(*json, "", members);
  return members;
}

const std::string* find(const std::vector<Member>& members, const std::string& path) {
  for (const Member& member : members) {
    if (member.path == path) return &member.value;
  }
  return nullptr;
}

std::string shown(const std::string* value) {
  return value ? printable(*value, longest_value) : "nothing";
}

// "event 812, recv on n2 at 1.204s", as far as a line has them.
std::string headline(std::string_view line) {
  const auto members = members_of(line);
  if (!members) return "";
  const auto word = [&](const char* path) -> std::string {
    const std::string* value = find(*members, path);
    return value ? printable(value->front() == '"' ? value->substr(1, value->size() - 2) : *value)
                 : "";
  };
  if (find(*members, "conclave_trace")) return "the header";
  if (!find(*members, "i")) return find(*members, "end") ? "the end line" : "";
  std::string text = "event " + word("i") + ", " + word("kind");
  if (find(*members, "node")) text += " on " + word("node");
  if (find(*members, "t")) text += " at " + word("t") + " ns";
  return text;
}

// Nobody can take such a line apart: show where its texts part.
std::string explain_texts(std::string_view expected, std::string_view actual, const Sides& sides) {
  const auto parting =
      std::mismatch(expected.begin(), expected.end(), actual.begin(), actual.end());
  const auto column = static_cast<std::size_t>(parting.first - expected.begin());
  const std::size_t from = column < 40 ? 0 : column - 40;
  const auto piece = [&](std::string_view text) {
    return in_quotes(text.size() < from ? "" : text.substr(from), longest_value);
  };
  return "  from column " + std::to_string(column + 1) + "\n  " + std::string(sides.expected) +
         " " + piece(expected) + "\n  " + std::string(sides.actual) + " " + piece(actual) + "\n";
}

}  // namespace

std::string explain_difference(std::string_view expected, std::string_view actual, Sides sides) {
  const auto before = members_of(expected), after = members_of(actual);
  if (!before || !after) return explain_texts(expected, actual, sides);
  std::vector<std::string> paths;  // of members that differ, in the order of the lines
  for (const Member& member : *before) {
    const std::string* other = find(*after, member.path);
    if (!other || *other != member.value) paths.push_back(member.path);
  }
  for (const Member& member : *after) {
    if (!find(*before, member.path)) paths.push_back(member.path);
  }
  if (paths.empty()) return explain_texts(expected, actual, sides);
  std::string text;
  for (std::size_t i = 0; i < std::min(paths.size(), most_members); ++i) {
    text += "  " + printable(paths[i]) + ": " + std::string(sides.expected) + " " +
            shown(find(*before, paths[i])) + ", " + std::string(sides.actual) + " " +
            shown(find(*after, paths[i])) + "\n";
  }
  if (paths.size() > most_members) {
    text += "  and " + std::to_string(paths.size() - most_members) + " more members\n";
  }
  return text;
}

void TraceComparison::line(std::string_view actual) {
  if (difference_ || ended_) return;
  const std::optional<std::string_view> expected = expected_.next();
  if (!expected) {
    if (error()) return;
    if (!complete_) {
      ended_ = true;
      return;
    }
    return differ("  " + std::string(sides_.expected) + " the trace is over\n  " +
                  std::string(sides_.actual) + " " + printable(actual, longest_line) + "\n");
  }
  if (*expected == actual || (same_ == 0 && differ_in_version_only(*expected, actual))) {
    complete_ = actual.substr(0, 7) == R"({"end":)";
    return keep(actual);
  }
  if (expected_.unfinished() && !members_of(*expected)) {
    ended_ = true;
    return;
  }
  std::string where = headline(*expected);
  if (!where.empty()) where = "  in " + where + "\n";
  differ(where + explain_difference(*expected, actual, sides_));
}

void TraceComparison::finish() {
  if (difference_ || ended_ || error()) return;
  const std::optional<std::string_view> expected = expected_.next();
  if (error()) return;
  if (!expected || (expected_.unfinished() && !members_of(*expected))) {
    ended_ = !complete_;
    return;
  }
  differ("  " + std::string(sides_.expected) + " " + printable(*expected, longest_line) + "\n  " +
         std::string(sides_.actual) + " the trace is over\n");
}

bool TraceComparison::differ_in_version_only(std::string_view expected, std::string_view actual) {
  const auto before = members_of(expected), after = members_of(actual);
  if (!before || !after || before->size() != after->size()) return false;
  for (std::size_t i = 0; i < before->size(); ++i) {
    const Member &a = (*before)[i], &b = (*after)[i];
    if (a.path != b.path) return false;
    if (a.value == b.value) continue;
    if (a.path != "version") return false;
    versions_ = printable(a.value) + ", " + std::string(sides_.actual) + " " + printable(b.value);
  }
  return true;
}

void TraceComparison::keep(std::string_view line) {
  before_[same_++ % before_.size()] = line;
}

void TraceComparison::differ(std::string what) {
  std::string text = "line " + std::to_string(same_ + 1) + " differs\n" + what;
  const std::uint64_t context = std::min<std::uint64_t>(same_, before_.size());
  if (context > 0) text += "before it, the same on both sides:\n";
  for (std::uint64_t i = same_ - context; i < same_; ++i) {
    text += "  " + printable(before_[i % before_.size()], longest_line) + "\n";
  }
  difference_ = std::move(text);
}

}  // namespace conclave::sim

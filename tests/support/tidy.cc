#include "tests/support/tidy.h"

// The tables are the house rules; the functions below them only look things up.

#include <algorithm>
#include <array>
#include <cctype>
#include <map>
#include <optional>
#include <regex>
#include <set>

namespace conclave::tidy {
namespace {

// --- The floors ----------------------------------------------------------------------------------

// What the files of a room may include: other rooms ("sim/data/") and single files
// ("sim/kernel/time.h"). A room may always include itself.
struct Room {
  std::string_view name;  // its paths begin with this; of several, the longest counts
  std::vector<std::string_view> may_include;
  bool std_only;  // no library outside of the standard one
};

const std::vector<Room>& rooms() {
  static const std::vector<Room> all = {
      // The language that every protocol speaks.
      {"protocols/core/", {}, true},
      // Any protocol: it can be lifted out and run for real.
      {"protocols/", {"protocols/core/"}, true},
      // The list of protocols.
      {"protocols/registry.", {"protocols/"}, true},

      {"sim/kernel/", {"protocols/core/check.h"}, true},
      {"sim/data/", {"protocols/core/"}, false},
      {"sim/store/", {"protocols/core/"}, false},
      // The window leans on neither side.
      {"sim/trace/", {"protocols/core/", "sim/kernel/time.h", "sim/data/"}, false},

      {"sim/world/",
       {"protocols/core/", "sim/kernel/", "sim/data/", "sim/store/", "sim/trace/"},
       false},
      {"sim/world/cluster.",
       {"protocols/core/", "protocols/registry.h", "sim/kernel/", "sim/data/", "sim/store/",
        "sim/trace/", "sim/world/"},
       false},
      // A judge sees what the public sees.
      {"sim/checkers/",
       {"protocols/core/", "sim/kernel/time.h", "sim/data/", "sim/store/", "sim/trace/"},
       false},

      // A client is a stranger with an address.
      {"sim/client/",
       {"protocols/core/", "sim/kernel/", "sim/data/", "sim/store/", "sim/trace/", "sim/world/"},
       false},
      // A fault is physics, not malice.
      {"sim/faults/",
       {"protocols/core/", "sim/kernel/", "sim/data/", "sim/trace/", "sim/world/"},
       false},

      {"sim/run/",
       {"protocols/core/", "protocols/registry.h", "sim/kernel/", "sim/data/", "sim/store/",
        "sim/trace/", "sim/world/", "sim/checkers/", "sim/faults/", "sim/client/"},
       false},
      {"sim/shrink/", {"protocols/core/", "protocols/registry.h", "sim/"}, false},
      {"tools/", {"protocols/", "sim/"}, false},
  };
  return all;
}

// The room of "protocols/raft/log.h" is protocols/raft/: the rule for protocols/ holds for each
// alone.
std::string own_folder(std::string_view path, const Room& room) {
  if (room.name != "protocols/") return std::string(room.name);
  return std::string(path.substr(0, path.find('/', room.name.size()) + 1));
}

const Room* room_of(std::string_view path) {
  const Room* found = nullptr;
  for (const Room& room : rooms()) {
    if (!path.starts_with(room.name)) continue;
    if (!found || room.name.size() > found->name.size()) found = &room;
  }
  // A file directly in protocols/ belongs to no protocol.
  if (found && found->name == "protocols/" && own_folder(path, *found).empty()) return nullptr;
  return found;
}

// --- The banned names ----------------------------------------------------------------------------

struct Banned {
  const char* pattern;
  const char* why;
};

constexpr std::array determinism_and_ownership = {
    Banned{R"(\b(system|steady|high_resolution)_clock\b)", "time comes from the event loop"},
    Banned{
        R"(\bgettimeofday\b|\bclock_gettime\b|\bstd::time\s*\(|\btime\s*\(\s*(NULL|nullptr|0)\s*\))",
        "time comes from the event loop"},
    Banned{R"(\brandom_device\b|\bmt19937|#\s*include\s*<random>)", "chance comes from Random"},
    Banned{R"(\bs?rand\s*\(|\barc4random)", "chance comes from Random"},
    Banned{R"(\bstd::(ranges::)?(shuffle|sample)\b|\brandom_shuffle\b)",
           "standard libraries differ; use Random"},
    Banned{R"(\bunordered_)", "the order of a hash table is nobody's"},
    Banned{R"(\bstd::hash\b)", "differs between standard libraries"},
    Banned{
        R"(#\s*include\s*<(thread|mutex|shared_mutex|condition_variable|future|atomic|stop_token)>)",
        "a run has one thread"},
    Banned{R"(\bstd::(j?thread|async|mutex|atomic|promise)\b|\bpthread_)", "a run has one thread"},
    Banned{R"(\bthread_local\b)", "no globals, of a thread either"},
    Banned{R"(\bstd::(multi)?(map|set)\s*<\s*(const\s+)?[\w:]+(\s*<[^<>]*>)?\s*(const\s*)?\*)",
           "addresses differ from run to run: no pointers as keys"},
    Banned{R"(\bstd::(less|greater)\s*<[^<>]*\*\s*>)",
           "addresses differ from run to run: no order of pointers"},
    Banned{R"(\b(shared_ptr|make_shared|weak_ptr)\b)",
           "somebody owns it: use a value or unique_ptr"},
};

// Rooms where something is decided: there a probability is a Ratio, and time is in nanoseconds.
constexpr std::array deciding_rooms = {"protocols/",  "sim/kernel/", "sim/store/",   "sim/world/",
                                       "sim/client/", "sim/faults/", "sim/checkers/"};
constexpr Banned floating_point = {R"(\b(double|float)\b)",
                                   "no floating point on the way to a decision"};

// --- The top level -------------------------------------------------------------------------------

constexpr std::array top_level_names = {
    "CMakeLists.txt", "sim",         "protocols",    "scenarios",         "tests", "tools",
    "README.md",      "LICENSE",     "CHANGELOG.md", "CMakePresets.json", ".ci",   ".github",
    ".clang-format",  ".clang-tidy", ".gitignore"};

// --- Helpers -------------------------------------------------------------------------------------

std::string at(const Source& source, std::size_t offset) {
  const auto line = std::count(source.text.begin(),
                               source.text.begin() + static_cast<std::ptrdiff_t>(offset), '\n');
  return source.path + ":" + std::to_string(line + 1) + ": ";
}

bool is_code(std::string_view path) {
  return path.ends_with(".h") || path.ends_with(".cc");
}

bool allowed(std::string_view path, const Room& room, std::string_view included) {
  if (included.starts_with(own_folder(path, room))) return true;
  return std::any_of(room.may_include.begin(), room.may_include.end(), [&](std::string_view place) {
    return place.ends_with('/') ? included.starts_with(place) : included == place;
  });
}

bool is_word(char c) {
  return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

// --- Classes -------------------------------------------------------------------------------------

struct ClassPlace {
  std::string name;    // conclave::sim::Journal::Frame
  std::size_t offset;  // of its brace
};

// What an open brace begins, by the text between the last end of a statement and it.
struct Scope {
  enum class Kind { names, own_names, other };  // own_names: nobody else sees them
  Kind kind = Kind::other;
  std::string path;  // with what is around it; ends in "::" unless it is empty
  bool is_class = false;
};

// "template <...>", "requires C<...>", "public:" and the like say nothing of who begins.
std::string without_preamble(std::string head) {
  static const std::regex access(R"(^\s*(public|private|protected)\s*:)");
  static const std::regex templated(R"(^\s*(template|requires\s+[\w:]+)\s*<)");
  std::smatch match;
  for (;;) {
    if (std::regex_search(head, match, access)) {
      head = match.suffix();
    } else if (std::regex_search(head, match, templated)) {
      head = match.suffix();
      std::size_t end = 0;
      for (int depth = 1; end < head.size() && depth > 0; ++end) {
        depth += head[end] == '<' ? 1 : head[end] == '>' ? -1 : 0;
      }
      head.erase(0, end);
    } else {
      return head;
    }
  }
}

Scope opened(const std::string& text, const Scope& around) {
  static const std::regex space(R"(^\s*(?:inline\s+)?namespace\b\s*([\w:]*)\s*$)");
  static const std::regex suite(R"(^\s*TEST_SUITE\s*\()");  // a namespace of no lasting name
  static const std::regex type(
      R"(^\s*(?:typedef\s+)?(?:enum\s+(?:class\b|struct\b)?|class\b|struct\b|union\b))"
      R"((?:\s*\[\[[^\]]*\]\]|\s*alignas\s*\([^)]*\))*\s*(\w*)\s*(<[^{]*>)?\s*(?:final\s*)?(?::[^:(=][^(=]*)?$)");
  if (around.kind == Scope::Kind::other) return {};
  const std::string head = without_preamble(text);
  std::smatch match;
  if (std::regex_search(head, suite)) return {around.kind, around.path};
  if (std::regex_match(head, match, space)) {
    if (match[1].length() == 0) return {Scope::Kind::own_names, around.path};
    return {around.kind, around.path + match[1].str() + "::"};
  }
  if (!std::regex_match(head, match, type)) return {};
  if (match[1].length() == 0) return {Scope::Kind::own_names, around.path};
  std::string arguments = match[2];
  std::erase_if(arguments, [](unsigned char c) { return std::isspace(c) != 0; });
  return {around.kind, around.path + match[1].str() + arguments + "::", true};
}

std::string without_directives(std::string code) {
  static const std::regex directive(R"((^|\n)[ \t]*#(\\\n|[^\n])*)");
  for (std::smatch match; std::regex_search(code, match, directive);) {
    const auto from = code.begin() + match.position();
    std::replace_if(
        from, from + match.length(), [](char c) { return c != '\n'; }, ' ');
  }
  return code;
}

// Those that others see.
std::vector<ClassPlace> classes_in(const Source& source) {
  const std::string code = without_directives(code_only(source.text));
  std::vector<Scope> scopes{{Scope::Kind::names, "", false}};
  std::vector<ClassPlace> classes;
  std::size_t statement = 0;
  for (std::size_t i = 0; i < code.size(); ++i) {
    if (code[i] == '{') {
      Scope scope = opened(code.substr(statement, i - statement), scopes.back());
      if (scope.is_class && scope.kind == Scope::Kind::names) {
        classes.push_back({scope.path.substr(0, scope.path.size() - 2), i});
      }
      scopes.push_back(std::move(scope));
    } else if (code[i] == '}') {
      if (scopes.size() > 1) scopes.pop_back();
    }
    if (code[i] == '{' || code[i] == '}' || code[i] == ';') statement = i + 1;
  }
  return classes;
}

}  // namespace

Complaints twins(const std::vector<Source>& sources) {
  std::map<std::string, std::pair<const Source*, std::string>> first;  // by name: file, place
  Complaints complaints;
  for (const Source& source : sources) {
    for (const ClassPlace& found : classes_in(source)) {
      const std::string place = at(source, found.offset);
      const auto [known, fresh] = first.emplace(found.name, std::pair(&source, place));
      if (fresh || known->second.first == &source) continue;
      complaints.push_back(place + found.name + " is also defined at " +
                           known->second.second.substr(0, known->second.second.size() - 2));
    }
  }
  return complaints;
}

Complaints floors(const Source& source) {
  const Room* room = room_of(source.path);
  if (!room) return {source.path + ": is in no room that the floors know"};

  // Only commented-out includes differ between the two, and they include nothing.
  const std::string code = code_only(source.text);
  static const std::regex include(R"((^|\n)[ \t]*#[ \t]*include[ \t]*(["<])([^">\n]*)[">])");
  Complaints complaints;
  for (std::sregex_iterator match(source.text.begin(), source.text.end(), include), end;
       match != end; ++match) {
    const auto place = static_cast<std::size_t>(match->position(2));
    if (code.rfind('#', place) != source.text.rfind('#', place)) continue;
    const std::string included = (*match)[3];
    if ((*match)[2] == "<") {
      // The standard library's headers are words without a dot.
      if (room->std_only && included.find_first_of("./") != std::string::npos) {
        complaints.push_back(at(source, place) + std::string(room->name) +
                             " knows only the standard library, not <" + included + ">");
      }
    } else if (!room_of(included)) {
      complaints.push_back(at(source, place) + "\"" + included +
                           "\" is not written from the project root");
    } else if (!allowed(source.path, *room, included)) {
      complaints.push_back(at(source, place) + own_folder(source.path, *room) +
                           " may not include \"" + included + "\"");
    }
  }
  return complaints;
}

Complaints names(const Source& source) {
  std::vector<Banned> banned(determinism_and_ownership.begin(), determinism_and_ownership.end());
  if (std::any_of(deciding_rooms.begin(), deciding_rooms.end(),
                  [&](const char* room) { return source.path.starts_with(room); })) {
    banned.push_back(floating_point);
  }
  const std::string code = code_only(source.text);
  Complaints complaints;
  for (const Banned& name : banned) {
    const std::regex pattern(name.pattern);
    for (std::sregex_iterator match(code.begin(), code.end(), pattern), end; match != end;
         ++match) {
      complaints.push_back(at(source, static_cast<std::size_t>(match->position())) + match->str() +
                           ": " + name.why);
    }
  }
  return complaints;
}

Complaints opening(const Source& source) {
  std::string_view text = source.text;
  const auto skip_space = [&] {
    text.remove_prefix(std::min(text.find_first_not_of(" \t\n"), text.size()));
  };
  skip_space();
  // Before it may stand what makes a header a header, and a source file's own header.
  for (std::string_view prefix : {"#pragma once", "#include \""}) {
    if (!text.starts_with(prefix)) continue;
    text.remove_prefix(std::min(text.find('\n'), text.size()));
    skip_space();
  }
  if (text.starts_with("//") || text.starts_with("/*")) return {};
  return {source.path + ": opens without saying what it is for"};
}

Complaints readmes(const std::vector<std::string>& paths) {
  std::set<std::string> owing, having;
  for (const std::string& path : paths) {
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    if (path == folder + "README.md") having.insert(folder);
    // Tests and scenarios are introduced together, not a folder at a time.
    if (path.starts_with("tests/") || path.starts_with("scenarios/")) {
      owing.insert(path.substr(0, path.find('/') + 1));
    } else if (is_code(path)) {
      for (auto end = path.find('/'); end != std::string::npos; end = path.find('/', end + 1)) {
        owing.insert(path.substr(0, end + 1));
      }
    }
  }
  Complaints complaints;
  for (const std::string& folder : owing) {
    if (!having.contains(folder)) complaints.push_back(folder + ": has no README.md");
  }
  return complaints;
}

Complaints top_level(const std::vector<std::string>& paths) {
  std::set<std::string> entries;
  for (const std::string& path : paths) entries.insert(path.substr(0, path.find('/')));
  Complaints complaints;
  for (const std::string& entry : entries) {
    if (std::find(top_level_names.begin(), top_level_names.end(), entry) == top_level_names.end()) {
      complaints.push_back(entry + ": is not one of the names at the top level");
    }
  }
  return complaints;
}

std::string code_only(std::string_view text) {
  std::string code(text);
  const auto blank = [&](std::size_t from, std::size_t to) {
    to = std::min(to, code.size());
    for (; from < to; ++from) {
      if (code[from] != '\n') code[from] = ' ';
    }
    return to;
  };
  const auto after = [&](std::string_view end, std::size_t from) {
    const auto found = text.find(end, from);
    return found == std::string_view::npos ? text.size() : found + end.size();
  };
  // A quote is closed by an unescaped one of its kind, or by the end of the line.
  const auto after_quoted = [&](std::size_t from) {
    const char quote = text[from];
    std::size_t i = from + 1;
    for (; i < text.size() && text[i] != quote && text[i] != '\n'; ++i) {
      if (text[i] == '\\') ++i;
    }
    return i + 1;
  };
  for (std::size_t i = 0; i < text.size();) {
    const std::string_view rest = text.substr(i);
    const bool inside_word = i > 0 && is_word(text[i - 1]);
    if (rest.starts_with("//")) {
      i = blank(i, after("\n", i));
    } else if (rest.starts_with("/*")) {
      i = blank(i, after("*/", i + 2));
    } else if (rest.starts_with("R\"") && !inside_word) {
      const auto open = text.find('(', i);
      if (open == std::string_view::npos) return code;
      i = blank(i, after(")" + std::string(text.substr(i + 2, open - i - 2)) + "\"", open));
    } else if (rest[0] == '"' || (rest[0] == '\'' && !inside_word)) {  // 1'000 is a number
      i = blank(i, after_quoted(i));
    } else {
      ++i;
    }
  }
  return code;
}

}  // namespace conclave::tidy

#include "tools/command_line.h"

// The one file that knows the library which takes command lines apart (it is slow to compile).

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cctype>
#include <utility>

#include "sim/data/words.h"
#include "tools/arguments.h"
#include "tools/version.h"

namespace conclave::tools {
namespace {

constexpr const char* about =
    "Conclave runs consensus protocols in a simulated world of slow links, full disks and sudden\n"
    "crashes, bit for bit the same for the same seed, and judges what they do.";

constexpr const char* conventions =
    "A file called - is standard input or output. Every flag has a twin in the environment: for\n"
    "--seed it is CONCLAVE_SEED. `conclave COMMAND --help` has examples.\n"
    "Exit: 0 as expected, 1 violation, 2 undecided, 3 nondeterminism, 64 usage, 65 bad input,\n"
    "66 cannot read, 73 cannot create, 74 cannot write, 70 internal, 130 and 143 interrupted.";

// "--max-time" to "CONCLAVE_MAX_TIME".
std::string twin_of(const std::string& flag) {
  std::string name = "CONCLAVE_";
  for (const char c : flag.substr(2)) {
    name += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  }
  return name;
}

// "-o,--output" to "--output"; a positional stays what it is.
std::string long_name(const std::string& name) {
  const auto dashes = name.find("--");
  return dashes == std::string::npos ? name : name.substr(dashes);
}
bool is_positional(const std::string& name) {
  return name[0] != '-';
}

class AppArguments final : public Arguments {
 public:
  explicit AppArguments(CLI::App& app) : app_(app) {}

  // Hands over what was given, or what the environment says. Returns everything that is wrong.
  std::vector<std::string> take_all(const Environment& environment) const {
    std::vector<std::string> wrong;
    for (const Taken& each : taken_) {
      std::vector<std::string> values = each.option->results();
      std::string place = each.name;
      if (values.empty() && !is_positional(each.name)) {
        const std::string twin = twin_of(each.name);
        const char* value = environment(twin.c_str());
        if (value == nullptr || *value == '\0') continue;
        values = {value};
        place = twin;
      }
      for (const std::string& value : values) {
        if (auto error = each.take(value)) wrong.push_back(place + ": " + *error);
      }
    }
    return wrong;
  }

 private:
  struct Taken {
    std::string name;
    CLI::Option* option;
    Take take;
  };

  void option(Declared declared, Take take) override {
    const bool is_flag = !is_positional(declared.name) && declared.unit.empty();
    CLI::Option* made =
        is_flag ? app_.add_flag(declared.name, std::as_const(declared.meaning))
                : app_.add_option(
                      declared.name, [](const CLI::results_t&) { return true; }, declared.meaning);
    if (is_flag) made->take_last();
    if (declared.repeats) {
      if (!is_positional(declared.name)) {
        made->take_all();
      } else {
        made->expected(-1);
        made->take_all();
      }
    }
    if (declared.required) made->required();
    if (!is_flag) made->option_text(text_of(declared));
    taken_.push_back({long_name(declared.name), made, std::move(take)});
  }
  static std::string text_of(const Declared& declared) {
    if (is_positional(declared.name)) return declared.repeats ? "..." : "";
    return declared.unit + (declared.repeats ? " ..." : "");
  }

  CLI::App& app_;
  std::vector<Taken> taken_;
};

std::string last_word(std::string_view name) {
  const auto space = name.find(' ');
  return std::string(space == std::string_view::npos ? name : name.substr(space + 1));
}

std::vector<std::string> flags_of(const CLI::App& app) {
  std::vector<std::string> flags;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& name : option->get_lnames()) flags.push_back("--" + name);
  }
  return flags;
}

// One command line, taken apart.
class CommandLine {
 public:
  explicit CommandLine(const Environment& environment) : environment_(environment) {
    app_.description(about);
    app_.footer(conventions);
    app_.require_subcommand(1);
    app_.set_version_flag("--version", "conclave " + std::string(library_version()));
    for (const CommandKind& kind : command_kinds()) add(kind);
  }

  std::variant<Asked, Answer> read(std::vector<std::string> words) {
    if (auto answer = unknown_command(words)) return *answer;
    std::reverse(words.begin(), words.end());  // as the library wants them
    try {
      app_.parse(words);
    } catch (const CLI::CallForHelp&) {
      return Answer{Exit::ok, help()};
    } catch (const CLI::CallForAllHelp&) {
      return Answer{Exit::ok, help()};
    } catch (const CLI::CallForVersion& version) {
      return Answer{Exit::ok, std::string(version.what()) + "\n"};
    } catch (const CLI::ParseError& error) {
      return refused(error);
    }
    return chosen();
  }

 private:
  struct Row {
    CLI::App* app = nullptr;
    std::unique_ptr<Command> command;
    std::unique_ptr<AppArguments> arguments;
    std::string color = "auto";
  };

  void add(const CommandKind& kind) {
    CLI::App* parent = &app_;
    if (kind.name.find(' ') != std::string_view::npos)
      parent = group(std::string(kind.first_word()));
    rows_.push_back(std::make_unique<Row>());
    Row& row = *rows_.back();
    row.app = parent->add_subcommand(last_word(kind.name), std::string(kind.summary));
    if (!kind.examples.empty()) row.app->footer("Examples:\n" + std::string(kind.examples));
    row.command = kind.make();
    row.arguments = std::make_unique<AppArguments>(*row.app);
    row.command->describe(*row.arguments);
    row.arguments->choice("--color", {"auto", "always", "never"},
                          "when to use colours; NO_COLOR is heeded too", row.color);
  }
  CLI::App* group(const std::string& name) {
    for (CLI::App* known : app_.get_subcommands({})) {
      if (known->get_name() == name) return known;
    }
    CLI::App* made = app_.add_subcommand(name, "look at scenario files without running them");
    made->require_subcommand(1);
    made->footer("");
    return made;
  }

  // The library would only say that a command is required.
  std::optional<Answer> unknown_command(const std::vector<std::string>& words) const {
    if (words.empty() || words[0].empty() || words[0][0] == '-') return std::nullopt;
    const CLI::App* app = &app_;
    for (const std::string& word : words) {
      std::vector<std::string> known;
      const CLI::App* found = nullptr;
      for (const CLI::App* each : app->get_subcommands({})) {
        known.push_back(each->get_name());
        if (each->get_name() == word) found = each;
      }
      if (known.empty() || word.starts_with('-')) return std::nullopt;
      if (found == nullptr) {
        return Answer{Exit::usage,
                      "there is no command " + sim::in_quotes(word) + sim::suggestion(word, known)};
      }
      app = found;
    }
    return std::nullopt;
  }

  // The command that the words led to, however far they came.
  const CLI::App* reached() const {
    const CLI::App* app = &app_;
    while (!app->get_subcommands().empty()) app = app->get_subcommands().front();
    return app;
  }
  std::string help() const { return reached()->help(path(), CLI::AppFormatMode::Normal); }
  // The words before the reached command's own name.
  std::string path() const {
    const CLI::App* app = reached();
    std::string before;
    for (const CLI::App* up = app->get_parent(); up != nullptr; up = up->get_parent()) {
      before = (up->get_name().empty() ? "conclave" : up->get_name()) +
               (before.empty() ? "" : " " + before);
    }
    return before;
  }
  std::string full_name() const {
    const std::string before = path();
    return before.empty() ? "conclave" : before + " " + reached()->get_name();
  }

  Answer refused(const CLI::ParseError& error) const {
    const CLI::App* app = reached();
    if (!app->get_subcommands({}).empty() && app->remaining().empty()) {
      return {Exit::usage, "a command is missing\n\n" + help()};
    }
    std::string text = error.what();
    if (dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr && !app->remaining().empty()) {
      const std::string extra = app->remaining().front();
      text = sim::in_quotes(extra) + " is not expected";
      if (extra.starts_with("-")) text += sim::suggestion(extra, flags_of(*app));
    }
    return {Exit::usage, text + " (see " + full_name() + " --help)"};
  }

  std::variant<Asked, Answer> chosen() {
    const CLI::App* app = reached();
    for (const auto& row : rows_) {
      if (row->app != app) continue;
      const std::vector<std::string> wrong = row->arguments->take_all(environment_);
      if (!wrong.empty()) {
        std::string text;
        for (const std::string& each : wrong) text += (text.empty() ? "" : "\n") + each;
        return Answer{Exit::usage, text};
      }
      ColorChoice color = ColorChoice::automatic;
      if (row->color == "always") color = ColorChoice::always;
      if (row->color == "never") color = ColorChoice::never;
      return Asked{std::move(row->command), color};
    }
    return Answer{Exit::usage, "a command is missing\n\n" + help()};
  }

  const Environment& environment_;
  CLI::App app_{"", "conclave"};
  std::vector<std::unique_ptr<Row>> rows_;
};

}  // namespace

std::variant<Asked, Answer> read_command_line(const std::vector<std::string>& words,
                                              const Environment& environment) {
  return CommandLine(environment).read(words);
}

}  // namespace conclave::tools

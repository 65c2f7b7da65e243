// conclave completions: scripts that teach a shell our commands and flags.
//
// They are made from what the commands declare, so they cannot lag behind.

#include <algorithm>
#include <string>
#include <vector>

#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/terminal.h"

namespace conclave::tools {
namespace {

struct Flag {
  std::string name;    // "--seed"
  std::string letter;  // "j", or empty
  std::string meaning;
  bool takes_value = false;
};

// Flags, as a command declares them.
class FlagList final : public Arguments {
 public:
  const std::vector<Flag>& flags() const { return flags_; }

 private:
  void option(Declared declared, Take) override {
    if (declared.name[0] != '-') return;  // a positional: a file, mostly
    Flag flag;
    const auto dashes = declared.name.find("--");
    flag.name = declared.name.substr(dashes);
    if (dashes > 0) flag.letter = declared.name.substr(1, 1);
    flag.meaning = declared.meaning;
    flag.takes_value = !declared.unit.empty();
    flags_.push_back(std::move(flag));
  }
  std::vector<Flag> flags_;
};

std::vector<Flag> flags_of(const CommandKind& kind) {
  const std::unique_ptr<Command> command = kind.make();
  FlagList list;
  command->describe(list);
  std::vector<Flag> flags = list.flags();
  flags.push_back({"--color", "", "when to use colours", true});
  flags.push_back({"--help", "h", "what the command takes", false});
  return flags;
}

std::string second_word(std::string_view name) {
  const auto space = name.find(' ');
  return space == std::string_view::npos ? "" : std::string(name.substr(space + 1));
}

std::vector<std::string> first_words() {
  std::vector<std::string> words;
  for (const CommandKind& kind : command_kinds()) {
    const std::string word(kind.first_word());
    if (std::find(words.begin(), words.end(), word) == words.end()) words.push_back(word);
  }
  return words;
}

std::vector<std::string> words_behind(const std::string& group) {
  std::vector<std::string> words;
  for (const CommandKind& kind : command_kinds()) {
    const std::string second = second_word(kind.name);
    if (kind.first_word() == group && !second.empty()) words.push_back(second);
  }
  return words;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : " ") + word;
  return text;
}

// Between single quotes.
std::string in_quotes(std::string_view text) {
  std::string out = "'";
  for (const char c : text) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

// The cases that bash and zsh share: a command's words, and its flags.
std::string cases() {
  std::string text;
  for (const CommandKind& kind : command_kinds()) {
    std::vector<std::string> names;
    for (const Flag& flag : flags_of(kind)) names.push_back(flag.name);
    text += "    " + in_quotes(kind.name) + ") flags=" + in_quotes(joined(names)) + " ;;\n";
  }
  return text;
}
std::string groups() {
  std::string text;
  for (const std::string& group : first_words()) {
    const std::vector<std::string> words = words_behind(group);
    if (!words.empty()) {
      text += "    " + group + ") subcommands=" + in_quotes(joined(words)) + " ;;\n";
    }
  }
  return text;
}

std::string bash_script() {
  return "# bash completion for conclave:  source <(conclave completions bash)\n"
         "_conclave() {\n"
         "  local word=${COMP_WORDS[COMP_CWORD]} name=${COMP_WORDS[1]} subcommands='' flags=''\n"
         "  COMPREPLY=()\n"
         "  if ((COMP_CWORD == 1)); then\n"
         "    COMPREPLY=($(compgen -W " +
         in_quotes(joined(first_words()) + " --help --version") +
         " -- \"$word\"))\n"
         "    return\n"
         "  fi\n"
         "  case $name in\n" +
         groups() +
         "  esac\n"
         "  if [[ -n $subcommands ]]; then\n"
         "    if ((COMP_CWORD == 2)); then\n"
         "      COMPREPLY=($(compgen -W \"$subcommands\" -- \"$word\"))\n"
         "      return\n"
         "    fi\n"
         "    name+=\" ${COMP_WORDS[2]}\"\n"
         "  fi\n"
         "  case $name in\n" +
         cases() +
         "  esac\n"
         "  if [[ $word == -* ]]; then\n"
         "    COMPREPLY=($(compgen -W \"$flags\" -- \"$word\"))\n"
         "  fi\n"
         "}\n"
         "complete -o default -F _conclave conclave\n";
}

std::string zsh_script() {
  return "#compdef conclave\n"
         "# zsh completion for conclave:  source <(conclave completions zsh)\n"
         "_conclave() {\n"
         "  local word=${words[CURRENT]} name=${words[2]} subcommands='' flags=''\n"
         "  if ((CURRENT == 2)); then\n"
         "    compadd -- ${=:-" +
         joined(first_words()) +
         " --help --version}\n"
         "    return\n"
         "  fi\n"
         "  case $name in\n" +
         groups() +
         "  esac\n"
         "  if [[ -n $subcommands ]]; then\n"
         "    if ((CURRENT == 3)); then\n"
         "      compadd -- ${=subcommands}\n"
         "      return\n"
         "    fi\n"
         "    name+=\" ${words[3]}\"\n"
         "  fi\n"
         "  case $name in\n" +
         cases() +
         "  esac\n"
         "  if [[ $word == -* ]]; then\n"
         "    compadd -- ${=flags}\n"
         "  else\n"
         "    _files\n"
         "  fi\n"
         "}\n"
         "if [[ $funcstack[1] == _conclave ]]; then _conclave \"$@\"; else compdef _conclave "
         "conclave; "
         "fi\n";
}

// A condition: the words so far are those of this command.
std::string fish_condition(const CommandKind& kind) {
  const std::string second = second_word(kind.name);
  std::string condition = "__fish_seen_subcommand_from " + std::string(kind.first_word());
  if (!second.empty()) condition += "; and __fish_seen_subcommand_from " + second;
  return condition;
}

std::string fish_script() {
  std::string text = "# fish completion for conclave:  conclave completions fish | source\n";
  for (const std::string& word : first_words()) {
    text += "complete -c conclave -f -n __fish_use_subcommand -a " + word;
    for (const CommandKind& kind : command_kinds()) {
      if (kind.name == word) text += " -d " + in_quotes(kind.summary);
    }
    text += "\n";
  }
  for (const CommandKind& kind : command_kinds()) {
    const std::string second = second_word(kind.name);
    if (!second.empty()) {
      const std::string group(kind.first_word());
      text += "complete -c conclave -f -n '__fish_seen_subcommand_from " + group +
              "; and not __fish_seen_subcommand_from " + joined(words_behind(group)) + "' -a " +
              second + " -d " + in_quotes(kind.summary) + "\n";
    }
    for (const Flag& flag : flags_of(kind)) {
      text += "complete -c conclave -n " + in_quotes(fish_condition(kind)) + " -l " +
              flag.name.substr(2);
      if (!flag.letter.empty()) text += " -s " + flag.letter;
      if (flag.takes_value) text += " -r";
      text += " -d " + in_quotes(flag.meaning) + "\n";
    }
  }
  return text;
}

class Completions final : public Command {
 public:
  void describe(Arguments& arguments) override {
    arguments.choice("SHELL", {"bash", "zsh", "fish"}, "whose", shell_);
  }
  Exit run(Terminal& terminal) override {
    terminal.print(shell_ == "bash"  ? bash_script()
                   : shell_ == "zsh" ? zsh_script()
                                     : fish_script());
    return Exit::ok;
  }

 private:
  std::string shell_;
};

}  // namespace

CommandKind completions_command() {
  return {"completions", "print a script that teaches your shell the commands and flags",
          "  conclave completions bash >~/.local/share/bash-completion/completions/conclave\n"
          "  source <(conclave completions zsh)\n"
          "  conclave completions fish >~/.config/fish/completions/conclave.fish",
          make_command<Completions>};
}

}  // namespace conclave::tools

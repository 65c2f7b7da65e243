// The command line: words to a command with its arguments, or to what a person needs to read.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "tools/command.h"
#include "tools/terminal.h"

namespace conclave::tools {

struct Asked {
  std::unique_ptr<Command> command;
  ColorChoice color = ColorChoice::automatic;
};

// Help that was asked for (Exit::ok), or what is wrong with the words (Exit::usage).
struct Answer {
  Exit exit = Exit::usage;
  std::string text;
};

using Environment = std::function<const char*(const char* name)>;  // as std::getenv

// `words` are what follows the program's name.
std::variant<Asked, Answer> read_command_line(const std::vector<std::string>& words,
                                              const Environment& environment);

}  // namespace conclave::tools

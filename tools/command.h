// Command: one subcommand. A file of its own says what it takes and what it does, and commands.cc
// has a line for it.
#pragma once

#include <memory>
#include <span>
#include <string_view>

#include "tools/exit_code.h"

namespace conclave::tools {

class Arguments;
class Terminal;

class Command {
 public:
  virtual ~Command() = default;
  // Names the flags, and the members that they fill.
  virtual void describe(Arguments& arguments) = 0;
  // Once they are filled.
  virtual Exit run(Terminal& terminal) = 0;
};

struct CommandKind {
  // "scenario" of "scenario show"; of a command without a group, its name.
  std::string_view first_word() const { return name.substr(0, name.find(' ')); }

  std::string_view name;  // two words for a command of a group: "scenario show"
  std::string_view summary;
  std::string_view examples;  // for the help: a line each
  std::unique_ptr<Command> (*make)() = nullptr;
};

std::span<const CommandKind> command_kinds();

}  // namespace conclave::tools

// The commands, one function each. Adding one is a file of its own, a line here, and a line in
// commands.cc.
#pragma once

#include <memory>

#include "tools/command.h"

namespace conclave::tools {

CommandKind run_command();
CommandKind fuzz_command();
CommandKind replay_command();
CommandKind diff_command();
CommandKind shrink_command();
CommandKind check_command();
CommandKind view_command();
CommandKind scenario_validate_command();
CommandKind scenario_show_command();
CommandKind scenario_sample_command();
CommandKind scenario_schema_command();
CommandKind bench_command();
CommandKind list_command();
CommandKind completions_command();
CommandKind version_command();

template <typename C>
std::unique_ptr<Command> make_command() {
  return std::make_unique<C>();
}

}  // namespace conclave::tools

#include "tools/commands.h"

// The table of commands, in the order of the help.

#include <array>

namespace conclave::tools {

std::span<const CommandKind> command_kinds() {
  static const std::array kinds{
      run_command(),
      fuzz_command(),
      replay_command(),
      diff_command(),
      shrink_command(),
      check_command(),
      view_command(),
      scenario_validate_command(),
      scenario_show_command(),
      scenario_sample_command(),
      scenario_schema_command(),
      bench_command(),
      list_command(),
      completions_command(),
      version_command(),
  };
  return kinds;
}

}  // namespace conclave::tools

#include "tools/exit_code.h"

// The order of exit codes, worst first.

#include <algorithm>
#include <array>

namespace conclave::tools {

Exit worse(Exit a, Exit b) {
  constexpr std::array worst_first{Exit::terminated,   Exit::interrupted,   Exit::internal,
                                   Exit::cannot_write, Exit::cannot_create, Exit::usage,
                                   Exit::cannot_read,  Exit::bad_input,     Exit::nondeterminism,
                                   Exit::violated,     Exit::undecided,     Exit::ok};
  return *std::find_if(worst_first.begin(), worst_first.end(),
                       [&](Exit each) { return each == a || each == b; });
}

Exit exit_for(sim::FileTrouble trouble) {
  switch (trouble) {
    case sim::FileTrouble::cannot_read:
      return Exit::cannot_read;
    case sim::FileTrouble::bad_content:
      return Exit::bad_input;
    case sim::FileTrouble::cannot_create:
      return Exit::cannot_create;
    case sim::FileTrouble::cannot_write:
      return Exit::cannot_write;
  }
  return Exit::internal;
}

}  // namespace conclave::tools

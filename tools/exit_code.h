// Exit codes: what a script learns from a command. README.md explains each.
#pragma once

#include <cstdint>

#include "sim/trace/file_error.h"

namespace conclave::tools {

enum class Exit : std::uint8_t {
  ok = 0,
  violated = 1,        // a property was violated, or an expected violation did not come
  undecided = 2,       // a limit was reached before a verdict
  nondeterminism = 3,  // a replay differs
  usage = 64,          // the command line itself
  bad_input = 65,      // a scenario or trace that is invalid, or of a newer format
  cannot_read = 66,    // a file that is missing, or a folder
  internal = 70,       // our own mistake
  cannot_create = 73,  // nothing was written
  cannot_write = 74,   // an error on the way, such as a full disk
  interrupted = 130,   // Ctrl-C
  terminated = 143,    // SIGTERM
};

// Of two things that happened the one to tell: whatever keeps a verdict from being trusted comes
// before the verdict. 143, 130, 70, 74, 73, 64, 66, 65, 3, 1, 2, 0.
Exit worse(Exit a, Exit b);

Exit exit_for(sim::FileTrouble trouble);

}  // namespace conclave::tools

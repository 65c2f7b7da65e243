// Ctrl-C and SIGTERM, as a flag that long work asks now and then.
//
// A command that stops in good order still prints its summary and keeps what is finished. A second
// signal ends the program at once.
#pragma once

#include "tools/exit_code.h"

namespace conclave::tools {

void catch_interrupts();  // once, before anything long
bool interrupted();
// Exit::ok while nothing came.
Exit interruption();

}  // namespace conclave::tools

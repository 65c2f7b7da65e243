// The program: a command line to an exit code.
#pragma once

#include <string>
#include <vector>

namespace conclave::tools {

// `words` are what follows the program's name.
int run_program(const std::vector<std::string>& words);

}  // namespace conclave::tools

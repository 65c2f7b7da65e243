// conclave: the program. All of it stands in program.cc, where tests can reach it.
#include "tools/program.h"

int main(int argc, char** argv) {
  return conclave::tools::run_program({argv + (argc > 0 ? 1 : 0), argv + argc});
}

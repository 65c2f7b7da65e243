// conclave: the program. All of it stands in program.cc, where tests can reach it.
#include <malloc.h>

#include "tools/program.h"

namespace {

// Logs, journals and the judges' tables grow by doubling and are thrown away with their run. What
// they leave is kept for the next that grows, not handed to the kernel and asked for anew, page by
// page: a sixth of the time of a run of 50,000 operations.
void keep_memory() {
#if defined(__GLIBC__)
  constexpr int mebibyte = 1 << 20;
  mallopt(M_MMAP_THRESHOLD, 32 * mebibyte);
  mallopt(M_TRIM_THRESHOLD, 512 * mebibyte);
  mallopt(M_TOP_PAD, 16 * mebibyte);
#endif
}

}  // namespace

int main(int argc, char** argv) {
  keep_memory();
  return conclave::tools::run_program({argv + (argc > 0 ? 1 : 0), argv + argc});
}

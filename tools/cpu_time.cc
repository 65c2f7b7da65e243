#include "tools/cpu_time.h"

// The thread's CPU clock.

#include <ctime>

namespace conclave::tools {

std::uint64_t cpu_nanoseconds() {
  timespec now{};
  ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U +
         static_cast<std::uint64_t>(now.tv_nsec);
}

}  // namespace conclave::tools

// Linux: /proc/self/status has the figures, and a 5 in /proc/self/clear_refs resets the peak
// (proc(5)).
#include "tools/bench/memory.h"

#include <malloc.h>

#include <fstream>
#include <string>

namespace conclave::tools {
namespace {

// Of a line such as `VmHWM:     1234 kB`.
std::uint64_t status(const std::string& key) {
  std::ifstream file("/proc/self/status");
  for (std::string word; file >> word;) {
    std::uint64_t kib = 0;
    if (word == key && file >> kib) return kib * 1024;
  }
  return 0;
}

}  // namespace

void give_back_memory() {
  ::malloc_trim(0);
  std::ofstream("/proc/self/clear_refs") << "5\n";
}

std::uint64_t resident_bytes() {
  return status("VmRSS:");
}

std::uint64_t peak_resident_bytes() {
  return status("VmHWM:");
}

}  // namespace conclave::tools

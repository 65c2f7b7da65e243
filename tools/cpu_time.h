// How long this thread has computed, for reports. Nothing decides by it.
#pragma once

#include <cstdint>

namespace conclave::tools {

std::uint64_t cpu_nanoseconds();

}  // namespace conclave::tools

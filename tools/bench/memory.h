// How much memory this process holds, as the kernel counts it: resident pages.
//
// What earlier work has freed may still be held, so give_back() comes before a measurement.
#pragma once

#include <cstdint>

namespace conclave::tools {

void give_back_memory();              // what is free goes back, and the peak starts anew from now
std::uint64_t resident_bytes();       // now; 0 where nobody knows
std::uint64_t peak_resident_bytes();  // the most since give_back_memory()

}  // namespace conclave::tools

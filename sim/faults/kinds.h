// The makers of all kinds of faults, one line for each; registry.cc gives them names.
#pragma once

#include <memory>

#include "sim/faults/fault.h"

namespace conclave::sim {

std::unique_ptr<Fault> make_bandwidth();
std::unique_ptr<Fault> make_clock();
std::unique_ptr<Fault> make_clog();
std::unique_ptr<Fault> make_corrupt();
std::unique_ptr<Fault> make_crash();
std::unique_ptr<Fault> make_duplicate();
std::unique_ptr<Fault> make_heal();
std::unique_ptr<Fault> make_hold();
std::unique_ptr<Fault> make_latency();
std::unique_ptr<Fault> make_loss();
std::unique_ptr<Fault> make_partition();
std::unique_ptr<Fault> make_pause();
std::unique_ptr<Fault> make_reorder();
std::unique_ptr<Fault> make_swizzle();

}  // namespace conclave::sim

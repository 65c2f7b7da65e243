// The makers of all kinds of faults, one line for each; registry.cc gives them names.
#pragma once

#include <memory>

#include "sim/faults/fault.h"

namespace conclave::sim {

std::unique_ptr<Fault> make_bandwidth();
std::unique_ptr<Fault> make_bit_rot();
std::unique_ptr<Fault> make_clock();
std::unique_ptr<Fault> make_clog();
std::unique_ptr<Fault> make_corrupt();
std::unique_ptr<Fault> make_crash();
std::unique_ptr<Fault> make_disk_full();
std::unique_ptr<Fault> make_disk_slow();
std::unique_ptr<Fault> make_disk_stall();
std::unique_ptr<Fault> make_duplicate();
std::unique_ptr<Fault> make_heal();
std::unique_ptr<Fault> make_hold();
std::unique_ptr<Fault> make_latency();
std::unique_ptr<Fault> make_loss();
std::unique_ptr<Fault> make_lost_write();
std::unique_ptr<Fault> make_misdirected_write();
std::unique_ptr<Fault> make_partition();
std::unique_ptr<Fault> make_pause();
std::unique_ptr<Fault> make_read_error();
std::unique_ptr<Fault> make_reorder();
std::unique_ptr<Fault> make_restart();
std::unique_ptr<Fault> make_slow();
std::unique_ptr<Fault> make_stale_read();
std::unique_ptr<Fault> make_swizzle();
std::unique_ptr<Fault> make_sync_fails();
std::unique_ptr<Fault> make_sync_lies();
std::unique_ptr<Fault> make_wipe();
std::unique_ptr<Fault> make_write_error();

}  // namespace conclave::sim

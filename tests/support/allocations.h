// Allocations: how often this process has asked for memory by operator new, so far.
//
// The test program replaces the global operators for this. Not under the address sanitizer, which
// has its own; there nobody counts.
#pragma once

#include <cstdint>
#include <optional>

namespace conclave {

std::optional<std::uint64_t> allocations();

}  // namespace conclave

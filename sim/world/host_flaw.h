// The mistakes that can be planted in hosts: in what stands between a protocol and its disk. A run
// has at most one. In the code each is one line that reads as a footnote: `flawed(HostFlaw::x)`,
// with its id.
#pragma once

#include <span>
#include <string_view>

#include "protocols/core/options.h"

namespace conclave::sim {

enum class HostFlaw : std::uint8_t {
  none,
  ack_before_sync,
  sync_error_ignored,
  mismatch_ends_log,
  torn_tail_kept,
  missing_directory_sync,
  completions_out_of_order,
  replies_from_earlier_life,
  payload_unprotected,
  partial_append_kept,
};

// A row for each but `none`, in this order.
std::span<const FlawInfo> host_flaw_table();
HostFlaw host_flaw_named(std::string_view name);  // empty: none

}  // namespace conclave::sim

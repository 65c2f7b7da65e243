// Integrity codes: the few bytes that tell whether others are still what they were.
//
// Packets and disk frames carry one, chosen by name in the scenario. Which damage each code finds
// differs a lot; the README of this folder has the table.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

#include "protocols/core/codec.h"

namespace conclave::sim {

struct IntegrityCode {
  std::string_view name;
  std::size_t size;                                // bytes that the code takes
  void (*compute)(ByteView data, std::byte* out);  // writes `size` bytes
  std::string_view summary;
};

std::span<const IntegrityCode> integrity_codes();

// Null if there is none of that name.
const IntegrityCode* find_integrity(std::string_view name);

// True if `code` over `data` gives `expected` (of code.size bytes).
bool verify(const IntegrityCode& code, ByteView data, ByteView expected);

}  // namespace conclave::sim

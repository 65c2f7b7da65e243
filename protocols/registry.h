// The protocols that Conclave can run: a name and a row for each. Adding one is one line in
// registry.cc; tables are explicit because linkers drop what registers itself.
#pragma once

#include <span>
#include <string_view>

#include "protocols/core/kind.h"

namespace conclave {

std::span<const ProtocolKind> protocol_kinds();

// Null if there is none of that name.
const ProtocolKind* find_protocol(std::string_view name);

}  // namespace conclave

// Words for the stories of violations.
#pragma once

#include <string>
#include <string_view>

#include "protocols/core/ids.h"

namespace conclave::sim {

// In quotes, cut to a readable length; bytes that are no text as \xNN.
std::string quoted(std::string_view text);

// "put k1 c3.17" (client 3, request 17), or: a no-op.
std::string in_words(RequestId id, std::string_view body);
std::string in_words(const Command& command);

}  // namespace conclave::sim

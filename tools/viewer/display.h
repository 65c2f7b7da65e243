// How much room a text takes on a terminal, which is neither its bytes nor its characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace conclave::tools {

// Columns: East Asian wide characters and emoji take two, combining marks none. Text is UTF-8;
// bytes that are not take one each.
std::size_t display_width(std::string_view text);

// As much of the text as fits into `columns`, never half a character; what was cut ends in "…".
std::string clipped(std::string_view text, std::size_t columns);

}  // namespace conclave::tools

// How reports write numbers, durations and long lines.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "protocols/core/ids.h"
#include "sim/data/words.h"

namespace conclave::tools {

using sim::counted;
using sim::grouped;
std::string seconds(Duration duration);  // "20.0s", "0.02s", "2.1ms"

// Words on as few lines as fit in `width`, each line after the first indented. A word stays whole.
std::string wrapped(const std::vector<std::string>& words, std::string_view separator,
                    std::size_t indent, std::size_t width);
// The same for a text, at its spaces.
std::string wrapped(std::string_view text, std::size_t indent, std::size_t width);

}  // namespace conclave::tools

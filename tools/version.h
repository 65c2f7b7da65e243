// The version of this library, as CMakeLists.txt knows it.
#pragma once

#include <string_view>

namespace conclave::tools {

std::string_view library_version();

}  // namespace conclave::tools

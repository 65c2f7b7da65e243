// The headers of others that most files include, compiled once for each part: a quarter of the time
// that a build takes. Files include what they need all the same; the build with clang, which has no
// part of this, holds them to it.
#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

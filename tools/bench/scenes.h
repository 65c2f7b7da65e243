// Scenes: the scenarios that benchmarks run, as people write them.
//
// They stand here and not under scenarios/, so that a figure keeps its meaning whoever changes a
// file there, and so that the program needs no checkout beside it. Each is judged by all safety
// checks.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "sim/run/scenario.h"

namespace conclave::tools {

// Five nodes; leaders crash and are cut off as fast as they are elected.
std::string storm_text(std::string_view protocol);
// Five nodes, nothing goes wrong, and a client keeps that many operations under way.
std::string steady_text(std::string_view protocol, std::uint64_t in_flight,
                        std::uint64_t operations);
// Five nodes, nothing goes wrong, and nobody asks for anything for so long.
std::string idle_text(std::string_view protocol, std::uint64_t seconds);

// REQUIRES: a text from above.
sim::Scenario scene(const std::string& text);

}  // namespace conclave::tools

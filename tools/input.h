// Input: files that a person names, whole. `-` is standard input.
#pragma once

#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "sim/run/scenario.h"
#include "sim/trace/file_error.h"
#include "tools/terminal.h"

namespace conclave::tools {

// Of a longer text, the first `most` bytes and some more.
std::variant<std::string, sim::FileError> read_text(const std::string& path, std::size_t most);

// Whether writing to `output` would destroy the file that is read, `input`. If so, that was said.
bool overwrites(const std::string& input, const std::string& output, Terminal& terminal);

// The scenario of a file; or what is wrong with it was said, and this is how to end.
std::variant<sim::Scenario, Exit> load_scenario(const std::string& path,
                                                std::span<const sim::Setting> settings,
                                                Terminal& terminal);

// What people write after --set, such as "/network/loss=0.1".
sim::Result<sim::Setting> parse_setting(const std::string& text);
// All of them; or all that is wrong with them was said.
std::optional<std::vector<sim::Setting>> parse_settings(const std::vector<std::string>& texts,
                                                        Terminal& terminal);

}  // namespace conclave::tools

// Run files: one run as a folder. What a campaign keeps of a failure and what shrinking makes of it
// are such folders.
//
//     scenario.json   concrete: `conclave run` runs it
//     trace.jsonl     what happens in it
//     report.txt      the same for people
//     summary.json    the same in a few members, for programs
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <variant>

#include "sim/data/json.h"
#include "sim/run/outcome.h"
#include "sim/run/scenario.h"
#include "sim/trace/file_error.h"

namespace conclave::tools {

struct ToldRun {
  sim::RunOutcome outcome;
  std::string story;  // a line for each turn
};

// How soon a line of the trace is in its file: some time, or at once, as the next event may be the
// end of the process.
enum class Haste : std::uint8_t { none, every_line };

// Runs it; leaves its scenario and its trace in the folder, which is there.
std::variant<ToldRun, sim::FileError> write_run(const std::filesystem::path& folder,
                                                const sim::Scenario& scenario, std::uint64_t seed,
                                                Haste haste = Haste::none);

// The other two.
std::optional<sim::FileError> write_report(const std::filesystem::path& folder,
                                           const std::string& report, const sim::Json& summary);

}  // namespace conclave::tools

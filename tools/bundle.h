// Bundle: a failure as a folder that outlives the campaign which found it.
//
//     out/agreement-3fa9c1/
//       scenario.json   concrete: what was sampled is written out, and the seed is in it
//       trace.jsonl     what happened; `conclave replay` of the folder holds a new run against it
//       report.txt      the story, for people
//       summary.json    verdict, signature, versions, compiler, fingerprint
//       shrunk/         the same four of a smaller run that breaks the same promise
//
// It gathers under another name and gets its own when it is whole, so that whoever looks finds all
// of it or nothing. It is written by a process of its own, as the node that fails may take its
// process with it: then the trace ends where the process did.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <variant>

#include "sim/run/scenario.h"
#include "sim/trace/file_error.h"
#include "tools/campaign/campaign.h"

namespace conclave::tools {

struct BundleRequest {
  sim::Scenario scenario;  // concrete
  Failure failure;
  std::vector<sim::Drawn> drawn;
  std::string source;  // the scenario's file, for the report
  Crew::Limits limits;
};

struct BundleWritten {
  std::filesystem::path folder;
  // The run came to another end than it had in the campaign.
  bool differs = false;
  // Why its trace ends early, where the run of the campaign did not: to write one takes longer.
  std::string cut_short;
};

// Into `out`/SIGNATURE, in place of one that stands there.
std::variant<BundleWritten, sim::FileError> write_bundle(const std::filesystem::path& out,
                                                         const BundleRequest& request);

// The trace of a bundle, or the path itself.
std::string trace_in(const std::string& path);
// How the process of the bundle's run ended: "SIGABRT", "hang", "memory"; nothing if it ended well.
// With it, the limits that the campaign had.
struct BundleDeath {
  std::string word;
  std::chrono::nanoseconds patience;
  std::uint64_t memory = 0;
};
std::optional<BundleDeath> death_in(const std::string& path);

// "conclave replay out/agreement-3fa9c1", for a shell, as this program was called.
std::string reproduce_line(const std::filesystem::path& folder);
// The same for another command: a line of a shell, as this program was called.
std::string line_to(const std::string& command, const std::filesystem::path& path);

}  // namespace conclave::tools

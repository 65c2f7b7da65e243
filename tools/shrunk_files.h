// Shrunk files: what shrinking came to, as a folder.
//
//     scenario.json   the small scenario: `conclave run` runs it
//     trace.jsonl     what happens in it
//     report.txt      the same for people: before and after, and the story
//     summary.json    verdict, class of the violation, sizes, replays, fingerprint
#pragma once

#include <optional>
#include <string>

#include "sim/shrink/shrink.h"
#include "sim/trace/file_error.h"

namespace conclave::tools {

// Into `folder`, which is made if it is not there. What went wrong is the answer.
std::optional<sim::FileError> write_shrunk(const std::string& folder, const sim::Shrunk& shrunk);

}  // namespace conclave::tools

// A campaign as GitHub Actions shows it: annotations on the commit, and a summary of the step.
#pragma once

#include <string>
#include <string_view>

#include "tools/campaign/report.h"

namespace conclave::tools {

// Workflow commands, a line each: `::error file=...,title=...::message`. GitHub shows ten of a
// step, so there are no more.
std::string github_annotations(const Campaigned& all);
// Markdown, for the file that GITHUB_STEP_SUMMARY names.
std::string github_summary(const Campaigned& all);

// As GitHub's own toolkit escapes the parts of a workflow command.
std::string github_data(std::string_view text);
std::string github_property(std::string_view text);

}  // namespace conclave::tools

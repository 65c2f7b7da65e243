// A campaign as JUnit's XML, which every CI system can show.
#pragma once

#include <string>
#include <string_view>

#include "tools/campaign/report.h"

namespace conclave::tools {

// One test case for each scenario and each regression, with a failure for each distinct one.
std::string junit_text(const Campaigned& all);

// Text as XML has it: what XML cannot hold at all becomes a question mark.
std::string xml_escaped(std::string_view text);

}  // namespace conclave::tools

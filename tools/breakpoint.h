// Breakpoints: at which line of a trace a replay stops.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/data/result.h"

namespace conclave::tools {

// "kind:recv node:n3": a line all of whose named members have these values.
class Breakpoint {
 public:
  static sim::Result<Breakpoint> parse(std::string_view text);
  bool matches(std::string_view line) const;

 private:
  std::vector<std::pair<std::string, std::string>> members_;
};

}  // namespace conclave::tools

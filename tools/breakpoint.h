// Breakpoints: at which line of a trace a replay stops.
//
//     kind:recv node:n3                    these members have these values
//     kind:send message.vote.term>=3       members of members, and numbers compared: < <= > >=
//     kind!=sync                           and this one has not
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "sim/data/result.h"

namespace conclave::tools {

// A line that meets all of its conditions.
class Breakpoint {
 public:
  static sim::Result<Breakpoint> parse(std::string_view text);
  bool matches(std::string_view line) const;

 private:
  enum class Relation : std::uint8_t { is, is_not, less, at_most, greater, at_least };
  struct Condition {
    std::vector<std::string> path;
    Relation relation = Relation::is;
    std::string value;
  };
  static bool holds(Relation relation, const std::string& found, const std::string& value);

  std::vector<Condition> conditions_;
};

}  // namespace conclave::tools

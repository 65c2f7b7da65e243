// LineSink: where lines go. A line comes without its line break and is valid during the call.
#pragma once

#include <string_view>

namespace conclave::sim {

class LineSink {
 public:
  virtual ~LineSink() = default;
  virtual void line(std::string_view text) = 0;
};

}  // namespace conclave::sim

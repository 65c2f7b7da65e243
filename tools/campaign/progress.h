// Progress of long work, on standard error: one line that is rewritten on a terminal, a line every
// ten seconds elsewhere.
#pragma once

#include <chrono>
#include <string>

namespace conclave::tools {

class Progress {
 public:
  Progress();
  ~Progress() { clear(); }
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;

  // Whether it is time to say something.
  bool due() const;
  void say(const std::string& text);
  void clear();  // before something else is written

 private:
  using Clock = std::chrono::steady_clock;

  bool on_screen_;
  bool shown_ = false;
  Clock::time_point last_ = Clock::now();
};

}  // namespace conclave::tools

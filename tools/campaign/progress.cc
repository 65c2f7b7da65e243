#include "tools/campaign/progress.h"

// A terminal, or a log.

#include <sys/ioctl.h>
#include <unistd.h>

#include <string_view>

namespace conclave::tools {
namespace {

void write_out(std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;  // nobody is there to be told
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::size_t columns() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

}  // namespace

Progress::Progress() : on_screen_(::isatty(STDERR_FILENO) == 1) {}

bool Progress::due() const {
  return Clock::now() - last_ >=
         (on_screen_ ? std::chrono::milliseconds(250) : std::chrono::milliseconds(10'000));
}

void Progress::say(const std::string& text) {
  last_ = Clock::now();
  if (!on_screen_) return write_out(text + "\n");
  write_out("\r\x1b[K" + text.substr(0, columns() - 1));
  shown_ = true;
}

void Progress::clear() {
  if (shown_) write_out("\r\x1b[K");
  shown_ = false;
}

}  // namespace conclave::tools

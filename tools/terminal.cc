#include "tools/terminal.h"

// Buffering, colours and what becomes of errors.

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <cstring>

namespace conclave::tools {
namespace {

constexpr std::size_t buffer_size = 64U << 10U;

bool wants_color(ColorChoice color) {
  if (color != ColorChoice::automatic) return color == ColorChoice::always;
  const char* no_color = std::getenv("NO_COLOR");  // https://no-color.org
  if (no_color != nullptr && *no_color != '\0') return false;
  const char* term = std::getenv("TERM");
  return ::isatty(STDOUT_FILENO) == 1 && (term == nullptr || std::string_view(term) != "dumb");
}

// Returns errno, or 0.
int write_all(int descriptor, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written >= 0) {
      text.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      return errno;
    }
  }
  return 0;
}

std::string_view code_of(Hue hue) {
  switch (hue) {
    case Hue::plain:
      return "";
    case Hue::green:
      return "\x1b[32m";
    case Hue::red:
      return "\x1b[31;1m";
    case Hue::yellow:
      return "\x1b[33m";
    case Hue::faint:
      return "\x1b[2m";
    case Hue::bold:
      return "\x1b[1m";
  }
  return "";
}

}  // namespace

Terminal::Terminal(ColorChoice color) : colored_(wants_color(color)) {}

Terminal::~Terminal() {
  flush();
}

void Terminal::print(std::string_view text) {
  buffer_ += text;
  if (buffer_.size() >= buffer_size) flush();
}

void Terminal::flush() {
  if (error_ == 0) error_ = write_all(descriptor_, buffer_);
  buffer_.clear();
}

void Terminal::yield_output() {
  flush();
  descriptor_ = STDERR_FILENO;
}

void Terminal::complain(std::string_view text) {
  flush();
  std::string line = "conclave: ";
  line += text;
  line += '\n';
  write_all(STDERR_FILENO, line);
}

void Terminal::remark(std::string_view text) {
  if (::isatty(STDERR_FILENO) == 1) complain(text);
}

void Terminal::complain(const sim::FileError& error) {
  complain(sim::to_text(error));
}

void Terminal::complain(const std::string& file, const sim::InputErrors& errors) {
  for (const sim::InputError& error : errors) {
    std::string line = sim::to_text(sim::InputErrors{error});
    if (line.ends_with('\n')) line.pop_back();
    complain(file + ": " + line);
  }
}

std::string Terminal::paint(Hue hue, std::string_view text) const {
  if (!colored_ || hue == Hue::plain) return std::string(text);
  return std::string(code_of(hue)) + std::string(text) + "\x1b[0m";
}

std::size_t Terminal::width() const {
  constexpr std::size_t widest = 100, narrowest = 40;
  return std::clamp(screen_width(), narrowest, widest);
}

std::size_t Terminal::screen_width() const {
  constexpr std::size_t standard = 100;
  winsize size{};
  if (::ioctl(descriptor_, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return standard;
  return size.ws_col;
}

Exit Terminal::close(Exit exit) {
  flush();
  if (error_ == 0) return exit;
  // Who stops reading, as `head` does, needs no words.
  if (error_ != EPIPE) {
    complain(std::string("standard output: cannot write: ") + std::strerror(error_));
  }
  return worse(exit, Exit::cannot_write);
}

}  // namespace conclave::tools

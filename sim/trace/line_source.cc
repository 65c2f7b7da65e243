// Lines from files and from standard input.
#include "sim/trace/line_source.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace conclave::sim {
namespace {

constexpr std::size_t chunk = 256U << 10U;

FileError cannot_read(const std::string& path, std::string what) {
  return {FileTrouble::cannot_read, path, 0, "cannot read: " + std::move(what)};
}

}  // namespace

std::variant<LineSource, FileError> LineSource::open(const std::string& path) {
  const int descriptor =
      path == "-" ? ::dup(STDIN_FILENO) : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot_read(path, std::strerror(errno));
  LineSource source(path, descriptor);
  struct stat status {};
  if (::fstat(descriptor, &status) == 0 && S_ISDIR(status.st_mode)) {
    return cannot_read(path, "it is a folder");
  }
  return source;
}

LineSource LineSource::of_text(std::string text, std::string name) {
  LineSource source(std::move(name), -1);
  source.buffer_ = std::move(text);
  return source;
}

LineSource::LineSource(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

LineSource::~LineSource() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

LineSource::LineSource(LineSource&& other) noexcept
    : path_(std::move(other.path_)),
      descriptor_(std::exchange(other.descriptor_, -1)),
      buffer_(std::move(other.buffer_)),
      begin_(other.begin_),
      number_(other.number_),
      unfinished_(other.unfinished_),
      error_(std::move(other.error_)) {}

LineSource& LineSource::operator=(LineSource&& other) noexcept {
  path_.swap(other.path_);
  std::swap(descriptor_, other.descriptor_);
  buffer_.swap(other.buffer_);
  begin_ = other.begin_;
  number_ = other.number_;
  unfinished_ = other.unfinished_;
  error_.swap(other.error_);
  return *this;
}

std::optional<std::string_view> LineSource::next() {
  if (error_) return std::nullopt;
  std::size_t searched = begin_;
  for (;;) {
    const std::size_t end = buffer_.find('\n', searched);
    if (end != std::string::npos) {
      const std::string_view line(buffer_.data() + begin_, end - begin_);
      begin_ = end + 1;
      ++number_;
      return line;
    }
    const std::size_t waiting = buffer_.size() - begin_;
    if (waiting > longest_line) {
      error_ = {FileTrouble::bad_content, path_, number_ + 1, "the line is longer than 64 MiB"};
      return std::nullopt;
    }
    if (fill()) {
      searched = waiting;  // what was given has left the buffer
    } else if (error_ || waiting == 0) {
      return std::nullopt;
    } else {
      unfinished_ = true;
      ++number_;
      return std::string_view(buffer_).substr(std::exchange(begin_, buffer_.size()));
    }
  }
}

// Gets more into the buffer; what was given leaves it.
bool LineSource::fill() {
  if (descriptor_ < 0) return false;
  buffer_.erase(0, std::exchange(begin_, 0));
  const std::size_t size = buffer_.size();
  buffer_.resize(size + chunk);
  ssize_t got = -1;
  do {
    got = ::read(descriptor_, buffer_.data() + size, chunk);
  } while (got < 0 && errno == EINTR);
  if (got < 0) error_ = cannot_read(path_, std::strerror(errno));
  buffer_.resize(size + static_cast<std::size_t>(got > 0 ? got : 0));
  return got > 0;
}

}  // namespace conclave::sim

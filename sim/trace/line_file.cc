// Files that appear whole or not at all.
#include "sim/trace/line_file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <filesystem>
#include <system_error>
#include <utility>

namespace conclave::sim {
namespace {

constexpr std::size_t buffer_size = 1U << 20U;

FileError cannot_create(const std::string& path, std::string what) {
  return {FileTrouble::cannot_create, path, 0, "cannot create: " + std::move(what)};
}

// The open descriptor that a path stands for, or -1. Opening such a path anew would give a regular
// file behind it a second position.
int descriptor_named(const std::string& path) {
  if (path == "-" || path == "/dev/stdout") return STDOUT_FILENO;
  if (path == "/dev/stderr") return STDERR_FILENO;
  for (const std::string_view folder : {"/dev/fd/", "/proc/self/fd/"}) {
    if (path.compare(0, folder.size(), folder) != 0) continue;
    int number = -1;
    const char* end = path.data() + path.size();
    const auto [rest, error] = std::from_chars(path.data() + folder.size(), end, number);
    if (error == std::errc() && rest == end && number >= 0) return number;
  }
  return -1;
}

// Where a link points to, whether or not something is there; nothing if links point in a circle.
std::optional<std::string> behind_links(const std::string& path) {
  constexpr int most = 40;  // as the kernel has it
  std::filesystem::path target = path;
  for (int links = 0; links < most; ++links) {
    std::error_code none;
    const auto next = std::filesystem::read_symlink(target, none);
    if (none) return target.string();
    target = target.parent_path() / next;
  }
  return std::nullopt;
}

}  // namespace

std::variant<std::unique_ptr<LineFile>, FileError> LineFile::create(const std::string& path) {
  const auto made = [&](std::string target, std::string partial, int descriptor) {
    return std::unique_ptr<LineFile>(
        new LineFile(path, std::move(target), std::move(partial), descriptor));
  };
  if (path.empty()) return cannot_create(path, "the path is empty");
  if (const int open_already = descriptor_named(path); open_already >= 0) {
    const int descriptor = ::dup(open_already);
    if (descriptor < 0) return cannot_create(path, std::strerror(errno));
    return made(path, "", descriptor);
  }
  struct stat status {};
  const bool exists = ::stat(path.c_str(), &status) == 0;
  if (exists && S_ISDIR(status.st_mode)) return cannot_create(path, "it is a folder");
  if (exists && ::access(path.c_str(), W_OK) != 0) return cannot_create(path, std::strerror(errno));
  if (exists && !S_ISREG(status.st_mode)) {
    const int descriptor = ::open(path.c_str(), O_WRONLY | O_CLOEXEC);
    if (descriptor < 0) return cannot_create(path, std::strerror(errno));
    return made(path, "", descriptor);
  }
  const auto target = behind_links(path);
  if (!target) return cannot_create(path, std::strerror(ELOOP));
  const std::string partial = *target + "." + std::to_string(::getpid()) + ".partial";
  // What was private stays so, also while it is written.
  const mode_t mode = exists ? 0600 : 0666;
  const int descriptor = ::open(partial.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode);
  if (descriptor < 0) return cannot_create(path, std::strerror(errno));
  auto file = made(*target, partial, descriptor);
  if (exists && ::fchmod(descriptor, status.st_mode & 07777) != 0) {
    return cannot_create(path, std::strerror(errno));
  }
  return file;
}

LineFile::LineFile(std::string path, std::string target, std::string partial, int descriptor)
    : path_(std::move(path)),
      target_(std::move(target)),
      partial_(std::move(partial)),
      descriptor_(descriptor) {
  buffer_.reserve(buffer_size);
}

LineFile::~LineFile() {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  if (!partial_.empty()) ::unlink(partial_.c_str());
}

void LineFile::line(std::string_view text) {
  if (error_) return;
  if (buffer_.size() + text.size() + 1 > buffer_size) flush();
  buffer_ += text;
  buffer_ += '\n';
}

std::optional<std::string> LineFile::spare() {
  if (partial_.empty() || ::access(target_.c_str(), F_OK) != 0) return std::nullopt;
  path_ += ".partial";
  target_ += ".partial";
  return target_;
}

std::optional<FileError> LineFile::close() {
  if (descriptor_ < 0) return error_;
  flush();
  if (::close(std::exchange(descriptor_, -1)) != 0) fail(errno);
  if (partial_.empty()) return error_;
  if (!error_ && ::rename(partial_.c_str(), target_.c_str()) != 0) fail(errno);
  if (error_) ::unlink(partial_.c_str());
  return error_;
}

void LineFile::flush() {
  std::string_view rest = buffer_;
  while (!rest.empty() && !error_) {
    const ssize_t written = ::write(descriptor_, rest.data(), rest.size());
    if (written >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(written));
    } else if (errno != EINTR) {
      fail(errno);
    }
  }
  buffer_.clear();
}

void LineFile::fail(int number) {
  if (error_) return;
  error_ = {FileTrouble::cannot_write, path_, 0,
            std::string("cannot write: ") + std::strerror(number)};
}

}  // namespace conclave::sim

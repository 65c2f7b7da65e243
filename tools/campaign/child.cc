#include "tools/campaign/child.h"

// fork, limits, and the ways in which a process ends.

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>

namespace conclave::tools {
namespace {

constexpr int exit_without_memory = 77;
constexpr int exit_by_exception = 78;
constexpr std::size_t most_words = 4096;

// A node has no way to tell running out of memory from other exceptions, and neither has its
// simulation: the process ends here and now.
[[noreturn]] void out_of_memory() {
  ::_exit(exit_without_memory);
}

void limit_memory(std::uint64_t bytes) {
  if (bytes == 0 || !memory_limits_work()) return;
  const rlimit limit{static_cast<rlim_t>(bytes), static_cast<rlim_t>(bytes)};
  ::setrlimit(RLIMIT_DATA, &limit);
  std::set_new_handler(out_of_memory);
}

void settle_in(pid_t parent, int words) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (::getppid() != parent) ::_exit(0);  // it died before we could ask
  ::signal(SIGINT, SIG_IGN);
  ::signal(SIGTERM, SIG_DFL);
  const rlimit no_core{0, 0};
  ::setrlimit(RLIMIT_CORE, &no_core);
  if (words < 0) return;
  ::dup2(words, STDOUT_FILENO);
  ::dup2(words, STDERR_FILENO);
}

}  // namespace

bool memory_limits_work() {
#if defined(__SANITIZE_ADDRESS__)
  return false;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
  return false;
#else
  return true;
#endif
#else
  return true;
#endif
}

std::string signal_name(int signal) {
  const char* name = ::sigabbrev_np(signal);
  return name == nullptr ? "signal " + std::to_string(signal) : std::string("SIG") + name;
}

std::string in_words(const Death& death) {
  switch (death.kind) {
    case Death::Kind::exited:
      return "it ended by itself with exit " + std::to_string(death.number);
    case Death::Kind::signalled:
      return "it ended by " + signal_name(death.number);
    case Death::Kind::out_of_memory:
      return "it ran out of memory";
    case Death::Kind::timed_out:
      return "it took too long";
  }
  return "";
}

std::string short_word(const Death& death) {
  switch (death.kind) {
    case Death::Kind::exited:
      return death.number == 0 ? "" : "crash";
    case Death::Kind::signalled:
      return signal_name(death.number);
    case Death::Kind::out_of_memory:
      return "memory";
    case Death::Kind::timed_out:
      return "hang";
  }
  return "";
}

Child::Child(std::uint64_t memory, const std::function<int()>& body)
    : words_(::memfd_create("words", MFD_CLOEXEC)) {
  const pid_t parent = ::getpid();
  pid_ = ::fork();
  if (pid_ < 0) throw std::runtime_error(std::string("cannot fork: ") + std::strerror(errno));
  if (pid_ != 0) return;
  settle_in(parent, words_);
  limit_memory(memory);
  int exit = exit_by_exception;
  try {
    exit = body();
  } catch (const std::exception& exception) {
    const std::string_view what = exception.what();
    if (::write(STDERR_FILENO, what.data(), what.size()) < 0) exit = exit_by_exception;
  }
  ::_exit(exit);  // buffers and destructors are the parent's
}

Child::Child(Child&& other) noexcept
    : pid_(std::exchange(other.pid_, -1)), words_(std::exchange(other.words_, -1)) {}

Child::~Child() {
  if (pid_ > 0) {
    kill();
    ::waitpid(pid_, nullptr, 0);
  }
  if (words_ >= 0) ::close(words_);
}

void Child::kill() {
  if (pid_ > 0) ::kill(pid_, SIGKILL);
}

Death Child::wait(std::optional<std::chrono::nanoseconds> patience) {
  if (patience) return wait_while([] { return true; }, *patience);
  int status = 0;
  while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
  }
  return death(status, false);
}

Death Child::wait_while(const std::function<bool()>& go_on, std::chrono::nanoseconds patience) {
  using Clock = std::chrono::steady_clock;
  constexpr std::chrono::seconds grace(10);
  Clock::time_point latest = Clock::now() + patience;
  bool asked = false;
  int status = 0;
  while (::waitpid(pid_, &status, WNOHANG) != pid_) {
    if (!asked && !go_on()) {
      asked = true;
      latest = std::min(latest, Clock::now() + grace);
      ::kill(pid_, SIGTERM);
    }
    if (Clock::now() > latest) {
      kill();
      ::waitpid(pid_, &status, 0);
      return death(status, true);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return death(status, false);
}

Death Child::death(int status, bool impatient) {
  pid_ = -1;
  Death death;
  death.last_words = last_words();
  if (impatient) {
    death.kind = Death::Kind::timed_out;
  } else if (WIFSIGNALED(status)) {
    death.kind = Death::Kind::signalled;
    death.number = WTERMSIG(status);
  } else {
    death.number = WEXITSTATUS(status);
    if (death.number == exit_without_memory) death.kind = Death::Kind::out_of_memory;
  }
  return death;
}

std::string Child::last_words() const {
  if (words_ < 0) return "";
  const off_t end = ::lseek(words_, 0, SEEK_END);
  const off_t from =
      end > static_cast<off_t>(most_words) ? end - static_cast<off_t>(most_words) : 0;
  std::string text(static_cast<std::size_t>(end - from), '\0');
  const ssize_t got = ::pread(words_, text.data(), text.size(), from);
  text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
  return text;
}

void forget_words() {
  if (::lseek(STDERR_FILENO, 0, SEEK_CUR) <= 0) return;  // nothing was said
  if (::ftruncate(STDERR_FILENO, 0) == 0) ::lseek(STDERR_FILENO, 0, SEEK_SET);
}

}  // namespace conclave::tools

#include "tools/forked_laboratory.h"

// Children and their pipes.

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>

#include "protocols/core/check.h"

namespace conclave::tools {
namespace {

constexpr unsigned patience_seconds = 60;  // for one candidate
constexpr int poll_milliseconds = 100;

// On the pipe: whether it fails; of each step a character with two bits.
std::string text_of(const sim::Trial& trial) {
  std::string text(1, trial.fails ? 'y' : 'n');
  if (!trial.fails) return text;
  for (std::size_t n = 0; n < trial.taken.size(); ++n) {
    text += static_cast<char>('0' + (trial.taken[n] ? 1 : 0) + (trial.useful[n] ? 2 : 0));
  }
  return text;
}

sim::Trial trial_of(const std::string& text) {
  sim::Trial trial;
  trial.fails = !text.empty() && text[0] == 'y';
  for (std::size_t n = 1; n < text.size(); ++n) {
    trial.taken.push_back(((text[n] - '0') & 1) != 0);
    trial.useful.push_back(((text[n] - '0') & 2) != 0);
  }
  return trial;
}

[[noreturn]] void be_child(int descriptor, const std::function<sim::Trial()>& work) {
  ::signal(SIGINT, SIG_DFL);
  ::signal(SIGTERM, SIG_DFL);
  ::alarm(patience_seconds);
  const std::string text = text_of(work());
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t some = ::write(descriptor, text.data() + written, text.size() - written);
    if (some <= 0) break;
    written += static_cast<std::size_t>(some);
  }
  ::_exit(written == text.size() ? 0 : 1);
}

class Child {
 public:
  explicit Child(const std::function<sim::Trial()>& work) {
    int ends[2];
    ALWAYS(::pipe2(ends, O_CLOEXEC) == 0);
    pid_ = ::fork();
    ALWAYS(pid_ >= 0);
    if (pid_ == 0) be_child(ends[1], work);
    ::close(ends[1]);
    descriptor_ = ends[0];
  }
  Child(const Child&) = delete;
  Child& operator=(const Child&) = delete;
  ~Child() {
    if (!over_) ::kill(pid_, SIGKILL);
    bury();
  }

  bool over() const { return over_; }
  int descriptor() const { return descriptor_; }
  // Reads what there is; the end of it is the end of the child.
  void read() {
    char some[64 << 10];
    const ssize_t size = ::read(descriptor_, some, sizeof some);
    if (size > 0) {
      text_.append(some, static_cast<std::size_t>(size));
    } else if (size == 0 || errno != EINTR) {
      over_ = true;
      bury();
    }
  }
  // REQUIRES: over(). One that died over its work found nothing.
  sim::Trial result() const { return well_ ? trial_of(text_) : sim::Trial{}; }

 private:
  void bury() {
    if (pid_ == 0) return;
    int status = 0;
    while (::waitpid(pid_, &status, 0) < 0 && errno == EINTR) {
    }
    well_ = WIFEXITED(status) && WEXITSTATUS(status) == 0;
    ::close(descriptor_);
    pid_ = 0;
  }

  pid_t pid_ = 0;
  int descriptor_ = -1;
  bool over_ = false, well_ = false;
  std::string text_;
};

void listen(std::deque<Child>& children) {
  std::vector<pollfd> waits;
  std::vector<Child*> whose;
  for (Child& child : children) {
    if (child.over()) continue;
    waits.push_back({child.descriptor(), POLLIN, 0});
    whose.push_back(&child);
  }
  if (::poll(waits.data(), waits.size(), poll_milliseconds) <= 0) return;
  for (std::size_t n = 0; n < waits.size(); ++n) {
    if (waits[n].revents != 0) whose[n]->read();
  }
}

}  // namespace

std::optional<sim::Laboratory::Found> ForkedLaboratory::first(std::size_t count, const Make& make,
                                                              std::uint64_t seed,
                                                              const sim::Wanted& wanted) {
  std::deque<Child> children;  // of the candidates from `front` on, in order
  for (std::size_t front = 0; front < count;) {
    if (stop_ && stop_()) return std::nullopt;
    while (children.size() < at_a_time_ && front + children.size() < count) {
      const std::size_t number = front + children.size();
      children.emplace_back([&] { return sim::try_out(make(number), seed, wanted); });
    }
    listen(children);
    for (; !children.empty() && children.front().over(); ++front) {
      sim::Trial trial = children.front().result();
      children.pop_front();
      if (trial.fails) return Found{front, std::move(trial)};
    }
  }
  return std::nullopt;
}

}  // namespace conclave::tools

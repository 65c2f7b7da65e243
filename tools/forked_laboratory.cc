#include "tools/forked_laboratory.h"

// Children and their pipes.

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <deque>

#include "protocols/core/check.h"
#include "tools/campaign/child.h"

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

// In the child.
int tell(int descriptor, const std::function<sim::Trial()>& work) {
  ::signal(SIGALRM, SIG_DFL);
  ::alarm(patience_seconds);
  const std::string text = text_of(work());
  std::size_t written = 0;
  while (written < text.size()) {
    const ssize_t some = ::write(descriptor, text.data() + written, text.size() - written);
    if (some <= 0) return 1;
    written += static_cast<std::size_t>(some);
  }
  return 0;
}

// A child at work, and what it has told so far.
class Bench {
 public:
  Bench(std::uint64_t memory, const std::function<sim::Trial()>& work)
      : ends_(pipe()), child_(memory, [&] { return tell(ends_[1], work); }) {
    ::close(ends_[1]);
  }
  Bench(const Bench&) = delete;
  Bench& operator=(const Bench&) = delete;
  ~Bench() { ::close(ends_[0]); }

  bool over() const { return over_; }
  int descriptor() const { return ends_[0]; }
  // Reads what there is; the end of it is the end of the child.
  void read() {
    char some[64 << 10];
    const ssize_t size = ::read(ends_[0], some, sizeof some);
    if (size > 0) {
      text_.append(some, static_cast<std::size_t>(size));
    } else if (size == 0 || errno != EINTR) {
      over_ = true;
      well_ = child_.wait().good();
    }
  }
  // REQUIRES: over(). One that died over its work found nothing.
  sim::Trial result() const { return well_ ? trial_of(text_) : sim::Trial{}; }

 private:
  static std::array<int, 2> pipe() {
    std::array<int, 2> ends{};
    ALWAYS(::pipe2(ends.data(), O_CLOEXEC) == 0);
    return ends;
  }

  std::array<int, 2> ends_;
  Child child_;
  bool over_ = false, well_ = false;
  std::string text_;
};

void listen(std::deque<Bench>& benches) {
  std::vector<pollfd> waits;
  std::vector<Bench*> whose;
  for (Bench& bench : benches) {
    if (bench.over()) continue;
    waits.push_back({bench.descriptor(), POLLIN, 0});
    whose.push_back(&bench);
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
  std::deque<Bench> benches;  // of the candidates from `front` on, in order
  for (std::size_t front = 0; front < count;) {
    if (stop_ && stop_()) return std::nullopt;
    while (benches.size() < at_a_time_ && front + benches.size() < count) {
      const std::size_t number = front + benches.size();
      benches.emplace_back(memory_, [&] { return sim::try_out(make(number), seed, wanted); });
    }
    listen(benches);
    for (; !benches.empty() && benches.front().over(); ++front) {
      sim::Trial trial = benches.front().result();
      benches.pop_front();
      if (trial.fails) return Found{front, std::move(trial)};
    }
  }
  return std::nullopt;
}

}  // namespace conclave::tools
